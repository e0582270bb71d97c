"""Run configurations that a real ZenML compiles, and what it may not import while it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.stores.zenml import ZenMLStore
from tests.support.eventually import eventually
from tests.support.real_zenml import NEEDS_ZENML, RealZenML

pytestmark = list(NEEDS_ZENML)

STEP = "steps:\n  trainer:\n"
MATERIALIZER = "    outputs:\n      model:\n        materializer_source: "
NOTEBOOK = "{type: notebook, module: cell, attribute: f, replacement_module: antigravity}"


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is there once a browser was opened, which importing ``antigravity`` does."""
    return tmp_path_factory.mktemp("browser") / "opened"


@pytest.fixture(scope="module")
def compiler(
    zenml: RealZenML, browsed: Path, shipped_catalog: Catalog
) -> Iterator[tuple[ZenMLStore, RealZenML]]:
    """A store, and its ZenML, whose browser leaves a file."""
    browser = browsed.with_name("browser.py")
    browser.write_text(f"#!{sys.executable}\nopen({str(browsed)!r}, 'w').close()\n", "utf-8")
    browser.chmod(0o755)
    watched = zenml.with_variables(BROWSER=str(browser))
    store = watched.open(shipped_catalog)
    yield store, watched
    store.close()


def test_only_zenml_itself_is_imported(compiler: tuple[ZenMLStore, RealZenML], browsed: Path):
    store, zenml = compiler
    for named in (
        f"failure_hook_source: antigravity.geohash\n{STEP}    enable_cache: true\n",
        f"{STEP}    failure_hook_source: antigravity.geohash\n",
        f"{STEP}    success_hook_source: {NOTEBOOK}\n",
        f"{STEP}{MATERIALIZER}antigravity.geohash\n",
        f"{STEP}{MATERIALIZER}[antigravity.geohash]\n",
    ):
        # some versions do not look at hooks here; no verdict is better than a wrong one
        assert store.refusals(named, "default") in (None, ()), named
    assert store.refusals(f"{STEP}{MATERIALIZER}antigravity.geohash\n", "default") is None
    assert not browsed.exists()
    zenml.run("import antigravity")
    eventually(browsed.exists, "an import of it leaves the file")


def test_what_zenml_has_is_looked_at(compiler: tuple[ZenMLStore, RealZenML]):
    store, _ = compiler
    materializer = f"{STEP}{MATERIALIZER}zenml.materializers."
    assert store.refusals(materializer + "BuiltInMaterializer\n", "default") == ()
    assert store.refusals(materializer + "NoSuchMaterializer\n", "default")
