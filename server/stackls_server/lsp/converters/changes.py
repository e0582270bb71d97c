"""A client's edits, applied to a text.

One notification may bring thousands of edits (replace all), each in terms of the text after the one
before it. Looking for line breaks anew after each would take minutes where the text is large, so
the text is kept as lines while edits are applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.text import Encoding, LineIndex, Position, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)?")


@dataclass(frozen=True)
class Change:
    """Replace what is between two positions; without positions, the whole text."""

    text: str
    start: Position | None = None
    end: Position | None = None


def apply_changes(lines: LineIndex, changes: Iterable[Change], encoding: Encoding) -> LineIndex:
    """The text of ``lines`` after ``changes``, one after the other, with its own line index.

    A single edit, which a keystroke is, leaves the lines that it does not touch as they were found.
    Positions outside the text mean its nearest place, and an end before its start means the start.
    """
    rest = list(changes)
    for last_whole in range(len(rest) - 1, -1, -1):
        if rest[last_whole].start is None:
            lines = LineIndex(rest[last_whole].text)
            rest = rest[last_whole + 1 :]
            break
    if not rest:
        return lines
    if len(rest) == 1:
        return _apply_one(lines, rest[0], encoding)
    text = _Lines(lines.text)
    for change in rest:
        text.apply(change, encoding)
    return LineIndex(text.joined())


def _apply_one(lines: LineIndex, change: Change, encoding: Encoding) -> LineIndex:
    start = lines.offset(change.start, encoding) if change.start else 0
    end = lines.offset(change.end, encoding) if change.end else len(lines.text)
    return lines.edited(Span(start, max(start, end)), change.text)


class _Lines:
    """A text as its lines, each with its line break; the last one has none."""

    def __init__(self, text: str) -> None:
        self._lines = _split(text)

    def apply(self, change: Change, encoding: Encoding) -> None:
        first, before = self._find(change.start or Position(0, 0), encoding)
        last, after = self._find(change.end or Position(len(self._lines), 0), encoding)
        if (last, after) < (first, before):
            last, after = first, before
        piece = self._lines[first][:before] + change.text + self._lines[last][after:]
        while first and self._lines[first - 1].endswith("\r") and piece.startswith("\n"):
            first -= 1
            piece = self._lines[first] + piece
        parts = _split(piece)
        if last < len(self._lines) - 1 and not parts[-1]:
            parts.pop()
        elif last < len(self._lines) - 1:
            # the end of the line before the next one went away with its line break
            parts[-1] += self._lines[last + 1]
            last += 1
        self._lines[first : last + 1] = parts

    def _find(self, position: Position, encoding: Encoding) -> tuple[int, int]:
        if position.line < 0:
            return 0, 0
        if position.line >= len(self._lines):
            return len(self._lines) - 1, len(self._lines[-1])
        line = LineIndex(self._lines[position.line])
        return position.line, line.offset(Position(0, position.column), encoding)

    def joined(self) -> str:
        return "".join(self._lines)


def _split(text: str) -> list[str]:
    lines = _LINE.findall(text)  # and the empty text at the end
    if len(lines) > 1 and not lines[-2].endswith(("\r", "\n")):
        lines.pop()
    return lines
