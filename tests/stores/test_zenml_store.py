"""The ZenML store against a real ZenML: its local database, and a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.registry.store import StackStore
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import StoreContract
from tests.stores.zenml_support import (
    PYTHON,
    SKIP,
    empty,
    open_zenml,
    zenml_environment,
    zenml_server,
)

pytestmark = [
    pytest.mark.zenml,
    pytest.mark.skipif(not PYTHON, reason=SKIP),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def local_zenml(
    tmp_path_factory: pytest.TempPathFactory, shipped_registry: FlavorRegistry
) -> Iterator[ZenMLStore]:
    folder = tmp_path_factory.mktemp("zenml")
    store = open_zenml(zenml_environment(folder / "config"), folder / "work", shipped_registry)
    yield store
    store.close()


@pytest.fixture(scope="module")
def served_zenml(
    tmp_path_factory: pytest.TempPathFactory, shipped_registry: FlavorRegistry
) -> Iterator[ZenMLStore]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "server").mkdir()
    with zenml_server(folder / "server") as url:
        environment = zenml_environment(folder / "config", ZENML_STORE_URL=url)
        store = open_zenml(environment, folder / "work", shipped_registry)
        yield store
        store.close()


class TestLocalDatabase(StoreContract):
    @pytest.fixture
    def store(self, local_zenml: ZenMLStore) -> StackStore:
        empty(local_zenml)
        return local_zenml

    def test_it_is_the_local_database(self, store: StackStore):
        info = store.info()
        assert (info.kind, info.is_shared, info.user) == ("zenml", False, "default")


class TestServer(StoreContract):
    @pytest.fixture
    def store(self, served_zenml: ZenMLStore) -> StackStore:
        empty(served_zenml)
        return served_zenml

    def test_it_is_the_server(self, store: StackStore):
        info = store.info()
        assert (info.kind, info.is_shared) == ("zenml", True)
        assert info.location.startswith("http://127.0.0.1:")
