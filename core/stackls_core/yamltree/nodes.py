"""The tree of a YAML document: every key, value and alias with its exact span.

Nodes are built once by `compose` and never changed afterwards. Spans are offsets into the text the
tree was composed from; the span of a block collection ends with its last child, not where YAML's
grammar notices its end lines later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from stackls_core.budget import go_on
from stackls_core.limits import MAX_EXPANDED_NODES
from stackls_core.text import Span


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value. ``style`` is ``""`` (plain), ``"'"``, ``'"'``, ``"|"`` or ``">"``."""

    start: int
    end: int
    value: str
    style: str
    tag: str | None = None
    anchor: str | None = None

    @property
    def span(self) -> Span:
        """Where it stands, quotes included; empty where YAML reads a value nobody wrote."""
        return Span(self.start, self.end)

    @property
    def inner_span(self) -> Span:
        """Where its text stands: inside of its quotes, if it has some."""
        if self.style in ("'", '"') and self.end - self.start > 1:
            return Span(self.start + 1, self.end - 1)
        return self.span

    @property
    def is_plain(self) -> bool:
        """Whether it is written without quotes, so that YAML may read it as a number or a date."""
        return not self.style

    @property
    def is_absent(self) -> bool:
        """Whether nothing is written at all, as in ``key:`` with nothing after it."""
        return self.start == self.end


