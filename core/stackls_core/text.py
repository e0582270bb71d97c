"""Text, positions, spans and edits.

Inside stackls a position in a text is an *offset*: the number of Unicode characters (Python code
points) before it, 0-based. Lines and columns exist only at the edges, where clients and people
need them; this module is the one place that converts.

Lines end at ``\\n``, ``\\r\\n`` or ``\\r`` and at nothing else, as in the Language Server Protocol.
``str.splitlines`` and PyYAML break lines at further characters (U+2028, U+0085, form feed), so
neither is used for counting lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

_LINE_BREAK = re.compile(r"\r\n|\n|\r")

_FIRST_ASTRAL = 0x10000


class Encoding(str, Enum):
    """The unit in which a client counts characters within a line (LSP ``PositionEncodingKind``)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of offsets, ``start <= end``, in characters."""

    start: int
    end: int

    def contains(self, offset: int) -> bool:
        """Whether a cursor at ``offset`` touches this span; both borders count."""
        return self.start <= offset <= self.end

    def shifted(self, by: int) -> Span:
        """This span, ``by`` characters further on."""
        return Span(self.start + by, self.end + by)


EMPTY = Span(0, 0)
"""The empty span at the start of a text."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace the characters of ``span`` by ``new_text``."""

    span: Span
    new_text: str


class Position(NamedTuple):
    """A 0-based line and a 0-based column; the unit of the column is the caller's encoding."""

    line: int
    column: int


class LineIndex:
    """Where the lines of one text start; converts offsets to positions and back.

    Total: offsets and positions outside the text are moved to the nearest place inside it, as LSP
    asks for columns past the end of a line.
    """

    def __init__(self, text: str) -> None:
        """Index ``text``; costs one pass over it."""
        self.text = text

    def edited(self, span: Span, new_text: str) -> LineIndex:
        """The index of the text in which ``new_text`` stands instead of ``span``.

        Only the lines that the edit touches are looked at; the others are moved.
        """
        old = self.starts
        # a sum of three copies most of the text three times
        text = "".join((self.text[: span.start], new_text, self.text[span.end :]))
        first = self.line_of(span.start)
        if first > 0 and span.start == old[first]:
            first -= 1  # a line feed typed here may join the carriage return before it
        following = self.line_of(span.end) + 1
        delta = len(new_text) - (span.end - span.start)
        end = old[following] + delta if following < len(old) else len(text)
        inside = [match.end() for match in _LINE_BREAK.finditer(text, old[first], end)]
        if following < len(old) and (not inside or inside[-1] != end):
            return LineIndex(text)
        rest = old[following + 1 :]
        starts = [*old[: first + 1]]
        starts += inside
        starts += [start + delta for start in rest] if delta else rest
        index = LineIndex(text)
        index.__dict__["starts"] = starts
        return index

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset of the first character of each line; the first is always 0."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    @property
    def line_count(self) -> int:
        """How many lines there are; a text that ends in a line break has an empty last one."""
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """The 0-based line that ``offset`` is on."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def line_start(self, line: int) -> int:
        """The offset of the first character of 0-based ``line``."""
        if line < 0:
            return 0
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def line_end(self, line: int) -> int:
        """The offset just after the last character of ``line``, before its line break."""
        if line < 0:
            return 0
        if line + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[line + 1]
        start = self.starts[line]
        if end > start and self.text[end - 1] == "\n":
            end -= 1
            if end > start and self.text[end - 1] == "\r":
                end -= 1
        elif end > start and self.text[end - 1] == "\r":
            end -= 1
        return end

    def line_text(self, line: int) -> str:
        """The text of 0-based ``line`` without its line break; empty outside the text."""
        return self.text[self.line_start(line) : self.line_end(line)]

    def position(self, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
        """The position of ``offset``, its column counted in ``encoding`` units."""
        if not 0 <= offset <= len(self.text):
            offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        if encoding is Encoding.UTF32 or self._is_ascii:
            return Position(line, offset - start)
        return Position(line, _width(self.text[start:offset], encoding))

    def offset(self, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """The offset of ``position``; a column inside a character means the start of it."""
        if position.line < 0:
            return 0
        if position.line >= self.line_count:
            return len(self.text)
        start, end = self.line_start(position.line), self.line_end(position.line)
        if encoding is Encoding.UTF32 or self._is_ascii:
            return min(start + max(position.column, 0), end)
        remaining = position.column
        for offset in range(start, end):
            remaining -= _width(self.text[offset], encoding)
            if remaining < 0:
                return offset
        return end


def _width(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF16:
        return len(text) + sum(ord(character) >= _FIRST_ASTRAL for character in text)
    return len(text.encode("utf-8", "surrogatepass"))


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """``text`` after all ``edits``, whose spans refer to ``text`` as it was.

    Raises ``ValueError`` when two edits overlap: there is no right order to apply them in.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < done:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        parts.append(text[done : edit.span.start])
        parts.append(edit.new_text)
        done = edit.span.end
    parts.append(text[done:])
    return "".join(parts)


def line_break_of(text: str) -> str:
    """The line break that ``text`` uses: that of its first line, ``\\n`` where it has only one."""
    match = _LINE_BREAK.search(text)
    return match.group() if match else "\n"
