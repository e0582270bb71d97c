"""Items of several lines end up the same in every client, whatever it does to indentation."""

from __future__ import annotations

import re
from typing import Any

import pytest

from stackls_server.features.completion import complete
from stackls_server.features.snapshot import Snapshot
from tests.lsp.editor import CLIENTS, HEAD, URI, Editor, editor
from tests.support.registry import tiny_registry

pytestmark = pytest.mark.asyncio

EVERY_CLIENT = sorted(path.stem for path in CLIENTS.glob("*.json") if path.stem != "neovim-0.7")
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
    "a flavor at the dash": HEAD + "  orchestrator:\n    - flavor: ",
    "a parameter": HEAD + "  orchestrator:\n    - flavor: harbor\n      configuration:\n        ",
    "CRLF": (HEAD + "  orchestrator:\n    - name: x\n      flavor: ").replace("\n", "\r\n"),
}
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
        assert "\n" not in edit["newText"] or not item.get("additionalTextEdits")
    return one.applied(text, [edit, *(item.get("additionalTextEdits") or ())])


def _without_tab_stops(text: str) -> str:
    text = re.sub(r"\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\d+", lambda match: match[1] or "", text)
    return re.sub(r"\\([\\$}])", r"\1", text)


def _trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n")]


@pytest.mark.parametrize("client", EVERY_CLIENT)
@pytest.mark.parametrize("place", PLACES)
async def test_the_same_document_in_every_client(client: str, place: str):
    text = PLACES[place]
    snapshot = Snapshot(text, tiny_registry(), "demo.stack.yaml")
    wanted = {item.label: item for item in complete(snapshot, len(text))}
    async with editor(client) as one:
        one.open(URI, text)
        items = await one.complete(text, len(text))
        assert [item["label"] for item in items] == list(wanted)
        for item in items:
            accepted = _as_client_inserts(one, client, text, item)
            if item.get("insertTextFormat") == 2:
                accepted = _without_tab_stops(accepted)
            plain = wanted[item["label"]]
            edits = [(plain.span, plain.text)]
            if plain.extra is not None:
                edits.append((plain.extra.span, plain.extra.new_text))
            expected = text
            for span, new_text in sorted(edits, key=lambda edit: edit[0], reverse=True):
                expected = expected[: span.start] + new_text + expected[span.end :]
            if client in ADJUST_PLAIN_TEXT and plain.extra is not None:
                assert _trimmed(expected)[: accepted.count("\n") + 1] == _trimmed(accepted)
            else:
                assert _trimmed(accepted) == _trimmed(expected)


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


@pytest.mark.parametrize("place", PLACES)
async def test_neovim_without_snippets_gets_no_line_breaks(place: str):
    """Its own completion would write a NUL for each."""
    text = PLACES[place]
    async with editor("neovim-0.7") as one:
        one.open(URI, text)
        for item in await one.complete(text, len(text)):
            assert "\n" not in item["textEdit"]["newText"]
            assert "whole" not in item["label"]
