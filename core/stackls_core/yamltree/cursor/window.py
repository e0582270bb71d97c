"""Which lines have to be looked at to know where the cursor is.

These are the block around the cursor and, of the blocks around that, the line that opens each: a
few lines in a file of any length. What opens a block is found by climbing: it is the nearest line
above that is indented less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stackls_core.budget import go_on
from stackls_core.text import LineIndex
from stackls_core.yamltree.cursor.outline import Line, line_alone, outline

_NEAR = 250
"""How many lines above and below the cursor a value may reach that goes on over several lines."""

_ABOVE = 24
_BELOW = 8
"""How many lines above and below the cursor are outlined where no such value begins on its line:
each takes time of every keystroke."""

_MOST_BARE = 100
"""How many lines that open nothing are passed at most, on the way to one that does."""

_CHUNK = 2_000
"""How many characters are searched at first."""

_SHORT = 200
"""The same where the very next line will do."""

_DASH = r"-(?:[ \t\r\n]|\Z)"
_BEGINS_ITEM = re.compile(_DASH)
_CONTENT = r"[^\s#\]}]"
_OPENS = r":|>'\"\[{"


@dataclass(frozen=True, slots=True)
class Depth:
    """How far in a line stands. A dash is further in than a key at the same column, which a list
    may stand as far left as."""

    column: int
    is_item: bool


def window_around(lines: LineIndex, number: int) -> list[Line]:
    """The outline around 0-based line ``number``, in the order of the text, with gaps.

    The block that the line is in is there as far as it is near, and the next line with content that
    follows; of the blocks around it, and of the rest of it, the lines that open them.
    """
    openers = _openers(lines, number)
    first, last = _outlined(lines, number, openers)
    outer = [line for line, _ in reversed(openers) if line.number < first]
    found = [*outer, *outline(lines, first, last)]
    below = _line_below(lines, last - 1) if all(one.is_blank for one in found[-_BELOW:]) else None
    return found if below is None else [*found, line_alone(lines, below)[0]]


def _openers(lines: LineIndex, number: int) -> list[tuple[Line, bool]]:
    """The lines that open the blocks which line ``number`` is or may become a part of.

    Innermost first, each with whether a value begins on it that goes on below. A line that is blank
    or a bare word may belong to any block that is open.
    """
    line, _ = line_alone(lines, number)
    depth = _depth_of(line.text) if line.levels else None
    found: list[tuple[Line, bool]] = []
    bare = 0
    while True:
        go_on()
        # in a long text there are none but bare words up to the line that opens it
        is_text = depth is None and bare >= _MOST_BARE
        above = _line_above(lines, number, depth, may_be_bare=not is_text)
        if above is None:
            return found
        line, begins_value = line_alone(lines, above)
        found.append((line, begins_value))
        number = above
        if line.levels or begins_value:
            depth = _depth_of(line.text)
        else:
            bare += 1


def _depth_of(text: str) -> Depth:
    text = text.removeprefix("\ufeff")
    stripped = text.lstrip(" ")
    return Depth(len(text) - len(stripped), _BEGINS_ITEM.match(stripped) is not None)


def _line_above(
    lines: LineIndex, number: int, depth: Depth | None, *, may_be_bare: bool = True
) -> int | None:
    """The nearest line with content above line ``number``, less far in than ``depth``, if given.

    Then it opens a block: a bare word, as one that is being typed, or a template's line opens none.
    Without a depth, and where it ``may_be_bare``, it may be such a line.
    """
    text, end = lines.text, lines.line_start(number)
    line_break = _line_break(text)
    pattern = shallower(line_break, depth) if may_be_bare else opening(line_break)
    stop, size, skipped = end, _SHORT if depth is None else _CHUNK, 0
    while stop > 0:
        start = max(stop - size, 0)
        # what begins in this part may need some characters of the next one
        limit = min(stop + (depth.column if depth else _CHUNK) + 3, end)
        found = [match.start() for match in pattern.finditer(text, start, limit)]
        for begin in reversed(found):
            above = lines.line_of(begin + 1)
            if depth is None or skipped == _MOST_BARE or _opens_block(lines, above):
                return above
            skipped += 1
        stop, size = start, size * 4
    return 0 if number > 0 and _is_on_first_line(lines, pattern) else None


def _opens_block(lines: LineIndex, number: int) -> bool:
    """Whether lines that are further in than line ``number`` belong to it."""
    line, begins_value = line_alone(lines, number)
    return bool(line.levels) or begins_value


def _line_break(text: str) -> str:
    """What lines end with. One literal character is found many times as fast as one of two."""
    return "\n" if "\n" in text else "\r"


def _is_on_first_line(lines: LineIndex, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern that begins with a line break would fit there, had that line one before."""
    text = lines.line_text(0).removeprefix("\ufeff")
    return pattern.match(_line_break(lines.text) + text) is not None


