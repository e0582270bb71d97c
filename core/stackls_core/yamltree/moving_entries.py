"""Moving entries of a mapping below another key of it, with their lines and comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.text import LineIndex, Span, TextEdit, line_break_of
from stackls_core.yamltree.edits import is_explicit, keys_indent, write_block
from stackls_core.yamltree.nodes import Alias, Entry, Mapping, Scalar, walk
from stackls_core.yamltree.values import is_null

_MAX_NAMES = 3


@dataclass(frozen=True)
class Moved:
    """The edits, and which keys they move."""

    names: tuple[str, ...]
    edits: tuple[TextEdit, ...]


def listed(names: Iterable[str]) -> str:
    """A few names, for a title."""
    names = list(names)
    return ", ".join(names[:_MAX_NAMES]) + (", …" if len(names) > _MAX_NAMES else "")


def move_below(lines: LineIndex, mapping: Mapping, entries: list[Entry], key: str) -> Moved | None:
    """Move ``entries`` of a mapping in block style below its ``key``, which is added if need be.

    Entries whose name is there already stay. ``None`` where nothing can be moved, or more could
    change than meant: flow style, anchors, explicit keys.
    """
    if mapping.flow:
        return None
    holder = next((e for e in mapping.entries if e.name == key), None)
    below = _mapping_below(holder)
    given = {entry.name for entry in below.entries} if below is not None else set[str | None]()
    entries = [entry for entry in entries if entry.name not in given]
    if not entries or not all(_may_move(lines, entry) for entry in entries):
        return None
    if any(is_explicit(lines, one) for one in (mapping.entries[-1], *_last_of(below))):
        return None  # its value may follow on a line of its own
    indent = keys_indent(lines, mapping)
    extents = [_extent(lines, mapping, entry, indent) for entry in entries]
    wanted = keys_indent(lines, below) if below is not None else indent + 2
    moved = [_moved(lines, extent, wanted - indent) for extent in extents]
    insertion = _insertion(lines, mapping, key, below, moved)
    if insertion is None or any(_overlap(insertion.span, extent) for extent in extents):
        return None
    names = tuple(str(entry.name) for entry in entries)
    return Moved(names, (*(TextEdit(extent, "") for extent in extents), insertion))


def _mapping_below(holder: Entry | None) -> Mapping | None:
    """What is below ``holder`` already, where entries can be added to it as lines."""
    value = holder.value if holder is not None else None
    if not isinstance(value, Mapping) or value.flow or not value.entries:
        return None
    return value


def _last_of(below: Mapping | None) -> list[Entry]:
    return below.entries[-1:] if below is not None else []


def _insertion(
    lines: LineIndex,
    mapping: Mapping,
    key: str,
    below: Mapping | None,
    moved: list[str],
) -> TextEdit | None:
    line_break = line_break_of(lines.text)
    block = "".join(line_break + part for part in moved)
    if below is not None:
        return _after(lines, below, block)
    holder = next((e for e in mapping.entries if e.name == key), None)
    if holder is None:
        pad = " " * keys_indent(lines, mapping)
        return _after(lines, mapping, f"{line_break}{pad}{key}:{block}")
    value = holder.value
    is_empty = isinstance(value, Mapping) and not value.entries
    if not is_empty and not (isinstance(value, Scalar) and is_null(value)):
        return None
    return write_block(lines, holder, block)


def _after(lines: LineIndex, mapping: Mapping, text: str) -> TextEdit:
    at = lines.line_end(_last_line(lines, mapping.entries[-1]))
    return TextEdit(Span(at, at), text)


def _overlap(insertion: Span, extent: Span) -> bool:
    """Whether text would be put into what is taken away; right behind it is fine."""
    return extent.start < insertion.end and insertion.start < extent.end


def _may_move(lines: LineIndex, entry: Entry) -> bool:
    """Whether the lines of ``entry`` are its own, and other lines may stand before or behind."""
    start = lines.line_start(lines.line_of(entry.start))
    if lines.text[start : entry.start].strip(" "):
        return False
    for node in walk(entry.value):
        # an alias may stand between here and there
        if not isinstance(node, Alias) and node.anchor:
            return False
        # empty lines at the end may belong to the text
        if isinstance(node, Scalar) and node.style in ("|", ">") and node.value.endswith("\n\n"):
            return False
    return True


def _last_line(lines: LineIndex, entry: Entry) -> int:
    written = lines.text[entry.start : max(entry.end, entry.start + 1)].rstrip()
    return lines.line_of(entry.start + len(written))


def _extent(lines: LineIndex, mapping: Mapping, entry: Entry, indent: int) -> Span:
    """The lines of ``entry``, comments right above included, with the break before them."""
    first = lines.line_of(entry.start)
    floor = lines.line_of(mapping.entries[0].start)
    while first - 1 > floor and lines.line_text(first - 1).startswith(" " * indent + "#"):
        first -= 1
    last = _last_line(lines, entry)
    if first == 0:
        return Span(0, lines.line_start(last + 1))
    return Span(lines.line_end(first - 1), lines.line_end(last))


def _moved(lines: LineIndex, extent: Span, by: int) -> str:
    """The lines of ``extent``, ``by`` columns further in; the first line break is left out."""
    first, last = lines.line_of(extent.start) + 1, lines.line_of(extent.end)
    if not extent.start:
        first, last = 0, last - 1
    break_ = line_break_of(lines.text)
    texts = [lines.line_text(number) for number in range(first, last + 1)]
    return break_.join(" " * by + text if text.strip() else text for text in texts)
