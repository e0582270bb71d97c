"""Edits that a client reports, against the slowest thing that can be right."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stackls_core.text import Encoding, LineIndex, Position
from stackls_server.lsp.converters.changes import Change, apply_changes

TEXTS = st.text(st.sampled_from("ab:\r\n ä€😀\u2028\x85"), max_size=30)
POSITIONS = st.builds(Position, st.integers(0, 8), st.integers(0, 12))
CHANGES = st.lists(
    st.one_of(
        st.builds(Change, TEXTS, POSITIONS, POSITIONS),
        st.builds(Change, TEXTS),
    ),
    max_size=6,
)


def one_by_one(text: str, changes: list[Change], encoding: Encoding) -> str:
    for change in changes:
        if change.start is None or change.end is None:
            text = change.text
            continue
        lines = LineIndex(text)
        start, end = lines.offset(change.start, encoding), lines.offset(change.end, encoding)
        text = text[:start] + change.text + text[max(start, end) :]
    return text


@settings(max_examples=400)
@given(TEXTS, CHANGES, st.sampled_from(Encoding))
def test_many_changes_are_the_same_as_one_after_the_other(
    text: str, changes: list[Change], encoding: Encoding
):
    changed = apply_changes(LineIndex(text), changes, encoding)
    assert changed.text == one_by_one(text, changes, encoding)
    assert list(changed.starts) == list(LineIndex(changed.text).starts)


def test_replacing_everywhere_in_a_large_text_looks_at_each_line_once():
    count = 20_000
    text = "flavor: local\n" * count
    changes = [
        Change("kubeflow", Position(line, 8), Position(line, 13)) for line in reversed(range(count))
    ]
    changed = apply_changes(LineIndex(text), changes, Encoding.UTF16).text
    assert changed == "flavor: kubeflow\n" * count


def test_a_line_break_that_an_edit_completes_is_one_line_break():
    lines = LineIndex("a\rx\nb")
    remove = Change("", Position(1, 0), Position(1, 1))
    insert = Change("!", Position(1, 0), Position(1, 0))
    assert apply_changes(lines, [remove, insert], Encoding.UTF8).text == "a\r\n!b"
