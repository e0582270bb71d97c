"""The structure of a few lines, read from their indentation alone.

The features that follow the cursor must answer on text that is no YAML yet, and must not pay for
the whole file. They look at the lines of one component through this module instead of the tree:
each line is split into its dashes, its key and its value, and lines that only continue a value
(block scalars, open quotes, open brackets) are recognised as such.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from stackls_core.budget import go_on
from stackls_core.text import EMPTY, LineIndex, Span

_DASH = re.compile(r"-(?=[ \t]|$)[ \t]*")
_PROPERTY = re.compile(r"(?:[&!][^\s,\[\]{}]*)[ \t]*")
_KEY = re.compile(
    r"""(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*"""
    r"""|(?P<plain>[^\s#'"\[\]{},&*!|>%@`:][^#:]*(?::[^\s#:][^#:]*)*)):(?=[ \t]|$)"""
)
"""A plain key with the space after it: only one of two parts in a row may take a space."""
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Level:
    """A dash or a key: ``column`` is where it starts; ``name`` is ``None`` for a dash."""

    column: int
    name: str | None
    span: Span

    @property
    def is_item(self) -> bool:
        """Whether it is the dash of a list item."""
        return self.name is None


@dataclass(slots=True)
class Line:
    """One line of the outline.

    ``levels`` are its dashes and its key from left to right. ``value`` is what follows them, a
    comment at the end not included. ``continues`` says that the line belongs to a value that began
    further up; such a line has no levels.
    """

    number: int
    start: int
    indent: int
    levels: list[Level] = field(default_factory=list[Level])
    value: Span = EMPTY
    text: str = ""
    continues: Continuation | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on it but white space or a comment."""
        return not self.levels and self.continues is None and self.value.start == self.value.end

    @property
    def key(self) -> Level | None:
        return self.levels[-1] if self.levels and not self.levels[-1].is_item else None

    @property
    def value_text(self) -> str:
        return self.text[self.value.start - self.start : self.value.end - self.start]


@dataclass(frozen=True, slots=True)
class Continuation:
    """The value that a line continues: ``opened`` is the offset where it began."""

    kind: str
    opened: int
    line: int


def outline(lines: LineIndex, first: int, last: int) -> list[Line]:
    """The lines from ``first`` up to but without ``last`` (0-based). Total.

    ``first`` must not be in the middle of a value.
    """
    result: list[Line] = []
    state: _Open | None = None
    for number in range(first, min(last, lines.line_count)):
        go_on()
        text = lines.line_text(number)
        start = lines.line_start(number)
        if state is None:
            line, opens = _read_line(text, number, start)
            result.append(line)
            state = _opened_by(line) if opens else None
            continue
        indent = len(text) - len(text.lstrip(" "))
        line = Line(number, start, indent, [], Span(start + indent, start + indent), text)
        if state.kind == "block":
            if not text.strip() and 0 < len(text) <= state.indent:
                # somebody indented it to write something else
                result.append(line)
                continue
            if not text.strip() or indent > state.indent:
                line.continues = Continuation("block", state.opened, state.line)
                result.append(line)
                continue
            state = None
        if state is not None and _cannot_continue(text, indent, state):
            state = None
        if state is not None:
            line.continues = Continuation(state.kind, state.opened, state.line)
            line.value = Span(start, start + len(text))
            result.append(line)
            state = _scan(text, 0, state)
            continue
        _split(line)
        result.append(line)
        state = _opened_by(line)
    return result


def line_alone(lines: LineIndex, number: int) -> tuple[Line, bool]:
    """0-based line ``number``, taken not to continue anything.

    And whether a value begins on it that goes on below: a block scalar, a quote, brackets.
    """
    return _read_line(lines.line_text(number), number, lines.line_start(number))


def _read_line(text: str, number: int, start: int) -> tuple[Line, bool]:
    if len(text) < _KEPT_LENGTH:
        return _kept_line(text, number, start)
    line = split_line(text, number, start)
    return line, _opened_by(line) is not None


@lru_cache(maxsize=1024)
def _kept_line(text: str, number: int, start: int) -> tuple[Line, bool]:
    """Of the lines around the cursor, a keystroke changes one; nobody changes one of an outline."""
    line = split_line(text, number, start)
    return line, _opened_by(line) is not None


def _cannot_continue(text: str, indent: int, state: _Open) -> bool:
    """Whether a line ends brackets or quotes that somebody has yet to close.

    What continues a value is indented further than the key it belongs to, so a key that is not can
    only be the next one.
    """
    if indent > state.indent or not text.strip():
        return False
    return _KEY.match(text, indent) is not None or _DASH.match(text, indent) is not None


def split_line(text: str, number: int = 0, start: int = 0) -> Line:
    """One line on its own, taken not to continue anything."""
    indent = len(text) - len(text.lstrip(" "))
    line = Line(number, start, indent, [], Span(start + indent, start + indent), text)
    _split(line)
    return line


def _split(line: Line) -> None:
    text, start = line.text, line.start
    if start == 0 and text.startswith("\ufeff"):
        # a byte order mark stands before the first column
        text, start = text[1:], 1
    parts = _parts_of(text, line.indent)
    line.levels = [
        Level(column, name, Span(start + first, start + last))
        for column, name, first, last in parts.levels
    ]
    line.value = Span(start + parts.value, start + parts.end)


class _Parts(NamedTuple):
    """What a line is made of; all numbers are columns, those of a level as in `Level`."""

    levels: tuple[tuple[int, str | None, int, int], ...]
    value: int
    end: int


def _parts_of(text: str, indent: int) -> _Parts:
    at = indent
    levels: list[tuple[int, str | None, int, int]] = []
    while text.startswith("-", at) and (match := _DASH.match(text, at)):
        levels.append((at, None, at, at + 1))
        at = match.end()
    at = _after_properties(text, at)
    if text.startswith("---") and indent == 0:
        at = len(text)
    if match := _KEY.match(text, at):
        key = match["quoted"] or match["plain"].rstrip(" \t")
        levels.append((at, unquote(key), at, at + len(key)))
        at = match.end()
        while at < len(text) and text[at] in " \t":
            at += 1
        at = _after_properties(text, at)
    return _Parts(tuple(levels), at, max(at, _value_end(text, at)))


_KEPT_LENGTH = 200
"""Characters of a line; longer ones are not kept."""


def _after_properties(text: str, at: int) -> int:
    """Where the anchors and tags that stand at ``at`` end."""
    while text.startswith(("&", "!"), at) and (match := _PROPERTY.match(text, at)):
        at = match.end()
    return at


def _value_end(text: str, at: int) -> int:
    """Where the value that starts at ``at`` ends: before a comment and the space before it."""
    end = len(text)
    if text.find("#", at) < 0:
        return at + len(text[at:].rstrip())
    quote = ""
    for index in range(at, len(text)):
        character = text[index]
        if quote:
            if character == quote:
                quote = ""
        elif character in "'\"" and (index == at or text[index - 1] in " \t[{,:"):
            quote = character
        elif character == "#" and (index == 0 or text[index - 1] in " \t"):
            end = index
            break
    return at + len(text[at:end].rstrip())


def unquote(text: str) -> str:
    """A key or value without its quotes; escapes are left as they are but for doubled quotes."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        inner = text[1:-1]
        return inner.replace("''", "'") if text[0] == "'" else inner
    return text


@dataclass(slots=True)
class _Open:
    kind: str
    opened: int
    line: int
    indent: int = 0
    brackets: list[str] = field(default_factory=list[str])
    quote: str = ""


def _opened_by(line: Line) -> _Open | None:
    value = line.value_text
    if not value:
        return None
    if _BLOCK_SCALAR.match(value):
        # the content is indented further than the mapping (or dash) that holds the scalar
        column = line.levels[-1].column if line.levels else line.indent
        return _Open("block", line.value.start, line.number, column)
    column = line.levels[-1].column if line.levels else line.indent - 1
    if value[0] in "[{":
        state = _Open("flow", line.value.start, line.number, column)
    elif value[0] in "'\"":
        state = _Open("quote", line.value.start, line.number, column)
    else:
        return None
    return _scan(line.text, line.value.start - line.start, state)


def _scan(  # noqa: C901 - one branch a character class
    text: str, at: int, state: _Open
) -> _Open | None:
    """Go on through ``text`` from column ``at``; ``None`` when the value is closed in it."""
    index = at
    while index < len(text):
        character = text[index]
        if state.quote:
            if character == "\\" and state.quote == '"':
                index += 1
            elif character == state.quote:
                if state.quote == "'" and text[index + 1 : index + 2] == "'":
                    index += 1
                else:
                    state.quote = ""
        elif character in "'\"" and (index == 0 or text[index - 1] in " \t[{,:"):
            state.quote = character
        elif character == "#" and (index == 0 or text[index - 1] in " \t"):
            break
        elif character in "[{":
            state.brackets.append(character)
        elif character in "]}" and state.brackets:
            state.brackets.pop()
        index += 1
        if not state.quote and not state.brackets:
            return None
    return state if state.quote or state.brackets else None


def find_line(lines: Sequence[Line], number: int) -> int:
    """The index in ``lines`` of the line with that number; -1 where it is not among them."""
    index = bisect_left(lines, number, key=lambda line: line.number)
    return index if index < len(lines) and lines[index].number == number else -1
