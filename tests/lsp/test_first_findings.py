"""At the start findings go first: what an editor asks for by itself is answered after them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from stackls_server.lsp import session as session_module
from tests.lsp.editor import BAD, URI, Editor, editor
from tests.lsp.stack_support import command
from tests.support.eventually import eventually_async

pytestmark = pytest.mark.asyncio

DOCUMENT = {"textDocument": {"uri": URI}}
START = {"line": 0, "character": 0}
BY_ITSELF = [
    ("textDocument/documentSymbol", DOCUMENT),
    ("textDocument/foldingRange", DOCUMENT),
    ("textDocument/semanticTokens/full", DOCUMENT),
    ("textDocument/codeLens", DOCUMENT),
    ("workspace/executeCommand", command("documentKind", uri=URI)),
]


def hold_findings(ed: Editor, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let no findings be found before the event is set."""
    released = asyncio.Event()
    analyses = ed.session.analyses
    found = analyses.findings

    async def held(document: Any) -> Any:
        await released.wait()
        return await found(document)

    monkeypatch.setattr(analyses, "findings", held)
    return released


@pytest.mark.parametrize("client", ["vscode", "neovim-0.7"])
async def test_what_an_editor_asks_by_itself_waits_for_them(
    client: str, monkeypatch: pytest.MonkeyPatch
):
    async with editor(client) as ed:
        released = hold_findings(ed, monkeypatch)
        ed.open(URI, BAD)
        pulled = ed.begin("textDocument/diagnostic", DOCUMENT) if client == "vscode" else None
        waiting = [ed.begin(*one) for one in BY_ITSELF]
        # a person waits for this one
        await ed.request("textDocument/hover", {**DOCUMENT, "position": START})
        assert not set(waiting) & set(ed.responses)
        released.set()
        await eventually_async(lambda: set(waiting) <= set(ed.responses), "all answers")
        if pulled is not None:
            assert next(iter(ed.responses)) == pulled
        # from now on nothing waits
        released.clear()
        ed.change(URI, 2, {"text": BAD + "\n"})
        await ed.request(*BY_ITSELF[0])
        released.set()


async def test_nothing_waits_where_no_findings_are_looked_for():
    async with editor("vscode") as ed:
        ed.open(URI, BAD)
        assert await ed.request(*BY_ITSELF[0])


async def test_nothing_waits_for_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session_module, "FIRST_SECONDS", 0.01)
    async with editor("vscode") as ed:
        released = hold_findings(ed, monkeypatch)
        ed.open(URI, BAD)
        pulled = ed.begin("textDocument/diagnostic", DOCUMENT)
        assert await ed.request(*BY_ITSELF[0])
        assert pulled not in ed.responses
        released.set()
