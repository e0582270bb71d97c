"""The ZenML store against a real ZenML: its local database, and a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.store import StackStore
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import StoreContract
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, ZenMLServer, empty

pytestmark = list(NEEDS_ZENML)


@pytest.fixture(scope="module")
def served_zenml(
    tmp_path_factory: pytest.TempPathFactory,
    zenml_server: ZenMLServer,
    shipped_catalog: Catalog,
) -> Iterator[ZenMLStore]:
    zenml = RealZenML.at(tmp_path_factory.mktemp("served"), ZENML_STORE_URL=zenml_server.url)
    store = zenml.open(shipped_catalog)
    yield store
    store.close()


class TestLocalDatabase(StoreContract):
    @pytest.fixture
    def store(self, zenml_store: ZenMLStore) -> StackStore:
        return zenml_store

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
