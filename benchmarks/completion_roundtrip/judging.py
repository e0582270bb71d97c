"""Whether accepting an item gave back what had been deleted, and lost nothing else."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from benchmarks.completion_roundtrip.targets import VALUES, Path_, Target
from stackls_core.text import Encoding, LineIndex, Position, Span, TextEdit, apply_edits
from stackls_core.yamltree.compose import compose
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.values import try_value


def accept(text: str, item: types.CompletionItem, snippets: bool) -> str:
    """The document after ``item`` was accepted, its tab stops left at their defaults."""
    from stackls_server.features.completion import without_tab_stops

    lines = LineIndex(text)

    def edit(one: Any) -> TextEdit:
        start, end = (
            lines.offset(Position(at.line, at.character), Encoding.UTF32)
            for at in (one.range.start, one.range.end)
        )
        return TextEdit(Span(start, end), one.new_text)

    main = edit(item.text_edit)
    if item.insert_text_format is types.InsertTextFormat.Snippet:
        assert snippets
        main = TextEdit(main.span, without_tab_stops(main.new_text))
    return apply_edits(text, [main, *(edit(one) for one in item.additional_text_edits or [])])


def judge(original: str, after: str, target: Target) -> tuple[bool, str]:
    present, node = node_at(after, target.path)
    if not present:
        return False, f"no {target.path} in:\n{after[: target.start + 60]}"
    if target.kind in VALUES:
        if not isinstance(node, Scalar):
            return False, "no value"
        if node.value != target.text and not after.startswith(target.text, target.start):
            # in braces the cut takes the closing one along, and the next line becomes part of it
            return False, f"another value: {node.value[:40]!r}"
    kept = dict(values_before(after, len(after)))
    for path, value in values_before(original, target.start):
        if kept.get(path, "missing") != value:
            return False, f"{path} was lost"
    return True, ""


def values_before(text: str, limit: int) -> list[tuple[Path_, Any]]:
    """All scalars that end before ``limit``, with their paths."""
    root = compose(text).root
    found: list[tuple[Path_, Any]] = []

    def visit(node: Node, path: Path_) -> None:
        if isinstance(node, Mapping):
            for entry in node.entries:
                visit(entry.value, (*path, entry.name or "?"))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                visit(item, (*path, index))
        elif isinstance(node, Scalar) and not node.is_absent and node.end < limit:
            found.append((path, try_value(node)[1]))

    if root is not None:
        visit(root, ())
    return found


def node_at(text: str, path: Path_) -> tuple[bool, Node | None]:
    """Whether ``path`` leads somewhere in ``text``, and where."""
    node = compose(text).root
    for step in path:
        if isinstance(node, Sequence) and isinstance(step, str) and len(node.items) == 1:
            node = node.items[
                0
            ]  # a type's only component: the rest of the file says how to write it
        if isinstance(node, Mapping) and isinstance(step, str):
            entry = next((e for e in node.entries if e.name == step), None)
            if entry is None:
                return False, None
            node = entry.value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return False, None
    return True, node
