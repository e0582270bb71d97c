"""Edits land in the right place in every encoding, whatever stands before them on the line."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackls_core.text import Encoding, LineIndex, Position, Span
from stackls_server.lsp.converters import from_proto, to_proto
from tests.lsp.editor import URI, editor
from tests.support.stack_texts import HEAD

WIDE = st.text(st.sampled_from("aä€😀\u2028 "), min_size=1, max_size=6)
ENCODINGS = st.sampled_from(Encoding)


@given(st.text(st.sampled_from("aä€😀\r\n\u2028\x85\f"), max_size=30), st.data(), ENCODINGS)
def test_a_span_comes_back_from_a_range(text: str, data: st.DataObject, encoding: Encoding):
    lines = LineIndex(text)
    # no position means the place between the two characters of a line break
    offsets = [n for n in range(len(text) + 1) if text[n - 1 : n + 1] != "\r\n"]
    start, end = sorted(data.draw(st.tuples(*[st.sampled_from(offsets)] * 2)))
    range_ = to_proto.range_of(lines, Span(start, end), encoding)
    assert from_proto.span(lines, range_, encoding) == Span(start, end)


@given(WIDE, ENCODINGS)
def test_columns_are_counted_as_the_encoding_does(text: str, encoding: Encoding):
    units = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding.value]
    name = encoding.value if units == 1 else f"{encoding.value}-le"
    position = LineIndex(text).position(len(text), encoding)
    assert position == Position(0, len(text.encode(name)) // units)


def _introduction(encoding: Encoding) -> dict[str, object]:
    support = {"codeActionKind": {"valueSet": []}}
    return {
        "capabilities": {
            "general": {"positionEncodings": [encoding.value]},
            "textDocument": {"codeAction": {"codeActionLiteralSupport": support}},
        }
    }


@settings(deadline=None, max_examples=40)
@given(WIDE, ENCODINGS)
def test_accepting_an_item_behind_wide_characters(name: str, encoding: Encoding):
    text = f'{HEAD}  orchestrator: [{{name: "{name}", flavor: har}}]\n'
    offset = text.index("har}") + 3

    async def run() -> None:
        async with editor(_introduction(encoding)) as one:
            one.open(URI, text)
            items = {item["label"]: item for item in await one.complete(text, offset)}
            assert one.accepted(text, items["harbor"]) == text.replace("har}", "harbor}")

    asyncio.run(run())


@settings(deadline=None, max_examples=40)
@given(WIDE, ENCODINGS)
def test_a_fix_behind_wide_characters(name: str, encoding: Encoding):
    text = f'{HEAD}  image_builder: [{{name: "{name}", flavor: locl, configuration: {{}}}}]\n'

    async def run() -> None:
        async with editor(_introduction(encoding)) as one:
            one.open(URI, text)
            at = one.position(text, text.index("locl") + 1)
            params = {
                "textDocument": {"uri": URI},
                "range": {"start": at, "end": at},
                "context": {"diagnostics": []},
            }
            offered = await one.request("textDocument/codeAction", params)
            (action,) = (one for one in offered if one.get("isPreferred"))
            fixed = one.applied(text, action["edit"]["changes"][URI])
            assert fixed == text.replace("locl", "local")
            (diagnostic,) = action["diagnostics"]
            span = one.span(text, diagnostic["range"])
            assert text[span.start : span.end] == "locl"

    asyncio.run(run())


@settings(deadline=None, max_examples=40)
@given(WIDE, WIDE, ENCODINGS)
def test_typing_behind_wide_characters(before: str, typed: str, encoding: Encoding):
    text = f"# {before}!\nstack_name: x\n"

    async def run() -> None:
        async with editor(_introduction(encoding)) as one:
            one.open(URI, text)
            at = one.position(text, text.index("!"))
            one.change(URI, 2, {"range": {"start": at, "end": at}, "text": typed})
            document = one.session.documents.get(URI)
            assert document is not None
            assert document.snapshot.text == text.replace("!", typed + "!", 1)

    asyncio.run(run())


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", Encoding)
async def test_positions_outside_of_the_document_mean_its_nearest_place(encoding: Encoding):
    text = f"{HEAD}  orchestrator:\n    - flavor: x"
    far = 2**31 - 1
    async with editor(_introduction(encoding)) as one:
        one.open(URI, text)
        for line, character in ((0, far), (far, 0), (far, far)):
            place = {
                "textDocument": {"uri": URI},
                "position": {"line": line, "character": character},
            }
            await one.request("textDocument/completion", place)
            await one.request("textDocument/hover", place)
        everything = {
            "start": {"line": far, "character": 3},
            "end": {"line": 0, "character": 0},
        }
        one.change(URI, 2, {"range": everything, "text": "y"})
        document = one.session.documents.get(URI)
        assert document is not None
        assert document.snapshot.text == text + "y"
