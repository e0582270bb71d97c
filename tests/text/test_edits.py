"""Applying edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.text import Span, TextEdit, apply_edits


def edit(start: int, end: int, new: str) -> TextEdit:
    return TextEdit(Span(start, end), new)


def test_spans_refer_to_the_text_as_it_was():
    edits = [edit(4, 5, "E"), edit(0, 1, "AAA"), edit(2, 2, "-")]
    assert apply_edits("abcde", edits) == "AAAb-cdE"


def test_insertions_at_one_place_keep_their_order():
    assert apply_edits("ab", [edit(1, 1, "x"), edit(1, 1, "y")]) == "axyb"


def test_edits_may_touch():
    assert apply_edits("abcd", [edit(0, 2, "1"), edit(2, 4, "2")]) == "12"


def test_an_insertion_may_stand_before_a_replacement():
    assert apply_edits("abc", [edit(1, 2, "X"), edit(1, 1, "-")]) == "a-Xc"


@pytest.mark.parametrize(
    ("one", "other"), [((0, 2), (1, 3)), ((1, 3), (2, 2)), ((0, 4), (1, 2)), ((1, 2), (1, 3))]
)
def test_overlapping_edits_are_refused(one: tuple[int, int], other: tuple[int, int]):
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcd", [edit(*one, "x"), edit(*other, "y")])


def test_no_edits_change_nothing():
    assert apply_edits("text", []) == "text"


@given(st.text(), st.data())
def test_what_is_outside_of_the_edits_stays(text: str, data: st.DataObject):
    bounds = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = [
        edit(start, end, data.draw(st.text(max_size=3)))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    ]
    expected, done = "", 0
    for one in edits:
        expected += text[done : one.span.start] + one.new_text
        done = one.span.end
    assert apply_edits(text, reversed(edits)) == expected + text[done:]


def test_spans_touch_at_both_borders():
    span = Span(2, 4)
    assert [span.contains(offset) for offset in (1, 2, 3, 4, 5)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert span.shifted(-2) == Span(0, 2)
