"""Which store is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.errors import ZenMLNotFound
from stackls_core.stores.local import LocalStore
from stackls_core.stores.opening import StoreContext, open_store
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import names
from tests.support.real_zenml import PYTHON, needs_zenml


@pytest.fixture
def bare(tmp_path: Path) -> StoreContext:
    """A machine without any interpreter."""
    return StoreContext(environment={"STACKLS_HOME": str(tmp_path), "PATH": ""})


def test_the_local_store(bare: StoreContext, shipped_catalog: Catalog, tmp_path: Path):
    for kind in ("local", "auto"):
        store = open_store(kind, lambda: shipped_catalog, bare)
        assert isinstance(store, LocalStore)
        assert store.path == tmp_path / "stacks.db"
        assert names(store.stacks()) == ["default"]


def test_zenml_has_to_be_somewhere(bare: StoreContext, shipped_catalog: Catalog):
    with pytest.raises(ZenMLNotFound, match=r"stackls\.zenml\.interpreter"):
        open_store("zenml", lambda: shipped_catalog, bare)
    with pytest.raises(ValueError, match="no store other"):
        open_store("other", lambda: shipped_catalog, bare)


@needs_zenml
def test_auto_takes_zenml_where_there_is_one(shipped_catalog: Catalog, tmp_path: Path):
    environment = {"STACKLS_HOME": str(tmp_path), "PATH": ""}
    context = StoreContext(interpreter=PYTHON, environment=environment)
    store = open_store("auto", lambda: shipped_catalog, context)
    assert isinstance(store, ZenMLStore)
    store.close()


def test_the_local_store_needs_neither_the_worker_nor_the_language_server(tmp_path: Path):
    code = (
        "import sys\n"
        "from stackls_core.stores.opening import StoreContext, open_store\n"
        "context = StoreContext(environment={'STACKLS_HOME': sys.argv[1]})\n"
        "store = open_store('local', lambda: sys.exit('asked for flavors'), context)\n"
        "assert len(store.stacks()) == 1\n"
        "slow = {'pygls', 'lsprotocol', 'stackls_core.zenml.worker', 'zenml'} & set(sys.modules)\n"
        "print(sorted(slow))\n"
    )
    import stackls_core

    environment = {**os.environ, "PYTHONPATH": str(Path(stackls_core.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert "pygls" not in done.stdout
    assert "subprocess" not in done.stdout
