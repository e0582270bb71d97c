"""Catalogs that are added while an editor is open: known without a restart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import BUNDLED_CATALOG
from stackls_core.catalog.catalogs import open_catalogs
from stackls_core.catalog.workspace_flavors import write_flavors
from stackls_server.lsp.documents import catalog_watch
from stackls_server.lsp.documents.catalog_watch import CatalogWatch
from tests.lsp.editor import BAD, GOOD, URI, editor
from tests.support.catalog import VERSION, flavor

pytestmark = pytest.mark.asyncio

NEWER = BAD.replace(VERSION, "0.99.0")
ERROR, WARNING = 1, 2
UNKNOWN = {"textDocument": {"uri": "file:///team/values.yaml"}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalog_watch, "CHECK_SECONDS", 0.01)
    return tmp_path / "catalogs"


def add(folder: Path, version: str) -> None:
    """As `stackls catalog add` does: made elsewhere, then renamed."""
    making = folder / f".making-{version}"
    shutil.copytree(BUNDLED_CATALOG, making)
    index = making / "index.json"
    content = json.loads(index.read_text("utf-8"))
    index.write_text(json.dumps({**content, "zenml_version": version}), "utf-8")
    making.rename(folder / version)


def severity(diagnostics: list[dict[str, Any]]) -> int:
    """How bad the unknown flavor is."""
    (found,) = [one for one in diagnostics if one["code"] == "unknown-flavor"]
    return found["severity"]


async def test_a_catalog_that_is_added_and_removed_counts_at_once(folder: Path):
    async with editor(open_catalogs=lambda: open_catalogs(folder)) as one:
        one.open(URI, NEWER)
        assert severity(await one.diagnostics(URI)) == WARNING
        add(folder, "0.99.0")
        await one.notification("stackls/flavorsChanged")
        assert severity(await one.diagnostics(URI)) == ERROR
        shutil.rmtree(folder / "0.99.0")
        assert severity(await one.diagnostics(URI)) == WARNING


async def test_nobody_looks_before_there_is_a_document_of_ours(monkeypatch: pytest.MonkeyPatch):
    started: list[str] = []
    monkeypatch.setattr(CatalogWatch, "start", lambda _: started.append("watch"))
    async with editor() as one:
        one.open("file:///team/values.yaml", "a: 1\n")
        await one.request("textDocument/hover", one.place("a: 1\n", 0) | UNKNOWN)
        assert started == []
        one.open(URI, GOOD)
        await one.diagnostics(URI)
        assert started == ["watch"]


async def test_custom_flavors_that_are_added_for_a_workspace_count_in_it_at_once(
    folder: Path, tmp_path: Path
):
    inside, outside = (tmp_path / "ws" / "a.stack.yaml").as_uri(), URI
    text = NEWER.replace("0.99.0", "0.98.0")
    async with editor(open_catalogs=lambda: open_catalogs(folder)) as one:
        for uri in (inside, outside):
            one.open(uri, text)
            assert severity(await one.diagnostics(uri)) == ERROR
        write_flavors(
            folder, tmp_path / "ws", "0.98.0", [flavor("orchestrator", "locall", origin="custom")]
        )
        await one.notification("stackls/flavorsChanged")
        found = await one.diagnostics(inside)
        assert "unknown-flavor" not in [diagnostic["code"] for diagnostic in found]
        assert severity(await one.diagnostics(outside)) == ERROR
