"""Messages in an order, a number or a form that no editor should send."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lsp.editor import BAD, GOOD, URI, editor

pytestmark = pytest.mark.asyncio


async def codes(one: Any, uri: str = URI) -> set[str]:
    report = await one.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return {item["code"] for item in report["items"]}


async def test_versions_that_go_back_are_taken_as_they_come():
    async with editor("vscode") as one:
        one.open(URI, GOOD, version=7)
        one.change(URI, 3, {"text": BAD})
        assert await codes(one) == {"unknown-flavor"}
        one.change(URI, 3, {"text": GOOD})
        assert await codes(one) == set()


async def test_a_document_that_is_opened_twice_is_the_second_one():
    async with editor("vscode") as one:
        one.open(URI, GOOD)
        one.open(URI, BAD)
        assert await codes(one) == {"unknown-flavor"}


async def test_what_is_not_open_is_neither_changed_nor_closed():
    async with editor("vscode") as one:
        one.change(URI, 1, {"text": BAD})
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert await codes(one) == set()
        one.open(URI, BAD)
        assert await codes(one) == {"unknown-flavor"}


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "x",
        "untitled:1",
        "file:",
        "file:///%",
        "file:///%00",
        "file://\ud800",
        "a:b?c#d",
        "\u2028",
    ],
)
async def test_odd_addresses_are_documents_like_others(uri: str):
    async with editor("vscode") as one:
        one.open(uri, BAD)
        assert await codes(one, uri) == {"unknown-flavor"}
        place = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 9}}
        for method in ("hover", "completion", "definition", "documentHighlight"):
            await one.request(f"textDocument/{method}", place)


async def test_two_thousand_documents_are_all_there():
    async with editor("vscode") as one:
        uris = [f"untitled:{number}.stack.yaml" for number in range(2_000)]
        for uri in uris:
            one.open(uri, BAD)
        assert await codes(one, uris[0]) == await codes(one, uris[-1]) == {"unknown-flavor"}
        for uri in uris:
            one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert list(one.session.documents) == []
