"""``{}`` and ``[]`` near the cursor: what is completed beside or below them takes their place.

Braces that hold nothing are how a key is written whose value is still to come. Behind them, or on a
line below that is indented further, the cursor is in the value of that key, although for YAML it
is not. So such a place is completed as if they were gone, and accepting an item removes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from stackls_core.documents.completion import Completion, indent_unit_of
from stackls_core.text import LineIndex, Span, TextEdit, apply_edits, line_break_of
from stackls_server.features.snapshot import Snapshot

_EMPTY = r"(?:\{[ \t]*\}|\[[ \t]*\])"
_KEY = r"""(?:- +)*(?P<name>[^\s#'"\-\[\]{},][^#'"\[\]{},]*|'[^'\n]*'|"[^"\n]*"|):"""
_WORD = r"[\w\-]*"
_BEHIND = re.compile(
    rf" *(?:{_KEY}(?P<value>[ \t]+{_EMPTY})|(?P<alone>{_EMPTY}))"
    rf"[ \t]*(?P<word>{_WORD})"
)
_ABOVE = re.compile(rf" *{_KEY}(?P<value>[ \t]+{_EMPTY})[ \t]*(?:\s#.*)?")
_WORD_BELOW = re.compile(rf"(?P<indent> *){_WORD}")
_NOTHING_MORE = re.compile(r"[ \t]*(?:#.*)?")
_MAX_BLANK_LINES = 20

Completer = Callable[[Snapshot, int], list[Completion]]


def complete_empty(snapshot: Snapshot, offset: int, complete: Completer) -> list[Completion] | None:
    """What ``complete`` gives at ``offset`` without the empty collection that it fills.

    ``None`` where there is none.
    """
    offset = min(max(offset, 0), len(snapshot.text))
    lines = snapshot.lines
    number = lines.line_of(offset)
    start, text = lines.line_start(number), lines.line_text(number)
    before, after = text[: offset - start], text[offset - start :]
    if _NOTHING_MORE.fullmatch(after) is None:
        return None
    behind = _BEHIND.fullmatch(before)
    if behind is not None and behind["alone"]:
        return _alone(snapshot, offset, Span(*behind.span("alone")).shifted(start), complete)
    if behind is not None:
        return _behind(snapshot, offset, start, behind, complete)
    below = _WORD_BELOW.fullmatch(before)
    if below is not None:
        above = _empty_above(lines, number, len(below["indent"]))
        if above is not None:
            return _below(snapshot, offset, above, before[len(below["indent"]) :], complete)
    return None


def _alone(snapshot: Snapshot, offset: int, empty: Span, complete: Completer) -> list[Completion]:
    """On a line of their own, with what was typed behind them."""
    region = Span(empty.start, offset)
    typed = snapshot.text[empty.end : offset].strip()
    without = _Without(snapshot, region, typed)
    return without.completed(empty.start + len(typed), complete)


def _behind(
    snapshot: Snapshot, offset: int, start: int, found: re.Match[str], complete: Completer
) -> list[Completion]:
    """Behind the key and its braces: what is written goes to a line below the key."""
    column = _column_of_key(found) + indent_unit_of(snapshot.lines)
    block = line_break_of(snapshot.text) + " " * column + found["word"]
    region = Span(start + found.start("value"), offset)
    without = _Without(snapshot, region, block)
    return without.completed(region.start + len(block), complete)


def _below(
    snapshot: Snapshot, offset: int, empty: Span, typed: str, complete: Completer
) -> list[Completion]:
    """On a line below that is indented further than the key, unless another word is ``typed``."""
    shift = empty.end - empty.start
    offered = complete(snapshot.edited(snapshot.lines.edited(empty, "")), offset - shift)
    if not any(item.label.startswith(typed) for item in offered):
        return []
    result: list[Completion] = []
    for item in offered:
        span = item.span.shifted(shift)
        extra = TextEdit(empty, "")
        if item.extra is not None:
            # the braces and the indentation in one edit: of two, a client may apply the first only
            aligned = TextEdit(item.extra.span.shifted(shift), item.extra.new_text)
            whole = Span(empty.start, aligned.span.end)
            between = snapshot.text[empty.end : aligned.span.start]
            extra = TextEdit(whole, between + aligned.new_text)
        result.append(replace(item, span=span, extra=extra))
    return result


@dataclass(frozen=True)
class _Without:
    """A document in which ``instead`` stands where ``region`` is in the real one."""

    snapshot: Snapshot
    region: Span
    instead: str

    def completed(self, offset: int, complete: Completer) -> list[Completion]:
        lines = self.snapshot.lines.edited(self.region, self.instead)
        changed = self.snapshot.edited(lines)
        return [self._in_place(item) for item in complete(changed, offset)]

    def _in_place(self, item: Completion) -> Completion:
        """The item as one edit of the whole region, filtered by what stands in it."""
        start = self.region.start
        written = Span(start, start + len(self.instead))
        edits = [TextEdit(item.span, item.text)]
        snippets = [TextEdit(item.span, item.snippet)]
        extra = item.extra
        if extra is not None and extra.span.start >= start:
            edits.append(extra)
            snippets.append(extra)
            extra = None
        old = self.snapshot.text[self.region.start : self.region.end]
        typed = self.instead[item.span.start - start :] if item.span.start >= start else ""
        kept = old[: len(old) - len(typed)] if typed else old
        return replace(
            item,
            span=self.region,
            text=_applied(self.instead, edits, written),
            snippet=_applied(self.instead, snippets, written),
            extra=extra,
            filter_text=kept + item.filtered_by,
        )


def _applied(text: str, edits: list[TextEdit], at: Span) -> str:
    moved = [TextEdit(edit.span.shifted(-at.start), edit.new_text) for edit in edits]
    return apply_edits(text, moved)


def _column_of_key(found: re.Match[str]) -> int:
    return found.start("name")


def _empty_above(lines: LineIndex, number: int, column: int) -> Span | None:
    """The empty value of the key right above line ``number``, if ``column`` is further in."""
    for candidate in range(number - 1, max(number - 1 - _MAX_BLANK_LINES, -1), -1):
        text = lines.line_text(candidate)
        if not text.strip():
            continue
        found = _ABOVE.fullmatch(text)
        if found is None:
            return None
        if column <= _column_of_key(found):
            return None
        return Span(*found.span("value")).shifted(lines.line_start(candidate))
    return None
