"""What should come back: tokens of a valid file that a schema knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.documents.section import Owner
from stackls_core.schema.model import Kind
from stackls_core.yamltree.cursor.paths import ITEM, Step
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, is_merge
from stackls_core.yamltree.values import try_value

Path_ = tuple[str | int, ...]


VALUES = frozenset({"value", "flavor"})
"""The kinds of targets that are values; all others are keys."""


@dataclass(frozen=True)
class Target:
    """A token that should come back: ``path`` leads to its key, or to the value."""

    kind: str
    start: int
    path: Path_
    text: str


def targets_inside(
    node: Node, path: Path_, steps: tuple[Step, ...], owner: Owner
) -> Iterator[Target]:
    """The tokens below ``node`` that the schema of ``owner`` knows; ``steps`` lead to it there."""
    shape = owner.shape_at(steps)
    if shape is None:
        return
    if isinstance(node, Mapping):
        known = shape.find(Kind.OBJECT)
        for entry in node.entries:
            if is_merge(entry) or entry.name is None:
                continue
            here = (*path, entry.name)
            if known is not None and entry.name in known.properties:
                yield Target("key", entry.key.start, here, entry.name)
            yield from targets_inside(entry.value, here, (*steps, entry.name), owner)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from targets_inside(item, (*path, index), (*steps, ITEM), owner)
    elif isinstance(node, Scalar) and steps:
        readable, value = try_value(node)
        if readable and not node.is_absent and value in shape.choice_values and value is not None:
            if node.is_plain and not isinstance(value, str) and node.value not in ("true", "false"):
                return
            yield Target("value", node.start, path, node.value)
