"""Items of several lines end up the same in every client, whatever it does to indentation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.text import TextEdit, apply_edits
from stackls_server.features.completion import Completion, ItemKind, complete
from stackls_server.features.snapshot import Snapshot
from tests.lsp.editor import CLIENTS, URI, Editor, editor
from tests.support.catalog import InMemorySource, flavor, tiny_catalog
from tests.support.stack_texts import HEAD

pytestmark = pytest.mark.asyncio

WHOLE = ("eglot", "eglot-yasnippet", "helix", "neovim-0.11", "sublime", "vscode")
"""Clients that are given items of several lines, and make the same of them."""
ONE_LINE = (
    "ale",
    "eglot-1.9-yasnippet",
    "minimal",
    "neovim-0.7",
    "vim-lsp",
    "yegappan-lsp",
)
"""Clients that write NUL for a line break, have yasnippet indent each line, or are not known."""
HARBOR = HEAD + "  orchestrator:\n    - name: x\n      flavor: harbor\n      "
PLACES = {
    "an empty file": "",
    "a type": HEAD + "  ",
    "a type that is not indented": HEAD,
    "a type far to the right": HEAD + "     ",
    "a type half written far to the right": HEAD + "  orchestrator: {}\n      artif",
    "a component in a list": HEAD + "  orchestrator:\n    - ",
    "a component in a list without its space": HEAD + "  orchestrator:\n    -",
    "a component in a list that is not indented": HEAD + "  orchestrator:\n  - ",
    "a component without a list": HEAD + "  orchestrator:\n    ",
    "a key": HEAD + "  orchestrator:\n    - name: x\n      ",
    "a flavor": HEAD + "  orchestrator:\n    - name: x\n      flavor: ",
    "a flavor without its space": HEAD + "  orchestrator:\n    - name: x\n      flavor:",
    "a flavor at the dash": HEAD + "  orchestrator:\n    - flavor: ",
    "a parameter": HEAD + "  orchestrator:\n    - flavor: harbor\n      configuration:\n        ",
    "below empty braces": HARBOR + "configuration: {}\n        ",
    "far below empty braces": HARBOR + "configuration: {}  # why\n\n            ",
    "behind empty braces": HARBOR + "configuration: {}",
    "behind empty braces on their own line": HARBOR + "configuration:\n        {}",
    "below an empty list": HEAD + "  orchestrator: []\n    ",
    "behind an empty list": HEAD + "  orchestrator: []",
    "below empty components": HEAD.replace("components:", "components: {}") + "  ",
    "behind empty components": HEAD.replace("components:\n", "components: {}"),
    "CRLF behind empty braces": (HARBOR + "configuration: {}").replace("\n", "\r\n"),
    "CRLF": (HEAD + "  orchestrator:\n    - name: x\n      flavor: ").replace("\n", "\r\n"),
}
SNIPPET = 15
ADJUST_PLAIN_TEXT = ("sublime",)
"""Clients that indent the lines of plain text as well; all indent those of snippets."""


def _as_client_inserts(one: Editor, client: str, text: str, item: dict[str, Any]) -> str:
    """The document after ``item`` was accepted by a client that adjusts its indentation."""
    edit = dict(item["textEdit"])
    is_snippet = item.get("insertTextFormat") == 2
    if (is_snippet or client in ADJUST_PLAIN_TEXT) and item.get("insertTextMode") != 1:
        start = one.span(text, edit["range"]).start
        line = text[text.rfind("\n", 0, start) + 1 : start]
        indent = line[: len(line) - len(line.lstrip())]
        edit["newText"] = re.sub(r"\n(?!\Z)", "\n" + indent, edit["newText"])
        # such a client may look at the line before or after the other edit of the item
        others = item.get("additionalTextEdits") or ()
        assert "\n" not in edit["newText"] or all(
            other["range"]["end"]["line"] < edit["range"]["start"]["line"] for other in others
        )
    return one.applied(text, [edit, *(item.get("additionalTextEdits") or ())])


def _edits(item: Completion) -> list[TextEdit]:
    return [TextEdit(item.span, item.text), *([item.extra] if item.extra is not None else [])]


def _first_line(item: Completion) -> list[TextEdit]:
    """What is left of an item in one line; nothing of a skeleton."""
    if "\n" not in item.text:
        return _edits(item)
    if item.kind is ItemKind.SKELETON or item.text.startswith(("\n", "\r")):
        return []
    return _edits(replace(item, text=item.text.partition("\n")[0].rstrip()))


def _in_part(client: str, item: Completion, text: str) -> list[TextEdit]:
    """The edits that a client is given, which is one line where others would not be aligned."""
    line = text.rfind("\n", 0, item.span.start) + 1
    realigns = item.extra is not None and item.extra.span.end >= line
    is_cut = client in (*ADJUST_PLAIN_TEXT, "neovim-0.11") and realigns
    is_cut = is_cut or (client == "neovim-0.11" and item.snippet == item.text)
    return _first_line(item) if is_cut else _edits(item)


def _without_tab_stops(text: str) -> str:
    text = re.sub(r"\$\{\d+\|([^,|]*)[^|]*\|\}", lambda match: match[1], text)
    text = re.sub(r"\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\d+", lambda match: match[1] or "", text)
    return re.sub(r"\\([\\$}])", r"\1", text)


def _trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n")]


async def test_every_client_is_one_or_the_other():
    named = {path.stem for path in CLIENTS.glob("*.json")}
    assert named == {*WHOLE, *ONE_LINE, "jupyterlab"}


@pytest.mark.parametrize("client", WHOLE)
@pytest.mark.parametrize("place", PLACES)
async def test_the_same_document_in_every_client(client: str, place: str):
    text = PLACES[place]
    snapshot = Snapshot(text, tiny_catalog(), "demo.stack.yaml")
    wanted = [(item.label, _in_part(client, item, text)) for item in complete(snapshot, len(text))]
    wanted = [(label, edits) for label, edits in wanted if edits]
    async with editor(client) as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
        assert [item["label"] for item in items] == [label for label, _ in wanted]
        for item, (_, edits) in zip(items, wanted, strict=True):
            accepted = _as_client_inserts(one, client, text, item)
            if item.get("insertTextFormat") == 2:
                accepted = _without_tab_stops(accepted)
            assert _trimmed(accepted) == _trimmed(apply_edits(text, edits))


async def test_a_client_that_can_do_both_is_told_what_the_text_needs():
    text = PLACES["a flavor"]
    async with editor("vscode") as one:
        one.open(URI, text)
        items = {item["label"]: item for item in await one.complete(text, len(text))}
        item = items["harbor"]
        assert item["insertTextMode"] == 2
        assert "\n  region: " in item["textEdit"]["newText"]


async def test_a_client_that_inserts_text_as_it_is_gets_it_in_full():
    text = PLACES["a flavor"]
    async with editor("eglot") as one:
        one.open(URI, text)
        items = {item["label"]: item for item in await one.complete(text, len(text))}
        item = items["harbor"]
        assert "insertTextMode" not in item
        assert one.accepted(text, item).startswith(
            text + "harbor\n      configuration:\n        region: "
        )


@pytest.mark.parametrize("client", ONE_LINE)
@pytest.mark.parametrize("place", PLACES)
async def test_one_line_for_clients_that_spoil_several(client: str, place: str):
    text = PLACES[place]
    snapshot = Snapshot(text, tiny_catalog(), "demo.stack.yaml")
    wanted = [(item.label, _first_line(item)) for item in complete(snapshot, len(text))]
    wanted = [(label, edits) for label, edits in wanted if edits]
    async with editor(client) as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
        assert [item["label"] for item in items] == [label for label, _ in wanted]
        for item, (_, edits) in zip(items, wanted, strict=True):
            assert one.accepted(text, item) == apply_edits(text, edits)


TYPED = {
    "a flavor": ("a flavor", "har", "bor\n      configuration:\n        region: "),
    "a type": ("a type", "step", "_operator:\n    "),
    "a key": ("a key", "conf", "iguration:\n        "),
    "the first key": ("an empty file", "stack_n", "ame: "),
    "a quoted flavor": ("a flavor", '"har', 'bor"'),
    "after the colon": ("a flavor without its space", "", " harbor"),
}


@pytest.mark.parametrize("case", TYPED)
async def test_jupyterlab_inserts_what_is_missing_behind_the_cursor(case: str):
    """It ignores edits, replaces nothing, and inserts the label where an item has no text."""
    place, typed, missing = TYPED[case]
    text = PLACES[place] + typed
    snapshot = Snapshot(text, tiny_catalog(), "demo.stack.yaml")
    wanted = {
        item.label: text[: item.span.start] + item.text
        for item in complete(snapshot, len(text))
        if item.text.startswith(text[item.span.start :]) and item.extra is None
    }
    async with editor("jupyterlab") as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
    assert {item["label"]: text + item["insertText"] for item in items} == wanted
    assert any(item["insertText"].startswith(missing) for item in items)
    for item in items:
        assert "textEdit" not in item
        assert "additionalTextEdits" not in item
        assert item["insertText"], "JupyterLab would insert the label"
        assert item["filterText"] == item["insertText"]


@pytest.mark.parametrize(
    ("place", "typed", "behind"),
    [
        ("a flavor", "har", "d"),
        ("a flavor", "HAR", ""),
        ("a flavor", '"har', '"'),
        ("a type half written far to the right", "", ""),
    ],
)
async def test_jupyterlab_is_offered_nothing_that_would_have_to_be_replaced(
    place: str, typed: str, behind: str
):
    text = PLACES[place] + typed + behind
    async with editor("jupyterlab") as one:
        one.open(URI, text)
        assert await one.complete(text, len(text) - len(behind)) == []


@pytest.mark.parametrize("client", ["eglot-yasnippet", "eglot-1.9-yasnippet"])
@pytest.mark.parametrize("place", PLACES)
async def test_eglot_gets_no_snippets(client: str, place: str):
    """yasnippet indents each line anew and evaluates what stands in backquotes."""
    async with editor(client) as one:
        one.open(URI, PLACES[place])
        items = await one.complete(PLACES[place], len(PLACES[place]))
        assert [item for item in items if "insertTextFormat" in item] == []


@pytest.mark.parametrize(
    "client", [client for client in (*WHOLE, *ONE_LINE) if client != "minimal"]
)
async def test_no_snippet_holds_what_yasnippet_evaluates(client: str):
    """Flavors of one's own have any name; lsp-mode hands snippets to yasnippet as well."""
    evil = "``(setq owned t)``"
    text = PLACES["a component in a list"]
    own = InMemorySource([flavor("orchestrator", evil, {})], "1.2.3")
    async with editor(client, lambda: Catalog([own])) as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
        text += "flavor: "
        one.change(URI, 2, {"text": text})
        items += await one.complete(text, len(text))
    written = [item for item in items if "`" in one.inserted(item)]
    assert written
    assert {item.get("insertTextFormat") for item in written} == {None}


@pytest.mark.parametrize("client", sorted(path.stem for path in CLIENTS.glob("*.json")))
async def test_the_text_to_filter_by_is_always_there(client: str):
    """Without, Neovim 0.11 shows all items, whatever is typed already."""
    text = PLACES["a flavor"] + "har"
    async with editor(client) as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
    assert items
    assert all(item["filterText"] for item in items)
