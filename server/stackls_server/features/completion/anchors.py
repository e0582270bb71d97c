"""Items after ``*``: the anchors that stand above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.completion import Completion, Request, value_item
from stackls_core.yamltree.nodes import MERGE_KEY, Alias, Mapping, Scalar, Sequence, walk
from stackls_core.yamltree.parse import Document

_MAX_NAMES = 4


def anchors(request: Request, document: Document) -> Iterator[Completion]:
    """An alias of each anchor above the cursor, the nearest first; mappings only after ``<<``."""
    before = request.cursor.span.start
    is_merge = MERGE_KEY in request.cursor.path[-2:]
    found: dict[str, Completion] = {}
    for node in walk(document.root):
        if isinstance(node, Alias) or not node.anchor or node.end > before:
            continue
        if is_merge and not isinstance(node, Mapping):
            continue
        # of two anchors with one name the later one counts
        found.pop(node.anchor, None)
        found[node.anchor] = value_item(request, f"*{node.anchor}", "", _detail(node))
    for index, item in enumerate(reversed(found.values())):
        yield replace(item, rank=f"{index:03}")


def _detail(node: Mapping | Sequence | Scalar) -> str:
    if isinstance(node, Mapping):
        names = [entry.name for entry in node.entries if entry.name is not None]
        return ", ".join(names[:_MAX_NAMES]) + (", …" if len(names) > _MAX_NAMES else "")
    return "text" if isinstance(node, Scalar) else "list"
