"""Lines, offsets and positions by the rules of the Language Server Protocol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.text import Encoding, LineIndex, Position, Span, line_break_of

TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab \t\r\n\u2028\u2029\x85\x0b\x0céß中😀𐐀\ufeff"),
        st.characters(exclude_categories=("Cs",)),
    )
)
ENCODINGS = st.sampled_from(list(Encoding))


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("a", [0]),
        ("a\n", [0, 2]),
        ("a\nb", [0, 2]),
        ("a\r\nb", [0, 3]),
        ("a\rb", [0, 2]),
        ("\n\r\n\r", [0, 1, 3, 4]),
        ("\n\r", [0, 1, 2]),
        ("\r\r\n", [0, 1, 3]),
    ],
)
def test_lines_end_at_line_feeds_and_carriage_returns(text: str, starts: list[int]):
    assert list(LineIndex(text).starts) == starts


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_nothing_else_ends_a_line(character: str):
    index = LineIndex(f"a{character}b\nc")
    assert index.line_count == 2
    assert index.line_text(0) == f"a{character}b"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_is_without_its_break(line_break: str):
    index = LineIndex(f"one{line_break}{line_break}three")
    assert [index.line_text(line) for line in range(index.line_count)] == ["one", "", "three"]
    assert [index.line_end(line) - index.line_start(line) for line in range(3)] == [3, 0, 5]


def test_lines_outside_of_the_text_are_empty():
    index = LineIndex("a\nb")
    assert [index.line_text(line) for line in (-1, 2, 99)] == ["", "", ""]
    assert (index.line_start(-1), index.line_end(-1)) == (0, 0)
    assert (index.line_start(9), index.line_end(9)) == (3, 3)


@pytest.mark.parametrize(
    ("encoding", "column"),
    [(Encoding.UTF8, 10), (Encoding.UTF16, 5), (Encoding.UTF32, 4)],
)
def test_columns_count_the_units_of_the_client(encoding: Encoding, column: int):
    index = LineIndex("x\né😀中a\n")
    assert index.position(6, encoding) == Position(1, column)
    assert index.offset(Position(1, column), encoding) == 6


@pytest.mark.parametrize(("encoding", "inside"), [(Encoding.UTF8, 3), (Encoding.UTF16, 1)])
def test_a_column_inside_of_a_character_means_its_start(encoding: Encoding, inside: int):
    assert LineIndex("😀b").offset(Position(0, inside), encoding) == 0


@pytest.mark.parametrize("encoding", list(Encoding))
def test_columns_past_the_end_mean_the_end_of_the_line(encoding: Encoding):
    index = LineIndex("é😀\r\nb")
    assert index.offset(Position(0, 999), encoding) == 2
    assert index.offset(Position(0, -1), encoding) == 0
    assert index.offset(Position(1, 999), encoding) == 5
    assert index.offset(Position(7, 0), encoding) == 5
    assert index.offset(Position(-1, 4), encoding) == 0


def test_offsets_outside_of_the_text_are_moved_inside():
    index = LineIndex("a\nbc")
    assert index.position(-5) == Position(0, 0)
    assert index.position(99) == Position(1, 2)


def test_lone_surrogates_have_a_width():
    index = LineIndex("\ud800a")
    assert index.position(1, Encoding.UTF8) == Position(0, 3)
    assert index.position(1, Encoding.UTF16) == Position(0, 1)


@given(TEXTS, ENCODINGS, st.data())
def test_offsets_survive_the_round_trip(text: str, encoding: Encoding, data: st.DataObject):
    index = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    back = index.offset(index.position(offset, encoding), encoding)
    # between \r and \n there is no position: it is that of the end of the line
    inside_break = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
    assert back == (offset - 1 if inside_break else offset)


@given(TEXTS, ENCODINGS)
def test_columns_are_what_the_encoding_says(text: str, encoding: Encoding):
    index = LineIndex(text)
    widths = {Encoding.UTF8: ("utf-8", 1), Encoding.UTF16: ("utf-16-le", 2)}
    codec, size = widths.get(encoding, ("utf-32-le", 4))
    for line in range(index.line_count):
        end = index.position(index.line_end(line), encoding)
        assert end == Position(line, len(index.line_text(line).encode(codec)) // size)


@given(TEXTS, ENCODINGS, st.integers(-3, 12), st.integers(-3, 30))
def test_every_position_is_somewhere_in_its_line(
    text: str, encoding: Encoding, line: int, column: int
):
    index = LineIndex(text)
    offset = index.offset(Position(line, column), encoding)
    assert 0 <= offset <= len(text)
    if 0 <= line < index.line_count:
        assert index.line_start(line) <= offset <= index.line_end(line)


@given(TEXTS)
def test_lines_put_together_are_the_text(text: str):
    index = LineIndex(text)
    ends = [*index.starts[1:], len(text)]
    assert "".join(text[start:end] for start, end in zip(index.starts, ends, strict=True)) == text
    assert all(index.line_of(start) == line for line, start in enumerate(index.starts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "\n"), ("a", "\n"), ("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a\rb", "\r")],
)
def test_the_line_break_of_a_text_is_that_of_its_first_line(text: str, expected: str):
    assert line_break_of(text) == expected


@given(
    st.text(alphabet="ab -\r\n\u2028😀", max_size=12),
    st.data(),
    st.text(alphabet="a -\r\n", max_size=4),
)
def test_an_edited_index_is_that_of_the_edited_text(text: str, data: st.DataObject, new: str):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edited = LineIndex(text).edited(Span(start, end), new)
    fresh = LineIndex(text[:start] + new + text[end:])
    assert edited.text == fresh.text
    assert list(edited.starts) == list(fresh.starts)
