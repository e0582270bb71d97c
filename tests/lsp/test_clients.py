"""What each editor is given, by what it says it can do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from stackls_core.text import Encoding
from tests.lsp.editor import BAD, CLIENTS, GOOD, URI, Editor, editor
from tests.support.stack_texts import HEAD

pytestmark = pytest.mark.asyncio

EVERY_CLIENT = sorted(path.stem for path in CLIENTS.glob("*.json"))
SNIPPET_CLIENTS = ("vscode", "neovim-0.11", "helix", "sublime")
PULL_CLIENTS = ("vscode", "neovim-0.11", "ale", "yegappan-lsp")
UNTAGGED = ("ale", "minimal", "vim-lsp", "yegappan-lsp")
RELATING = ("ale", "vscode", "neovim-0.7", "neovim-0.11", "sublime", "vim-lsp")
PLAIN_DOCUMENTATION = ("eglot", "eglot-1.9-yasnippet", "eglot-yasnippet", "helix", "minimal")
FLAT_SYMBOLS = ("ale", "helix", "minimal", "vim-lsp")
VERSIONED_EDITS = ("eglot", "eglot-1.9-yasnippet", "eglot-yasnippet", "helix", "sublime", "vscode")
WANTS_FLAVOR = HEAD + "  orchestrator:\n    - name: x\n      flavor: "


async def test_the_fixtures_are_the_editors_that_the_documentation_names():
    assert EVERY_CLIENT == [
        "ale",
        "eglot",
        "eglot-1.9-yasnippet",
        "eglot-yasnippet",
        "helix",
        "jupyterlab",
        "minimal",
        "neovim-0.11",
        "neovim-0.7",
        "sublime",
        "vim-lsp",
        "vscode",
        "yegappan-lsp",
    ]


@pytest.mark.parametrize(
    ("client", "encoding"),
    [
        ("vscode", Encoding.UTF16),
        ("neovim-0.7", Encoding.UTF16),
        ("neovim-0.11", Encoding.UTF8),
        ("helix", Encoding.UTF8),
        ("eglot", Encoding.UTF32),
        ("minimal", Encoding.UTF16),
    ],
)
async def test_the_first_encoding_that_a_client_names_is_used(client: str, encoding: Encoding):
    async with editor(client) as one:
        assert one.encoding is encoding
        assert one.session.encoding is encoding


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        (["utf-32", "utf-8"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
        ([], "utf-16"),
    ],
)
async def test_encodings_nobody_knows_are_passed_over(named: list[str], chosen: str):
    async with editor({"capabilities": {"general": {"positionEncodings": named}}}) as one:
        assert one.encoding.value == chosen
        assert one.session.encoding.value == chosen


async def _diagnostics(one: Editor, client: str, text: str) -> list[dict[str, Any]]:
    one.open(URI, text)
    if client in PULL_CLIENTS:
        params = {"textDocument": {"uri": URI}}
        return (await one.request("textDocument/diagnostic", params))["items"]
    return await one.diagnostics(URI)


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_diagnostics_hold_what_the_client_can_show(client: str):
    async with editor(client) as one:
        (diagnostic,) = await _diagnostics(one, client, BAD)
        assert diagnostic["code"] == "unknown-flavor"
        assert diagnostic["source"] == "stackls"
        assert ("codeDescription" in diagnostic) == (
            client in ("vscode", "sublime", "yegappan-lsp")
        )
        deprecated = BAD.replace("locall", "harbor").replace(
            "configuration: {}", "configuration: {region: r, old_mode: x, old_mode: y}", 1
        )
        one.change(URI, 2, {"text": deprecated})
        params = {"textDocument": {"uri": URI}}
        found = (await one.request("textDocument/diagnostic", params))["items"]
        assert any("tags" in diagnostic for diagnostic in found) == (client not in UNTAGGED)
        relates = client in RELATING
        assert any("relatedInformation" in diagnostic for diagnostic in found) == relates


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_a_client_that_pulls_is_not_pushed_to(client: str):
    async with editor(client) as one:
        one.open(URI, BAD)
        await one.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        if client in PULL_CLIENTS:
            await asyncio.sleep(0.1)  # many times what a push takes
            methods = [message["method"] for message in one.notifications]
            assert "textDocument/publishDiagnostics" not in methods
        else:
            assert await one.diagnostics(URI)


def _whole(one: Editor, text: str) -> dict[str, Any]:
    range_ = {"start": one.position(text, 0), "end": one.position(text, len(text))}
    return {"textDocument": {"uri": URI}, "range": range_, "context": {"diagnostics": []}}


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_snippets_only_for_clients_that_expand_them(client: str):
    async with editor(client) as one:
        one.open(URI, WANTS_FLAVOR)
        items = await one.complete(WANTS_FLAVOR, len(WANTS_FLAVOR))
        assert items
        snippets = [item for item in items if item.get("insertTextFormat") == 2]
        assert bool(snippets) == (client in SNIPPET_CLIENTS)
        for item in items:
            if item not in snippets:
                assert "$" not in one.inserted(item)
            asks_again = item.get("command", {}).get("command")
            assert asks_again in (None, *(["editor.action.triggerSuggest"] * (client == "vscode")))


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_what_an_item_is_stands_where_the_client_shows_it_on_every_row(client: str):
    async with editor(client) as one:
        text = HEAD + "  alerter:\n    flavor: pager\n    configuration:\n      "
        one.open(URI, text)
        [item] = await one.complete(text, len(text))
        if client in ("vscode", "neovim-0.11", "sublime", "yegappan-lsp"):
            assert (item["labelDetails"], "detail" in item) == ({"description": "string"}, False)
        else:
            assert (item["detail"], "labelDetails" in item) == ("string", False)


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_a_list_of_values_is_asked_for_again_until_one_is_typed_in_full(client: str):
    async with editor(client) as one:
        for version, (typed, labels) in enumerate([("pa", ["pager"]), ("pager", [])], 1):
            text = HEAD + "  alerter:\n    configuration: {}\n    flavor: " + typed
            if version == 1:
                one.open(URI, text)
            else:
                one.change(URI, version, {"text": text})
            result = await one.request("textDocument/completion", one.place(text, len(text)))
            assert [item["label"] for item in result["items"]] == labels
            assert result["isIncomplete"]


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_where_enter_is_smart_a_list_of_plain_values_is_asked_for_once(client: str):
    async with editor(client) as one:
        text = HEAD + "  alerter:\n    type: al"
        one.open(URI, text)
        result = await one.request("textDocument/completion", one.place(text, len(text)))
        assert [item["label"] for item in result["items"]] == ["alerter"]
        assert result["isIncomplete"] == (client != "vscode")


async def test_no_list_is_asked_for_again_where_there_are_keys_or_nothing_of_ours():
    async with editor("vscode") as one:
        one.open(URI, HEAD + "  ")
        result = await one.request("textDocument/completion", one.place(HEAD + "  ", len(HEAD) + 2))
        assert not result["isIncomplete"]
        other = "file:///team/compose.yaml"
        one.open(other, "services:\n  a: b\n")
        params = one.place("services:\n  a: b\n", 16) | {"textDocument": {"uri": other}}
        assert await one.request("textDocument/completion", params) == {
            "isIncomplete": False,
            "items": [],
        }


async def test_a_client_of_one_line_is_not_offered_what_begins_with_a_line_break():
    text = HEAD + "  alerter:\n    flavor: pager\n    configuration: {}"
    async with editor("neovim-0.7") as one:
        one.open(URI, text)
        assert await one.complete(text, len(text)) == []
        own_line = text.replace(" {}", "\n      {}")
        one.change(URI, 2, {"text": own_line})
        [item] = await one.complete(own_line, len(own_line))
        assert one.accepted(own_line, item) == own_line.replace("{}", "channel: ")


@pytest.mark.parametrize(("below", "asks"), [("", True), ("\n  orchestrator:\n", False)])
async def test_component_types_are_offered_once_their_line_is_begun(below: str, asks: bool):
    start = "stack_name: demo\ncomp"
    async with editor("vscode") as one:
        one.open(URI, start + below)
        items = await one.complete(start + below, len(start))
        [item] = [item for item in items if item["label"] == "components"]
        assert ("command" in item) == asks


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_documentation_in_the_form_the_client_shows(client: str):
    async with editor(client) as one:
        one.open(URI, WANTS_FLAVOR)
        item = (await one.complete(WANTS_FLAVOR, len(WANTS_FLAVOR)))[-1]
        assert "documentation" not in item
        resolved = await one.request("completionItem/resolve", item)
        shows_markdown = client not in PLAIN_DOCUMENTATION
        kind = "markdown" if shows_markdown else "plaintext"
        assert resolved["documentation"]["kind"] == kind
        assert ("**" in resolved["documentation"]["value"]) == shows_markdown
        offset = GOOD.index("orchestrator")
        one.change(URI, 2, {"text": GOOD})
        hover = await one.request("textDocument/hover", one.place(GOOD, offset))
        assert hover["contents"]["kind"] == ("plaintext" if client == "minimal" else "markdown")


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_symbols_as_a_tree_or_flat(client: str):
    async with editor(client) as one:
        one.open(URI, GOOD)
        params = {"textDocument": {"uri": URI}}
        symbols = await one.request("textDocument/documentSymbol", params)
        if client in FLAT_SYMBOLS:
            assert [(s["name"], s.get("containerName")) for s in symbols] == [
                ("demo", None),
                ("orchestrator", "demo"),
                ("local", "orchestrator"),
                ("artifact_store", "demo"),
                ("local", "artifact_store"),
            ]
        else:
            assert [child["name"] for child in symbols[0]["children"]] == [
                "orchestrator",
                "artifact_store",
            ]
            _check_nesting(one, symbols)


def _check_nesting(one: Editor, symbols: list[dict[str, Any]]) -> None:
    """VS Code shows no outline at all where a name is empty or stands outside of its symbol."""
    for symbol in symbols:
        whole = one.span(GOOD, symbol["range"])
        name = one.span(GOOD, symbol["selectionRange"])
        assert symbol["name"]
        assert whole.start <= name.start <= name.end <= whole.end
        _check_nesting(one, symbol.get("children") or [])


@pytest.mark.parametrize("client", EVERY_CLIENT)
async def test_fixes_mend_the_document(client: str):
    async with editor(client) as one:
        one.open(URI, BAD, version=7)
        actions = await one.request("textDocument/codeAction", _whole(one, BAD))
        if client in ("minimal", "jupyterlab"):
            assert actions is None
            return
        edit = actions[0]["edit"]
        if client not in VERSIONED_EDITS:
            edits = edit["changes"][URI]
        else:
            (change,) = edit["documentChanges"]
            assert change["textDocument"] == {"uri": URI, "version": 7}
            edits = change["edits"]
        assert one.applied(BAD, edits) == GOOD


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix"}),
        ([], {"quickfix"}),
        ([""], {"quickfix", "source.fixAll.stackls"}),
        (["quickfix"], {"quickfix"}),
        (["source.fixAll"], {"source.fixAll.stackls"}),
        (["source"], {"source.fixAll.stackls"}),
        (["source.fixAll.other"], set()),
        (["refactor"], set()),
    ],
)
async def test_only_the_kinds_that_are_asked_for(only: list[str] | None, kinds: set[str]):
    async with editor("vscode", initializationOptions={"commands": True}) as one:
        one.open(URI, BAD)
        params = _whole(one, BAD)
        if only is not None:
            params["context"]["only"] = only
        actions = await one.request("textDocument/codeAction", params)
        assert {action["kind"] for action in actions} == kinds


async def test_nothing_is_offered_about_documents_that_are_not_open():
    async with editor("vscode") as one:
        place = one.place("", 0)
        for method in ("completion", "hover", "documentSymbol"):
            assert await one.request(f"textDocument/{method}", place) is None
        assert await one.request("textDocument/codeAction", _whole(one, "")) is None
        report = await one.request("textDocument/diagnostic", place)
        assert report["items"] == []
