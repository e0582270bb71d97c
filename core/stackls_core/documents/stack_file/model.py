"""A YAML document seen as a stack file: its name, its version, its components.

The view is forgiving: whatever can be recognised is, whatever cannot stays a plain node for the
rules to report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.documents.view import View
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES
from stackls_core.text import Span
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    as_dict,
    as_scalar,
    as_sequence,
    effective_entries,
    entry_of,
    resolve,
)
from stackls_core.yamltree.values import read_as_text, try_value

STACK_KEYS: tuple[str, ...] = ("stack_name", "zenml_version", "components")
"""The keys that a stack file has at its top; ZenML's import needs all of them."""

COMPONENT_KEYS: tuple[str, ...] = ("name", "type", "flavor", "configuration")
"""The keys that ZenML writes for a component; its import reads all but ``type``."""

OWN_KEYS = (*COMPONENT_KEYS, *COMPONENT_ATTRIBUTES)
"""All keys of a component that mean something."""


@dataclass(frozen=True, eq=False)
class ComponentNode:
    """One component as it stands in a file; ``node`` may be anything where it is no mapping."""

    slot: TypeSlot
    node: Node
    index: int

    @cached_property
    def mapping(self) -> Mapping | None:
        """The component's mapping, aliases followed."""
        return as_dict(self.node)

    def entry(self, key: str) -> Entry | None:
        """The entry of one of the component's keys, merges followed."""
        return entry_of(self.mapping, key)

    @property
    def type(self) -> str:
        """The component type it stands under, as written."""
        return self.slot.name

    @cached_property
    def name(self) -> str | None:
        """Its name, or ``None`` where it has none or one that is no text."""
        return self._text("name")

    @cached_property
    def flavor(self) -> str | None:
        """The name of its flavor, or ``None`` where it has none or one that is no text."""
        return self._text("flavor")

    def _text(self, key: str) -> str | None:
        entry = self.entry(key)
        scalar = as_scalar(entry.value) if entry else None
        if scalar is None:
            return None
        readable, value = try_value(scalar)
        value = read_as_text(value)
        return value if readable and isinstance(value, str) and value else None

    @cached_property
    def configuration(self) -> Mapping | None:
        """The mapping under ``configuration``, or ``None`` where it is none."""
        entry = self.entry("configuration")
        return as_dict(entry.value) if entry else None

    def innermost(self, keys: tuple[str, ...], *, in_configuration: bool) -> Entry | None:
        """The entry that ``keys`` lead to, or the innermost one on the way that is written here.

        They begin in the configuration, or right in the component, whose name is what there is of
        a key that it lacks.
        """
        mapping, found = self.mapping, self.entry("name")
        for key in ("configuration", *keys) if in_configuration else keys:
            entry = entry_of(mapping, key)
            if entry is None or not self.span.contains(entry.start):
                break
            found, mapping = entry, as_dict(entry.value)
        return found

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.node.start, self.node.end)

    @cached_property
    def anchor_span(self) -> Span:
        """Where to point at the component as a whole: its first key, else its type's key."""
        if isinstance(self.node, Mapping) and self.node.entries:
            key = self.node.entries[0].key
            return Span(key.start, key.end)
        if isinstance(self.node, Scalar) and self.node.is_absent:
            return self.slot.key_span
        return self.span


def is_one_in_pieces(sequence: Sequence) -> bool:
    """Whether a list has the keys of one component, each in a map of its own.

    That is what YAML makes of ``[name: a, flavor: b]``, and of a dash before each key.
    """
    maps = [item for item in sequence.items if isinstance(item, Mapping)]
    if len(maps) < max(len(sequence.items), 2) or any(len(one.entries) != 1 for one in maps):
        return False
    names = [one.entries[0].name for one in maps]
    return len(set(names)) == len(names) and set(names) <= set(OWN_KEYS)


@dataclass(frozen=True, eq=False)
class TypeSlot:
    """A key below ``components`` with what stands under it."""

    entry: Entry

    @property
    def name(self) -> str:
        """The component type as written; empty for a key that is no scalar."""
        return self.entry.name or ""

    @property
    def is_known(self) -> bool:
        """Whether it is one of ZenML's component types."""
        return self.name in COMPONENT_TYPES

    @property
    def key_span(self) -> Span:
        """Where the key stands."""
        return Span(self.entry.key.start, self.entry.key.end)

    @cached_property
    def is_list(self) -> bool:
        """Whether it holds a list of components, as ZenML exports today."""
        return as_sequence(self.entry.value) is not None

    @cached_property
    def components(self) -> tuple[ComponentNode, ...]:
        """The components under this key, in order, in list or mapping form."""
        sequence = as_sequence(self.entry.value)
        if sequence is not None and is_one_in_pieces(sequence):
            return (ComponentNode(self, sequence, 0),)
        if sequence is not None:
            return tuple(ComponentNode(self, item, i) for i, item in enumerate(sequence.items))
        return (ComponentNode(self, self.entry.value, 0),)


@dataclass(frozen=True, eq=False)
class StackFile(View):
    """A document seen as a stack file."""

    @cached_property
    def components_entry(self) -> Entry | None:
        return self.entry("components")

    @cached_property
    def slots(self) -> tuple[TypeSlot, ...]:
        """What stands below ``components``, known types or not, in order; merges followed."""
        entry = self.components_entry
        mapping = as_dict(entry.value) if entry else None
        if mapping is None:
            return ()
        return tuple(TypeSlot(item) for item in effective_entries(mapping))

    @property
    def components(self) -> Iterator[ComponentNode]:
        """All components of known types, in order."""
        return (component for slot in self.slots if slot.is_known for component in slot.components)

    @cached_property
    def stack_name(self) -> str | None:
        """The stack's name, or ``None`` where there is none or one that is no text."""
        return self._text("stack_name")

    @property
    def known_name(self) -> str | None:
        """The stack's name; ``None`` where it is missing, empty, or known later."""
        unknown = self.is_unknown(self.entry("stack_name"))
        return self.stack_name or None if not unknown else None

    @property
    def name_entry_span(self) -> Span:
        """Where the key and the value of the stack's name are; the first key without one."""
        entry = self.entry("stack_name")
        return Span(entry.key.start, entry.end) if entry is not None else self.first_key_span

    @cached_property
    def zenml_version(self) -> str | None:
        """The version the file says it is for."""
        return self._text("zenml_version")

    def _text(self, key: str) -> str | None:
        entry = self.entry(key)
        readable, value = try_value(entry.value) if entry else (False, None)
        return value if readable and isinstance(value, str) else None

    @cached_property
    def first_key_span(self) -> Span:
        """Where to point at the file as a whole: its first key, or its very start."""
        if self.root is not None and self.root.entries:
            key = self.root.entries[0].key
            return Span(key.start, key.end)
        root = resolve(self.document.root) if self.document.root else None
        if root is not None:
            first_line_end = self.lines.line_end(self.lines.line_of(root.start))
            return Span(root.start, min(max(root.end, root.start), first_line_end))
        return Span(0, 0)
