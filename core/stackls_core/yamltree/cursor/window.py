"""Which lines have to be looked at to know where the cursor is.

The component around the cursor and the key of its type: a few lines in a file of any length.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.text import MARGIN, LineIndex
from stackls_core.yamltree.cursor.outline import Line, outline

_LINES_READ = 200
_NEAR = 250
_TOP_LEVEL_KEY = re.compile(r"[^\s#\-\]}][^\r\n]*?:(?=\s)")
_WRITTEN = re.compile(r"\S")
_TYPE_KEY = re.compile(f"(?:{'|'.join(COMPONENT_TYPES)}):")


def window_around(lines: LineIndex, number: int) -> tuple[list[Line], int | None]:
    """The outline around 0-based line ``number``, and the column of the component types' keys.

    The lines are those of the component type the line is in; of a long list of components, the key
    and the one item. Without ``components`` above, the column is ``None`` and the lines are those
    of the top-level entry.
    """
    at = components_line(lines.text, lines.line_end(number))
    components = lines.line_of(at) if at is not None else None
    column = _child_column(lines, components) if components is not None else None
    is_below = components is not None and number > components
    if components is None or column is None or not is_below or _leaves(lines, components, number):
        return outline(lines, _block_start(lines, number, 0), _block_end(lines, number, 0)), None
    first = _block_start(lines, number, column, number - _NEAR)
    if first == number - _NEAR:
        key = _type_key_above(lines, column, number)
        if key is not None and key > components:
            return _key_and_item(lines, key, number, column), column
        first = _block_start(lines, number, column)
    # above the first type key there is only the key of components itself
    first = max(first, components + 1)
    return outline(lines, first, _block_end(lines, number, column)), column


def _leaves(lines: LineIndex, components: int, number: int) -> bool:
    """Whether another top-level key stands between ``components`` and line ``number``."""
    text, starts = lines.text, lines.margin_starts
    first = bisect_left(starts, lines.line_end(components))
    last = bisect_left(starts, lines.line_start(number))
    return any(_TOP_LEVEL_KEY.match(text, start) for start in starts[first:last])


def _key_and_item(lines: LineIndex, key: int, number: int, column: int) -> list[Line]:
    """The line of a type's key and those of the list item around line ``number`` below it."""
    item = key + 1
    while item < number and not _dash_column(lines.line_text(item)):
        item += 1
    dash = _dash_column(lines.line_text(item))
    if dash is None:
        return outline(lines, key, _block_end(lines, number, column))
    first = number
    while first > key + 1 and _dash_column(lines.line_text(first)) != dash:
        first -= 1
    last = number + 1
    while last < lines.line_count:
        text = lines.line_text(last)
        if _dash_column(text) == dash or _starts_block(text, column, False):
            break
        last += 1
    return [*outline(lines, key, key + 1), *outline(lines, first, last)]


def _dash_column(text: str) -> int | None:
    """One more than the column of the dash that a line starts with; ``None`` without one."""
    stripped = text.lstrip(" ")
    is_item = stripped.startswith("- ") or stripped.rstrip() == "-"
    return len(text) - len(stripped) + 1 if is_item else None


def _type_key_above(lines: LineIndex, column: int, number: int) -> int | None:
    """The line of the nearest key of a known component type above line ``number``."""
    text, end = lines.text, lines.line_start(number)
    pad = " " * column
    if column > MARGIN:
        found = max(text.rfind(f"\n{pad}{name}:", 0, end) for name in COMPONENT_TYPES)
        return lines.line_of(found + 1) if found >= 0 else None
    starts = lines.margin_starts
    for index in range(bisect_left(starts, end) - 1, -1, -1):
        start = starts[index]
        is_there = text.startswith(pad, start) and not text.startswith(" ", start + column)
        if is_there and _TYPE_KEY.match(text, start + column):
            return lines.line_of(start)
    return None


def _block_start(lines: LineIndex, number: int, limit: int, stop: int = 0) -> int:
    first = number
    while first > max(stop, 0) and not _starts_block(
        lines.line_text(first), limit, first == number
    ):
        first -= 1
    return first


def _block_end(lines: LineIndex, number: int, limit: int) -> int:
    """The line behind the last one of the block around ``number`` that something stands on."""
    end = number + 1
    while (found := _WRITTEN.search(lines.text, lines.line_start(end))) is not None:
        line = lines.line_of(found.start())
        if _starts_block(lines.line_text(line), limit, False):
            break
        end = line + 1
    return end


def components_line(text: str, end: int) -> int | None:
    """The offset of the last top-level ``components`` that begins before ``end``."""
    for key in ("components:", '"components":', "'components':"):
        found = text.rfind("\n" + key, 0, end)
        if found >= 0:
            return found + 1
        if text.startswith((key, "\ufeff" + key)):
            return 0
    return None


def _child_column(lines: LineIndex, components: int) -> int | None:
    """Where the type keys stand: where the first known type does, else where anything does.

    The first line may be that of a component whose type is just being typed.
    """
    first: int | None = None
    for number in range(components + 1, min(components + _LINES_READ, lines.line_count)):
        text = lines.line_text(number)
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        indent = len(text) - len(text.lstrip(" "))
        if indent == 0:
            break
        if stripped.partition(":")[0].strip("'\"") in COMPONENT_TYPES:
            return indent
        first = first or indent
    return first


def _starts_block(text: str, limit: int, is_cursor_line: bool) -> bool:
    stripped = text.lstrip(" ")
    indent = len(text) - len(stripped)
    if not stripped.strip():
        return False
    if stripped.startswith("#") and not is_cursor_line:
        return False
    if stripped.startswith("- ") or stripped.rstrip() == "-":
        return indent < limit
    return indent <= limit and not (is_cursor_line and indent == limit and limit > 0)
