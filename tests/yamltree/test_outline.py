"""The outline of lines by their indentation, and what is inside of brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.text import LineIndex
from stackls_core.yamltree.cursor.flow import flow_cursor
from stackls_core.yamltree.cursor.outline import Line, outline, split_line, unquote
from tests.support.markers import parse_fixture
from tests.support.yaml_texts import texts


def lines_of(text: str) -> list[Line]:
    index = LineIndex(text)
    return outline(index, 0, index.line_count)


def levels(text: str) -> list[tuple[int, str | None]]:
    return [(level.column, level.name) for level in split_line(text).levels]


@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("", [], ""),
        ("   ", [], ""),
        ("# c", [], ""),
        ("a", [], "a"),
        ("a:", [(0, "a")], ""),
        ("a: b", [(0, "a")], "b"),
        ("  a: b  # c", [(2, "a")], "b"),
        ("a : b", [(0, "a")], "b"),
        ("a:b", [], "a:b"),
        ("a: b: c", [(0, "a")], "b: c"),
        ("a: b#c", [(0, "a")], "b#c"),
        ("a: 'b # c' # d", [(0, "a")], "'b # c'"),
        ("'a b': c", [(0, "a b")], "c"),
        ('"a: b": c', [(0, "a: b")], "c"),
        ("'it''s': c", [(0, "it's")], "c"),
        ("- a", [(0, None)], "a"),
        ("-", [(0, None)], ""),
        ("-a", [], "-a"),
        ("- - a: b", [(0, None), (2, None), (4, "a")], "b"),
        ("-   a: b", [(0, None), (4, "a")], "b"),
        ("a: &x b", [(0, "a")], "b"),
        ("a: !!str &x b", [(0, "a")], "b"),
        ("a: &x", [(0, "a")], ""),
        ("&x a: b", [(3, "a")], "b"),
        ("- &x a: b", [(0, None), (5, "a")], "b"),
        ("a: *x", [(0, "a")], "*x"),
        ("<<: *x", [(0, "<<")], "*x"),
        ("a: {b: c}", [(0, "a")], "{b: c}"),
        ("---", [], ""),
        ("--- # c", [], ""),
        ("a:\tb", [(0, "a")], "b"),
        ("\ta: b", [(1, "a")], "b"),
        ("http://x", [], "http://x"),
    ],
)
def test_a_line(text: str, expected: list[tuple[int, str | None]], value: str):
    if text.startswith("\t"):
        # no key stands behind a tab: YAML takes none for indentation
        assert levels(text) == []
        return
    assert levels(text) == expected
    assert split_line(text).value_text == value


def test_a_byte_order_mark_is_before_the_first_column():
    (line,) = lines_of("\ufeffa: b")
    assert [(level.column, level.name) for level in line.levels] == [(0, "a")]
    assert line.levels[0].span.start == 1
    assert line.value_text == "b"


@pytest.mark.parametrize(
    ("opener", "inside", "kind"),
    [
        ("a: |", "  x", "block"),
        ("a: >-  # c", "  b: c", "block"),
        ("- |2", "   x", "block"),
        ("a: !!str |", "  x", "block"),
        ("a: 'x", "  b: c", "quote"),
        ('a: "x\\"', "  b: c", "quote"),
        ("a: [", "  b,", "flow"),
        ("a: {b: [c,", "  d]", "flow"),
        ("a: ['x", "  y", "flow"),
    ],
)
def test_lines_that_continue_a_value(opener: str, inside: str, kind: str):
    first, second = lines_of(f"{opener}\n{inside}")
    assert first.continues is None
    assert second.continues is not None
    assert (second.continues.kind, second.continues.line) == (kind, 0)
    assert second.levels == []


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  x\nb: c",
        "a: |\n\n\nb: c",
        "a: 'x'\nb: c",
        "a: 'it''s'\nb: c",
        "a: 'x\n  y'\nb: c",
        'a: "\\""\nb: c',
        "a: [b]\nb: c",
        "a: [b,\n  c]  # d\nb: c",
        "a: ['[']\nb: c",
        "a: it's\nb: c",
        "a: [  # ]\n ]\nb: c",
        "a: {b: 'x}'}\nb: c",
        "a: x [y\nb: c",
        "a: 'x\nb: c",
        "a: {x: y\nb: c",
        "a: [x,\nb: c",
        "- |\n  x\nb: c",
    ],
)
def test_lines_after_a_value_that_ended(text: str):
    last = lines_of(text)[-1]
    assert last.continues is None
    assert last.key is not None
    assert last.key.name == "b"


@given(texts())
def test_every_line_has_its_place(text: str):
    index = LineIndex(text)
    found = outline(index, 0, index.line_count)
    assert [line.number for line in found] == list(range(index.line_count))
    for line in found:
        end = line.start + len(line.text)
        assert line.start <= line.value.start <= line.value.end <= end
        starts = [level.span.start for level in line.levels]
        assert starts == sorted(starts)
        assert all(line.start <= level.span.start <= level.span.end <= end for level in line.levels)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("'a'", "a"), ('"a"', "a"), ("a", "a"), ("'", "'"), ("''", ""), ("'a\"", "'a\""), ("", "")],
)
def test_unquoting(text: str, expected: str):
    assert unquote(text) == expected


@pytest.mark.parametrize(
    ("marked", "path", "token", "in_value"),
    [
        ("{<CURSOR>}", (), "", False),
        ("{a<CURSOR>}", (), "a", False),
        ("{a<CURSOR>: b}", (), "a", False),
        ("{a: <CURSOR>}", ("a",), "", True),
        ("{a: b<CURSOR>}", ("a",), "b", True),
        ("{a: b, <CURSOR>}", (), "", False),
        ("{a: b,<CURSOR>", (), "", False),
        ("{a: {b: <CURSOR>", ("a", "b"), "", True),
        ("[<CURSOR>]", (None,), "", False),
        ("[a, <CURSOR>b]", (None,), "b", False),
        ("[{a: <CURSOR>}]", (None, "a"), "", True),
        ("{a: [b, c<CURSOR>]}", ("a", None), "c", False),
        ("{a: [[<CURSOR>]]}", ("a", None, None), "", False),
        ("{a: 'x, y<CURSOR>'}", ("a",), "'x, y'", True),
        ("{'a b': <CURSOR>}", ("a b",), "", True),
        ('{"a":<CURSOR>}', ("a",), "", True),
        ("{a: b, # c\n <CURSOR>}", (), "", False),
        ("{a: http://x/<CURSOR>}", ("a",), "http://x/", True),
        ("{a: b}<CURSOR>", None, "", False),
        ("{a: b # c<CURSOR>\n}", None, "", False),
    ],
)
def test_inside_of_brackets(
    marked: str, path: tuple[str | None, ...] | None, token: str, in_value: bool
):
    fixture = parse_fixture(marked)
    found = flow_cursor(fixture.text, 0, fixture.cursor, len(fixture.text))
    if path is None:
        assert found is None
        return
    assert found is not None
    assert (found.path, found.in_value) == (path, in_value)
    assert fixture.text[found.span.start : found.span.end] == token


def test_keys_of_all_mappings_around_the_cursor():
    fixture = parse_fixture("{a: 1, b: [{c: 'x', <CURSOR>, d: {}}], e: f}")
    found = flow_cursor(fixture.text, 0, fixture.cursor, len(fixture.text))
    assert found is not None
    assert [name for name, _, _ in found.siblings] == ["c", "d"]
    assert [[name for name, _, _ in frame] for frame in found.frames] == [
        ["a", "b", "e"],
        [],
        ["c", "d"],
    ]


@given(texts(), st.data())
def test_any_text_in_brackets_has_an_answer(text: str, data: st.DataObject):
    opened = data.draw(st.sampled_from("{[")) + text
    offset = data.draw(st.integers(0, len(opened)))
    found = flow_cursor(opened, 0, offset, len(opened))
    if found is not None:
        assert 0 <= found.span.start <= found.span.end <= len(opened)