@lru_cache(maxsize=256)
def shallower(line_break: str, depth: Depth | None) -> re.Pattern[str]:
    """A line break before a line with content that is less far in than ``depth``."""
    deeper = ""
    if depth is not None:
        deeper = rf"(?![ ]{{{depth.column}}}" + (rf"(?:[ ]|{_DASH}))" if depth.is_item else ")")
    return re.compile(rf"{line_break}{deeper}[ ]*{_CONTENT}")


@lru_cache(maxsize=2)
def opening(line_break: str) -> re.Pattern[str]:
    """A line break before a line with content that has what an item, a key or a value begins or
    ends with; a line that has not is bare."""
    return re.compile(
        rf"{line_break}[ ]*(?:[-{_OPENS}]|[^\s#\]}}{_OPENS}-][^\r\n{_OPENS}]*[{_OPENS}])"
    )


def _outlined(lines: LineIndex, number: int, openers: list[tuple[Line, bool]]) -> tuple[int, int]:
    """The lines to outline: from the first up to but without the last."""
    for opener, begins_value in reversed(openers):
        if begins_value:
            return opener.number, _end_of_block(lines, opener.number, number)
    above, below = _ABOVE, _BELOW
    if line_alone(lines, number)[1]:
        above = below = _NEAR
    near = (opener.number for opener, _ in reversed(openers) if number - opener.number <= above)
    return next(near, number), min(number + below + 1, lines.line_count)


def _line_below(lines: LineIndex, number: int) -> int | None:
    """The nearest line with content below line ``number``."""
    pattern = shallower(_line_break(lines.text), None)
    found = pattern.search(lines.text, lines.line_end(number))
    return lines.line_of(found.start() + 1) if found else None


def _end_of_block(lines: LineIndex, opener: int, number: int) -> int:
    """The line that ends what ``opener`` opens, looked for below line ``number``.

    Empty lines at the end of the block are left out.
    """
    text, start = lines.text, lines.line_end(number)
    depth = _depth_of(lines.line_text(opener))
    # a line less far in than the nearest deeper place
    inside = Depth(depth.column + depth.is_item, not depth.is_item)
    found = shallower(_line_break(text), inside).search(text, start)
    end = found.start() if found else len(text)
    while end > start:
        begin = max(start, end - _CHUNK)
        written = text[begin:end].rstrip()
        if written:
            return lines.line_of(begin + len(written) - 1) + 1
        end = begin
    return number + 1


def keys_at(lines: LineIndex, column: int, first: int) -> list[int]:
    """The lines that begin with a key at ``column``, from ``first`` on, in one mapping.

    The mapping ends where something stands further left.
    """
    text, start = lines.text, lines.line_start(first)
    line_break = _line_break(text)
    keys = key_at(line_break, column)
    following = shallower(line_break, Depth(column, False)).search(text, start)
    end = following.start() if following else len(text)
    numbers = [lines.line_of(match.start() + 1) for match in keys.finditer(text, start, end)]
    return [0, *numbers] if first == 0 and _is_on_first_line(lines, keys) else numbers


@lru_cache(maxsize=256)
def key_at(line_break: str, column: int) -> re.Pattern[str]:
    """A line break before a line that begins with a key at ``column``."""
    return re.compile(rf"{line_break}[ ]{{{column}}}(?!{_DASH}){_CONTENT}")
