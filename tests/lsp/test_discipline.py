"""Messages in an order, a number or a form that no editor should send."""

from __future__ import annotations

from typing import Any

import pytest

from stackls_server.lsp.settings import Settings
from tests.lsp.editor import BAD, GOOD, URI, client_params, editor
from tests.lsp.wire import server_process

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
        "vscode-notebook-cell:/team/demo.ipynb#W0sZmlsZQ%3D%3D",
        "file:///team/with%20space/%C3%A9%F0%9F%98%80%2F..%2f.stack.yaml",
        "file:///team/%ff%fe.stack.yaml",
        "file://server/share/demo.stack.yaml",
        "file:///C%3A/demo.stack.yaml",
        "/team/demo.stack.yaml",
        "http://[::1",
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


async def test_a_document_that_is_closed_twice_can_be_opened_again():
    async with editor("vscode") as one:
        one.open(URI, BAD)
        for _ in range(2):
            one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        one.change(URI, 2, {"text": BAD})
        assert await codes(one) == set()
        one.open(URI, BAD)
        assert await codes(one) == {"unknown-flavor"}


def change(start: Any, end: Any, text: Any) -> dict[str, Any]:
    ends = [{"line": line, "character": column} for line, column in (start, end)]
    return {"range": {"start": ends[0], "end": ends[1]}, "text": text}


CHANGES = {
    "none": ([], GOOD),
    "backwards": ([change((1, 0), (0, 0), "#\n")], None),
    "far outside": ([change((2**31 - 1, 2**31 - 1), (2**31 - 1, 0), "# x")], GOOD + "# x"),
    "before the start": ([change((-1, 0), (0, 0), "x")], GOOD),
    "half a line": ([change((1.5, 0), (2, 0), "x")], None),
    "half a character": ([change((0, 0), (0, 0), "\ud800")], "\ud800" + GOOD),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_odd_edits_are_made_as_far_as_they_mean_something(name: str):
    changes, expected = CHANGES[name]
    async with editor("vscode") as one:
        one.open(URI, GOOD)
        one.change(URI, 2, *changes)
        await codes(one)
        document = one.session.documents.get(URI)
        assert document is not None
        if expected is not None:
            assert document.snapshot.text == expected
        one.change(URI, 3, {"text": BAD})
        assert await codes(one) == {"unknown-flavor"}


@pytest.mark.parametrize(
    "settings",
    [
        *(None, [], {}, "x", 5, [[1]], [None], [5], ["x"]),
        [{"validation": 5}],
        [{"stackls": {"validation": {"severities": [1]}}}],
        [{"files": {"associations": {"a": 1}}, "store": [], "zenml": None}],
    ],
    ids=str,
)
async def test_settings_of_no_form_leave_the_defaults(settings: Any):
    async with editor("vscode", initialize=False) as one:
        one.answers["workspace/configuration"] = settings
        introduction = client_params("vscode")
        await one.initialize(**{**introduction, "initializationOptions": settings})
        one.notify("workspace/didChangeConfiguration", {"settings": settings})
        one.open(URI, BAD)
        assert await codes(one) == {"unknown-flavor"}
        assert one.session.settings == Settings()


async def test_a_message_of_fifty_megabytes_is_read_and_others_after_it():
    async with server_process() as (wire, _):
        await wire.initialize()
        wire.open(URI, GOOD + "# " + "x" * 50_000_000)
        assert [one["code"] for one in await wire.diagnostics(URI)] == ["not-checked"]
        start = {"line": 0, "character": 0}
        wire.change(URI, 2, {"range": {"start": start, "end": start}, "text": "#"})
        wire.open(f"{URI}-2", BAD)
        assert await wire.diagnostics(f"{URI}-2")
