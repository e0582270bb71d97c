"""What turns one text into another, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

from stackls_core.text import LineIndex, Span, TextEdit


def line_edits(before: str, after: str) -> list[TextEdit]:
    """The edits of whole lines that make ``after`` of ``before``, in order.

    Lines that stay are not touched: an editor that applies these keeps its cursor, its folds and
    what it shows, none of which survive the replacement of a whole text.
    """
    old, new = LineIndex(before), LineIndex(after)
    old_starts, new_starts = [*old.starts, len(before)], [*new.starts, len(after)]
    matcher = SequenceMatcher(None, _lines(before, old_starts), _lines(after, new_starts))
    return [
        TextEdit(
            Span(old_starts[first], old_starts[last]),
            after[new_starts[new_first] : new_starts[new_last]],
        )
        for tag, first, last, new_first, new_last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _lines(text: str, starts: list[int]) -> list[str]:
    """With their line breaks; the last one may be empty."""
    return [text[start:end] for start, end in pairwise(starts)]
