"""A list where a mapping belongs: how what stands in it is kept.

People who know lists of steps from other tools put a dash before each component type, before each
component, or before each parameter.
"""

from __future__ import annotations

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.findings import Fix
from stackls_core.text import LineIndex, Span, TextEdit, line_break_of
from stackls_core.yamltree.edits import after_colon, indent_of
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    as_mapping,
    as_scalar,
    is_merge,
)

Edits = tuple[TextEdit, ...]


def without_dashes(lines: LineIndex, value: Node) -> Edits | None:
    """Make one mapping of a list of mappings in block style; ``None`` where that cannot be.

    Each dash becomes a space, so that columns and comments stay.
    """
    items = _block_items(lines, value)
    if items is None:
        return None
    entries = [entry for _, item in items for entry in item.entries]
    names = {entry.name for entry in entries}
    if None in names or len(names) < len(entries) or any(map(is_merge, entries)):
        return None
    if len({indent_of(lines, entry.start) for entry in entries}) > 1:
        return None
    return tuple(TextEdit(Span(dash, dash + 1), " ") for dash, _ in items)


def as_one_map(lines: LineIndex, value: Node, what: str) -> Fix | None:
    """Make one map of a list of maps: without dashes, or with braces for brackets.

    ``what`` is what stands behind the dashes.
    """
    if (edits := without_dashes(lines, value)) is not None:
        return Fix(f"Remove the dashes before the {what}", edits, safe=True)
    if not isinstance(value, Sequence) or not value.flow or value.tag or not value.items:
        return None
    entries: list[Entry] = []
    for item in value.items:
        # an item without braces is a pair: key and value with a colon between
        if not isinstance(item, Mapping) or lines.text[item.start : item.start + 1] == "{":
            return None
        entries.extend(item.entries)
    names = {entry.name for entry in entries}
    if None in names or len(names) < len(entries) or lines.text[value.end - 1] != "]":
        return None
    start, end = value.start, value.end
    edits = (TextEdit(Span(start, start + 1), "{"), TextEdit(Span(end - 1, end), "}"))
    return Fix("Use { } instead of [ ]", edits, safe=True)


def with_types_above(lines: LineIndex, entry: Entry) -> Edits | None:
    """Write the type that each component of a list names above it; ``None`` where that cannot be.

    ``entry`` is that of ``components``.
    """
    items = _block_items(lines, entry.value)
    if items is None:
        return None
    line_break = line_break_of(lines.text)
    column = indent_of(lines, items[0][0])
    deeper = "  " if column <= indent_of(lines, entry.key.start) else ""
    edits: list[TextEdit] = []
    seen: list[str] = []
    starts: dict[int, str] = {}
    for dash, item in items:
        kind = _type_of(item)
        if kind is None or kind in seen[:-1]:
            return None
        if not seen or seen[-1] != kind:
            seen.append(kind)
            starts[lines.line_of(dash)] = f"{' ' * column}{deeper}{kind}:{line_break}"
    for line in range(lines.line_of(items[0][0]), lines.line_of(entry.end) + 1):
        above = starts.get(line, "")
        pad = deeper if lines.line_text(line).strip() else ""
        if above or pad:
            at = lines.line_start(line)
            edits.append(TextEdit(Span(at, at), above + pad))
    return tuple(edits)


def _type_of(component: Mapping) -> str | None:
    entry = next((e for e in component.entries if e.name == "type"), None)
    scalar = as_scalar(entry.value) if entry is not None else None
    return scalar.value if scalar is not None and scalar.value in COMPONENT_TYPES else None


def _block_items(lines: LineIndex, value: Node) -> list[tuple[int, Mapping]] | None:
    """Each mapping of a list with the place of its dash, if all stand on the line of theirs."""
    if not isinstance(value, Sequence) or value.flow or value.tag or value.anchor:
        return None
    found: list[tuple[int, Mapping]] = []
    for item in value.items:
        if not isinstance(item, Mapping) or item.flow or item.tag or item.anchor:
            return None
        start = lines.line_start(lines.line_of(item.start))
        before = lines.text[start : item.start]
        if before.strip(" ") != "-":
            return None
        found.append((start + before.index("-"), item))
    return found or None


def holds_mappings(value: Node) -> bool:
    """Whether ``value`` is a list with something in it that is worth keeping."""
    return isinstance(value, Sequence) and any(as_mapping(item) is not None for item in value.items)


def write_instead(lines: LineIndex, entry: Entry, new: str) -> Edits | None:
    """Write ``new``, beside the key, instead of a value; a comment beside the key stays.

    ``None`` where the value has an anchor or a tag, which somebody may need.
    """
    node = entry.value
    at = after_colon(lines.text, entry)
    if at is None or (isinstance(node, (Scalar, Mapping, Sequence)) and (node.anchor or node.tag)):
        return None
    if lines.line_of(at) == lines.line_of(node.start):
        return (TextEdit(Span(at, node.end), new),)
    end = lines.line_end(lines.line_of(at))
    if new[:1] in "\r\n":
        return (TextEdit(Span(end, node.end), new),)
    return (TextEdit(Span(at, at), new), TextEdit(Span(end, node.end), ""))
