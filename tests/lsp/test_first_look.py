"""The first look through the workspace begins when nobody waits for first diagnostics any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.documents import workspace_files
from stackls_server.lsp.documents.workspace_files import WorkspaceFiles
from tests.support.eventually import eventually_async

pytestmark = pytest.mark.asyncio


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The folders that were looked through."""
    found: list[object] = []
    monkeypatch.setattr(
        workspace_files, "look_through", lambda folders, *_: found.append(folders) or {}
    )
    return found


def files_of(folder: Path) -> WorkspaceFiles:
    files = WorkspaceFiles()
    files.add_folders([folder.as_uri()])
    return files


async def test_it_waits_until_it_is_told(tmp_path: Path, looked: list[object]):
    files = files_of(tmp_path)
    files.look(ByFolder(()))
    for _ in range(20):
        await asyncio.sleep(0)
    assert looked == []
    files.begin()
    await eventually_async(lambda: looked, "it looks")
    # later ones wait for nothing
    files.look(ByFolder(()))
    await eventually_async(lambda: len(looked) == 2, "it looks again")
    files.stop()


async def test_who_asks_does_not_wait_for_that(tmp_path: Path, looked: list[object]):
    files = files_of(tmp_path)
    files.look(ByFolder(()))
    workspace = await files.workspace([], ByFolder(()))
    assert (workspace.is_complete, looked) == (True, [[str(tmp_path)]])
    files.stop()


async def test_where_nobody_opens_anything_it_begins_by_itself(
    tmp_path: Path, looked: list[object], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workspace_files, "START_SECONDS", 0.01)
    files = files_of(tmp_path)
    files.look(ByFolder(()))
    await eventually_async(lambda: looked, "it looks")
    files.stop()
