"""Rewrites that change how something is written, not what it means: the two forms of components.

ZenML exports components as lists; the mapping form is older, shorter, and read all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.findings import Fix
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.nodes import Mapping, Scalar, Sequence, walk

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import StackFile, TypeSlot
    from stackls_core.yamltree.parse import Document

_STEP = 2


def rewrites_at(file: StackFile, offset: int) -> list[Fix]:
    """The rewrites of the component type whose key is at ``offset``."""
    if file.document.errors:
        return []
    for slot in file.slots:
        if slot.key_span.contains(offset):
            edits = _to_list(file.document, slot) or _to_mapping(file.document, slot)
            form = "map" if slot.is_list else "list"
            return [Fix(f"Write {slot.name} as a {form}", tuple(edits))] if edits else []
    return []


def _to_list(document: Document, slot: TypeSlot) -> list[TextEdit]:
    """A dash before the first line of the component, and all its lines two columns further in."""
    value = slot.entry.value
    if not isinstance(value, Mapping) or value.flow or not value.entries:
        return []
    lines = document.lines
    first, last = lines.line_of(value.start), lines.line_of(value.end)
    if first == lines.line_of(slot.entry.key.start) or not _may_move(document, value):
        return []
    edits = [TextEdit(Span(value.start, value.start), "- ")]
    for number in range(first + 1, last + 1):
        if lines.line_text(number).strip():
            start = lines.line_start(number)
            edits.append(TextEdit(Span(start, start), " " * _STEP))
    return edits


def _to_mapping(document: Document, slot: TypeSlot) -> list[TextEdit]:
    """The only item of a list without its dash, its lines as much less far in."""
    value = slot.entry.value
    if not isinstance(value, Sequence) or value.flow or len(value.items) != 1:
        return []
    item = value.items[0]
    lines = document.lines
    first, last = lines.line_of(value.start), lines.line_of(item.end)
    if not isinstance(item, Mapping) or item.flow or not _may_move(document, item):
        return []
    if lines.line_of(item.start) != first:
        return []
    key_column = slot.entry.key.start - lines.line_start(lines.line_of(slot.entry.key.start))
    dash_column = value.start - lines.line_start(first)
    wanted = max(dash_column, key_column + _STEP)
    column = item.start - lines.line_start(first)
    edits = [TextEdit(Span(lines.line_start(first), item.start), " " * wanted)]
    for number in range(first + 1, last + 1):
        text = lines.line_text(number)
        indent = len(text) - len(text.lstrip(" "))
        if text.strip() and indent:
            start = lines.line_start(number)
            kept = max(indent - column + wanted, 0)
            edits.append(TextEdit(Span(start, start + indent), " " * kept))
    return edits


def _may_move(document: Document, mapping: Mapping) -> bool:
    """Whether moving the lines of a mapping sideways cannot change a value.

    Only the lines of block scalars and of quoted ones over several lines hold text of their own;
    the former move as a whole, the latter are left alone.
    """
    lines = document.lines
    return not any(
        isinstance(node, Scalar)
        and node.style in ("'", '"')
        and lines.line_of(node.start) != lines.line_of(node.end)
        for node in walk(mapping)
    )
