"""The commands about the text of files, as an editor runs them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lsp.editor import GOOD, URI, Editor, editor
from tests.lsp.stack_support import command

pytestmark = pytest.mark.asyncio


async def run(ed: Editor, name: str, /, **argument: Any) -> Any:
    return await ed.request("workspace/executeCommand", command(name, **argument))


async def test_the_kind_of_a_document():
    plain = "file:///team/plain.yaml"
    async with editor() as ed:
        ed.open(plain, "a: b\n")
        assert await run(ed, "documentKind", uri=plain) == {"kind": None, "stack": None}
        ed.change(plain, 2, {"text": GOOD})
        assert await run(ed, "documentKind", uri=plain) == {"kind": "stack file", "stack": "demo"}
        ed.open(URI, "")
        assert await run(ed, "documentKind", uri=URI) == {"kind": "stack file", "stack": None}


async def test_the_kind_of_a_file_that_is_not_open_is_that_of_its_path():
    settings = {"files": {"globs": ["infra/*.yaml"]}}
    async with editor("neovim-0.11", settings=settings) as ed:
        for path, kind in [
            ("/team/prod.stack.yml", "stack file"),
            ("/team/infra/prod.yaml", "stack file"),
            ("/team/prod.yaml", None),
        ]:
            found = await run(ed, "documentKind", uri=f"file://{path}")
            assert found == {"kind": kind, "stack": None}
        assert await run(ed, "documentKind", uri="untitled:Untitled-1") == {
            "kind": None,
            "stack": None,
        }
