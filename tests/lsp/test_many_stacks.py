"""A registry of a thousand stacks, as an editor asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from stackls_core.registry.changes import Change, CreateComponent, CreateStack
from stackls_core.stores.local import LocalStore
from stackls_server.features.stack_data import component_summary
from tests.lsp.editor import editor
from tests.lsp.stack_support import Opener, command
from tests.support.catalog import tiny_catalog

COUNT = 1000


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    path = tmp_path / "stacks.db"
    changes: list[Change] = []
    for number in range(COUNT):
        bucket = ("artifact_store", f"bucket-{number:04}")
        changes.append(CreateComponent(*bucket, "local", {"path": f"/data/{number}"}))
        changes.append(CreateStack(f"team-{number:04}", (("orchestrator", "default"), bucket)))
    LocalStore(tiny_catalog, path).execute(changes)
    return Opener(path)


@pytest.mark.asyncio
async def test_a_thousand_stacks_are_listed_described_and_changed(opener: Opener):
    async with editor(open_store=opener) as ed:

        async def run(command_name: str, /, **argument: str):
            return await ed.request("workspace/executeCommand", command(command_name, **argument))

        stacks = await run("listStacks")
        assert len(stacks) == COUNT + 1
        assert [one["name"] for one in stacks if one["active"]] == ["default"]
        components = await run("listComponents", type="artifact_store")
        assert [one["stacks"] for one in components] == [
            *([f"team-{number:04}"] for number in range(COUNT)),
            ["default"],
        ]
        described = await run("describeStack", name="team-0500")
        assert described["components"][1]["configuration"] == {"path": "/data/500"}
        await run("activateStack", name="team-0999")
        await run("deleteStack", name="team-0000")
        after = await run("listStacks")
        assert [one["name"] for one in after if one["active"]] == ["team-0999"]
        assert len(after) == COUNT


def test_who_uses_a_component_is_looked_up_once_for_all(opener: Opener):
    snapshot = LocalStore(tiny_catalog, opener.path).snapshot()
    looked_at = 0

    class Counted(tuple):  # counts walks over all stacks
        def __iter__(self):
            nonlocal looked_at
            looked_at += 1
            return super().__iter__()

    stacks: Sequence = Counted(snapshot.stacks)
    object.__setattr__(snapshot, "stacks", stacks)
    for component in snapshot.components:
        component_summary(component, snapshot)
    assert looked_at == 1