@dataclass(slots=True, eq=False)
class Entry:
    """A key of a mapping with its value."""

    key: Node
    value: Node

    @property
    def start(self) -> int:
        return self.key.start

    @property
    def end(self) -> int:
        return max(self.key.end, self.value.end)

    @property
    def name(self) -> str | None:
        """The key as text, or ``None`` where it is no scalar."""
        return self.key.value if isinstance(self.key, Scalar) else None


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys with values; ``flow`` when it is written with braces."""

    start: int
    end: int
    entries: list[Entry]
    flow: bool
    tag: str | None = None
    anchor: str | None = None

    @property
    def span(self) -> Span:
        """From its first key (or brace) to the end of its last value (or brace)."""
        return Span(self.start, self.end)


@dataclass(slots=True, eq=False)
class Sequence:
    """A list; ``flow`` when it is written with brackets."""

    start: int
    end: int
    items: list[Node]
    flow: bool
    tag: str | None = None
    anchor: str | None = None

    @property
    def span(self) -> Span:
        """From its first dash (or bracket) to the end of its last item (or bracket)."""
        return Span(self.start, self.end)


@dataclass(slots=True, eq=False)
class Alias:
    """A use of an anchor. ``target`` is ``None`` where no such anchor stands before it."""

    start: int
    end: int
    name: str
    target: Scalar | Mapping | Sequence | None

    @property
    def span(self) -> Span:
        """Where the alias stands, its ``*`` included."""
        return Span(self.start, self.end)


Node: TypeAlias = Scalar | Mapping | Sequence | Alias
Resolved: TypeAlias = Scalar | Mapping | Sequence


def resolve(node: Node) -> Resolved | None:
    """The node itself, or what it is an alias of; ``None`` for an alias of nothing."""
    return node.target if isinstance(node, Alias) else node


def as_mapping(node: Node | None) -> Mapping | None:
    """``node``, aliases followed, if it is a mapping."""
    resolved = resolve(node) if node is not None else None
    return resolved if isinstance(resolved, Mapping) else None


_SET_TAG = "tag:yaml.org,2002:set"


def as_dict(node: Node | None) -> Mapping | None:
    """``node``, aliases followed, if PyYAML makes a dict of it: a mapping, but no ``!!set``."""
    mapping = as_mapping(node)
    return mapping if mapping is not None and mapping.tag != _SET_TAG else None


def as_sequence(node: Node | None) -> Sequence | None:
    """``node``, aliases followed, if it is a list."""
    resolved = resolve(node) if node is not None else None
    return resolved if isinstance(resolved, Sequence) else None


def as_scalar(node: Node | None) -> Scalar | None:
    """``node``, aliases followed, if it is a scalar."""
    resolved = resolve(node) if node is not None else None
    return resolved if isinstance(resolved, Scalar) else None


MERGE_KEY = "<<"
_MERGE_TAG = "tag:yaml.org,2002:merge"


def is_merge(entry: Entry) -> bool:
    """Whether ``entry`` is a YAML merge key (``<<: *anchor``)."""
    key = entry.key
    if not isinstance(key, Scalar):
        return False
    return key.tag == _MERGE_TAG or (key.value == MERGE_KEY and key.is_plain and not key.tag)


def effective_entries(mapping: Mapping) -> list[Entry]:
    """The entries that count once merge keys are followed: own ones over merged ones, last wins.

    An entry that comes from a merge has the positions of where it is written, which may be outside
    of ``mapping``.
    """
    names = {entry.name for entry in mapping.entries}
    if len(names) == len(mapping.entries) and MERGE_KEY not in names:
        return mapping.entries
    found: dict[object, Entry] = {}
    for entry in flattened(mapping):
        key = entry.name if entry.name is not None else entry
        found.pop(key, None)
        found[key] = entry
    return list(found.values())


def flattened(mapping: Mapping) -> list[Entry]:
    """All entries of ``mapping`` and of what it merges; where keys are equal, the later one counts.

    A mapping that is merged several times is looked at once: what it says the second time is said
    already, and following it each time would take exponential time on a file made to hurt.
    """
    if not any(map(is_merge, mapping.entries)):
        return list(mapping.entries)
    found: list[Entry] = []
    seen: set[int] = set()
    waiting = [mapping]
    while waiting:
        go_on()
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        # collected from the strongest to the weakest, turned round at the end
        found.extend(entry for entry in reversed(current.entries) if not is_merge(entry))
        sources = [
            source
            for entry in reversed(current.entries)
            if is_merge(entry)
            for source in merge_sources(entry.value)
        ]
        waiting.extend(reversed(sources))
    found.reverse()
    return found


def merge_sources(value: Node) -> list[Mapping]:
    """What a merge key merges, the strongest first."""
    if (mapping := as_mapping(value)) is not None:
        return [mapping]
    sequence = as_sequence(value)
    items = sequence.items if sequence is not None else []
    return [mapping for item in items if (mapping := as_mapping(item)) is not None]


def entry_of(mapping: Mapping | None, key: str) -> Entry | None:
    """The entry that ``key`` has in ``mapping`` once merges are followed; the last one wins."""
    if mapping is None:
        return None
    for entry in reversed(mapping.entries):
        written = entry.key
        if isinstance(written, Scalar) and written.value == key:
            return entry
    if any(map(is_merge, mapping.entries)):
        return next((entry for entry in effective_entries(mapping) if entry.name == key), None)
    return None


_STEPS = 64
"""Nodes to pass before the time is looked at: that takes longer than one of them."""


def walk(node: Node | None, apart: Collection[int] = ()) -> Iterator[Node]:
    """``node`` and every node written inside it, in the order of the text; aliases not followed.

    Nodes whose ``id`` is in ``apart`` are left out, with everything inside them.
    """
    stack: list[Node] = [node] if node is not None else []
    steps = 0
    while stack:
        current = stack.pop()
        steps += 1
        if not steps % _STEPS:
            go_on(_STEPS)
        if apart and id(current) in apart:
            continue
        yield current
        if isinstance(current, Mapping):
            for entry in reversed(current.entries):
                stack.append(entry.value)
                stack.append(entry.key)
        elif isinstance(current, Sequence):
            stack.extend(reversed(current.items))


def expanded_size(node: Node, most: int) -> int:
    """How many nodes ``node`` has once aliases are followed; counted up to ``most`` and one more.

    An alias that is used many times counts each time, as it is looked at each time.
    """
    count = 0
    waiting: list[Node] = [node]
    while waiting and count <= most:
        current = waiting.pop()
        resolved = resolve(current)
        count += 1
        if not count % _STEPS:
            go_on(_STEPS)
        if isinstance(resolved, Mapping):
            for entry in resolved.entries:
                waiting += (entry.key, entry.value)
        elif isinstance(resolved, Sequence):
            waiting += resolved.items
    return count


class Expansion:
    """How many nodes may be looked at that aliases and merge keys bring in, all in all."""

    def __init__(self) -> None:
        """Nothing was looked at."""
        self._left = MAX_EXPANDED_NODES

    @property
    def is_used_up(self) -> bool:
        """Whether something had to be left out."""
        return self._left < 0

    def allows(self, node: Node) -> bool:
        """Whether ``node`` may be looked at with all that it brings in; counts it."""
        if not self.is_used_up:
            self._left -= expanded_size(node, self._left)
        return not self.is_used_up


def uses_anchors(node: Node) -> bool:
    """Whether a part of a document may hold what is written elsewhere: an alias or a merge key."""
    return any(
        isinstance(inner, Alias)
        or (isinstance(inner, Mapping) and any(map(is_merge, inner.entries)))
        for inner in walk(node)
    )
