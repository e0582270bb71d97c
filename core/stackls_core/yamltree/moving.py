"""The same tree at another place: what an edit further up does to everything below it.

Moving a tree node by node would cost as much as composing it anew, so a collection is moved at once
and what is in it when somebody looks.
"""

from __future__ import annotations

import threading

from stackls_core.yamltree.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence

_looking = threading.Lock()
"""Two threads that look into a collection at once must find the same nodes in it."""


def moved(node: Node, delta: int) -> Node:
    """``node`` as it stands ``delta`` characters further on. Aliases keep what they name."""
    if not delta:
        return node
    if isinstance(node, Scalar):
        return Scalar(
            node.start + delta, node.end + delta, node.value, node.style, node.tag, node.anchor
        )
    if isinstance(node, Mapping):
        return _MovedMapping(node, delta)
    if isinstance(node, Sequence):
        return _MovedSequence(node, delta)
    return Alias(node.start + delta, node.end + delta, node.name, node.target)


def moved_entry(entry: Entry, delta: int) -> Entry:
    """An entry with its key and its value moved."""
    return Entry(moved(entry.key, delta), moved(entry.value, delta)) if delta else entry


class _MovedMapping(Mapping):
    """A mapping whose entries are moved when they are asked for."""

    __slots__ = ("_delta", "_made", "_origin")

    def __init__(self, origin: Mapping, delta: int) -> None:
        self._origin: Mapping = origin
        self._delta: int = delta
        if isinstance(origin, _MovedMapping):
            self._origin, self._delta = origin._origin, origin._delta + delta
        self._made: list[Entry] | None = None
        self.start, self.end = origin.start + delta, origin.end + delta
        self.flow, self.tag, self.anchor = origin.flow, origin.tag, origin.anchor

    @property
    def entries(self) -> list[Entry]:  # pyright: ignore[reportIncompatibleVariableOverride]
        if self._made is None:
            with _looking:
                if self._made is None:
                    delta = self._delta
                    self._made = [moved_entry(entry, delta) for entry in self._origin.entries]
        return self._made


class _MovedSequence(Sequence):
    """A list whose items are moved when they are asked for."""

    __slots__ = ("_delta", "_made", "_origin")

    def __init__(self, origin: Sequence, delta: int) -> None:
        self._origin: Sequence = origin
        self._delta: int = delta
        if isinstance(origin, _MovedSequence):
            self._origin, self._delta = origin._origin, origin._delta + delta
        self._made: list[Node] | None = None
        self.start, self.end = origin.start + delta, origin.end + delta
        self.flow, self.tag, self.anchor = origin.flow, origin.tag, origin.anchor

    @property
    def items(self) -> list[Node]:  # pyright: ignore[reportIncompatibleVariableOverride]
        if self._made is None:
            with _looking:
                if self._made is None:
                    self._made = [moved(item, self._delta) for item in self._origin.items]
        return self._made
