from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from stackls_core.line_edits import line_edits
from stackls_core.text import Span, TextEdit, apply_edits

lines = st.lists(st.sampled_from(["a: 1", "b: 2", "  c: ü", "d: \U0001f40d", ""]), max_size=8)
texts = st.tuples(lines, st.sampled_from(["\n", "\r\n", "\r"])).map(
    lambda made: made[1].join(made[0])
)


@given(texts, texts)
@example("", "a: 1")
@example("a: 1\n", "a: 1")
@example("a: 1\r\nb: 2", "a: 1\nb: 2")
def test_they_make_the_other_text(before: str, after: str):
    assert apply_edits(before, line_edits(before, after)) == after


def test_lines_that_stay_are_not_touched():
    before = "a: 1\nb: 2\nc: 3\nd: 4\n"
    assert line_edits(before, "a: 1\nB: 2\nc: 3\nd: 4\ne: 5\n") == [
        TextEdit(Span(5, 10), "B: 2\n"),
        TextEdit(Span(20, 20), "e: 5\n"),
    ]
    assert line_edits(before, before) == []
