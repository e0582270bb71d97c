"""An apply whose server ends in the middle, as when a window is reloaded: all of it or nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import open_folder
from stackls_core.paths import default_database
from stackls_core.stores.local import LocalStore
from stackls_server.cli.catalog import open_catalogs
from tests.lsp.stack_support import command
from tests.lsp.wire import PATIENCE, Wire, server_process
from tests.support.stack_texts import Entry, stack_text

pytestmark = pytest.mark.asyncio

FILE = stack_text(
    Entry("orchestrator", "nightly_local", "local"),
    Entry("artifact_store", "nightly_bucket", "s3", "{path: s3://nightly}"),
    name="nightly",
    version=open_folder().zenml_version,
    typed=True,
)


async def _reload(wire: Wire, process: asyncio.subprocess.Process) -> None:
    """What a window does that is reloaded."""
    await wire.request("shutdown")
    wire.notify("exit")


async def _hang_up(wire: Wire, process: asyncio.subprocess.Process) -> None:
    await wire.close()


async def _kill(wire: Wire, process: asyncio.subprocess.Process) -> None:
    process.kill()


@pytest.mark.parametrize("end", [_reload, _hang_up, _kill])
async def test_nothing_is_left_of_an_apply_that_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: Callable[..., Any]
):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path))
    monkeypatch.setenv("STACKLS_STORE", "local")
    database = default_database({"STACKLS_HOME": str(tmp_path)})
    store = LocalStore(lambda: open_catalogs().bundled, database)
    before = store.snapshot()
    somebody = sqlite3.connect(database)
    somebody.execute("BEGIN IMMEDIATE")  # the apply has to wait for who writes
    try:
        async with server_process() as (wire, process):
            await wire.initialize({"window": {"workDoneProgress": True}})
            wire.begin("workspace/executeCommand", command("applyStack", text=FILE))
            await wire.asked("window/workDoneProgress/create")  # it takes long: it waits
            await end(wire, process)
            await asyncio.wait_for(process.wait(), PATIENCE)
    finally:
        somebody.rollback()
        somebody.close()
    assert store.snapshot() == before
    async with server_process() as (wire, _):
        await wire.initialize()
        applied = await wire.request(
            "workspace/executeCommand", command("applyStack", text=FILE, activate=True)
        )
        assert applied["applied"]
    after = store.snapshot()
    assert after.active_stack is not None
    assert after.active_stack.name == "nightly"
    assert len(after.components) == len(before.components) + 2
