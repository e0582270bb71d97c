"""What a stack is, wherever it is said: in a file or in a registry; and how two of them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.attributes import component_attributes, stack_attributes
from stackls_core.documents.stack_file.view import StackFileView, parse_stack_file
from stackls_core.plans.differences import (
    FieldAction,
    FieldChange,
    attribute_changes,
    field_changes,
)
from stackls_core.plans.placeholders import expand
from stackls_core.plans.planned import Action
from stackls_core.registry.attributes import Attributes
from stackls_core.registry.configurations import normalized
from stackls_core.registry.errors import InvalidConfiguration, UnknownFlavor
from stackls_core.registry.model import Stack
from stackls_core.registry.plain import plain
from stackls_core.yamltree.values import try_value

Normalize = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]
"""Takes type, flavor and configuration; gives the configuration as a registry would keep it."""


@dataclass(frozen=True)
class Part:
    """A component of one side."""

    type: str
    name: str
    flavor: str
    configuration: Mapping[str, Any] = field(repr=False)
    attributes: Attributes = field(default_factory=dict[str, Any], repr=False)


@dataclass(frozen=True)
class Side:
    """A stack as one of the two sides has it.

    One that is registered says all that there is to say of it; a file, only what it names.
    """

    name: str
    parts: tuple[Part, ...]
    attributes: Attributes = field(default_factory=dict[str, Any], repr=False)
    is_registered: bool = False


@dataclass(frozen=True)
class Difference:
    """What becomes of a component from the first side to the second, or of the stack itself.

    ``type`` is empty for the stack. ``before`` is its other name, where only that has changed.
    """

    type: str
    name: str
    action: Action | None
    flavor: str = ""
    before: str = ""
    fields: tuple[FieldChange, ...] = ()


def side_of_stack(stack: Stack) -> Side:
    """A registered stack."""
    parts = tuple(
        Part(one.type, one.name, one.flavor, one.configuration, one.attributes)
        for one in stack.components
    )
    return Side(stack.name, parts, stack.attributes, is_registered=True)


def side_of_file(file: StackFileView, normalize: Normalize) -> Side:
    """A stack file. What is no component of a stack in it is left out, as is what is no value."""
    parts: list[Part] = []
    for node in file.components:
        entry = node.entry("configuration")
        nothing: object = {}
        readable, value = try_value(entry.value) if entry is not None else (True, nothing)
        if node.name is None or node.flavor is None or not readable:
            continue
        written: dict[str, Any] = {}
        if isinstance(value, dict):
            written = cast("dict[str, Any]", plain(cast("object", value)))
        configuration = _normalized(normalize, node.type, node.flavor, written)
        attributes = component_attributes(node.mapping).values
        parts.append(Part(node.type, node.name, node.flavor, configuration, attributes))
    return Side(file.stack_name or "", tuple(parts), stack_attributes(file.root).values)


def side_of_text(
    text: str, normalize: Normalize, variables: Mapping[str, str] | None = None
) -> Side | None:
    """The side of a file of this text; ``None`` for what cannot be read as a stack file."""
    file = parse_stack_file(expand(text, variables).text)
    return side_of_file(file, normalize) if file.root is not None else None


def by_catalog(catalog: Catalog) -> Normalize:
    """Configurations as the catalog's flavors have them, where no registry is asked."""

    def normalize(kind: str, flavor: str, configuration: Mapping[str, Any]) -> Mapping[str, Any]:
        known = catalog.flavor(kind, flavor)
        return normalized(known, configuration) if known is not None else configuration

    return normalize


def _normalized(
    normalize: Normalize, kind: str, flavor: str, configuration: Mapping[str, Any]
) -> Mapping[str, Any]:
    try:
        return normalize(kind, flavor, configuration)
    except (InvalidConfiguration, UnknownFlavor):
        return configuration  # still worth comparing as it is written


def differences(one: Side, other: Side, catalog: Catalog) -> Iterator[Difference]:
    """What differs, by what it means: neither order nor the way it is written counts.

    The only component of its type on both sides is one and the same, whatever it is called.
    """
    if one.name != other.name:
        yield Difference("", other.name, Action.CHANGE, before=one.name)
    attributes = _Attributes(one.is_registered, other.is_registered)
    changed = attributes.changes(one.attributes, other.attributes)
    if changed:
        yield Difference("", other.name, Action.CHANGE, fields=changed)
    pairs, gone, new = _paired(one, other)
    for part in gone:
        yield Difference(part.type, part.name, None, part.flavor)
    for before, after in pairs:
        fields = _fields(before, after, catalog, attributes)
        renamed = before.name if before.name != after.name else ""
        if fields or renamed:
            yield Difference(after.type, after.name, Action.CHANGE, after.flavor, renamed, fields)
    for part in new:
        known = catalog.flavor(part.type, part.flavor)
        fields = field_changes({}, part.configuration, known)
        fields += attribute_changes({}, part.attributes)
        yield Difference(part.type, part.name, Action.CREATE, part.flavor, fields=fields)


def _fields(
    before: Part, after: Part, catalog: Catalog, attributes: _Attributes
) -> tuple[FieldChange, ...]:
    known = catalog.flavor(after.type, after.flavor)
    fields = field_changes(before.configuration, after.configuration, known)
    fields += attributes.changes(before.attributes, after.attributes)
    if before.flavor != after.flavor:
        changed = FieldChange("flavor", FieldAction.CHANGE, before.flavor, after.flavor)
        fields = (changed, *fields)
    return fields


@dataclass(frozen=True)
class _Attributes:
    """Which sides are registered: beside one that is, a file leaves open what it does not name."""

    one: bool
    other: bool

    def changes(self, before: Attributes, after: Attributes) -> tuple[FieldChange, ...]:
        if self.one == self.other:
            names = {**before, **after}
        else:
            names = dict(after if self.one else before)
        return attribute_changes(before, {name: after.get(name) for name in names})


def _paired(one: Side, other: Side) -> tuple[list[tuple[Part, Part]], list[Part], list[Part]]:
    left = {(part.type, part.name): part for part in one.parts}
    right = {(part.type, part.name): part for part in other.parts}
    pairs = [(left.pop(key), right.pop(key)) for key in list(left) if key in right]
    for part in list(left.values()):
        same = [two for two in right.values() if two.type == part.type]
        mine = [two for two in left.values() if two.type == part.type]
        if len(same) == len(mine) == 1:
            pairs.append((left.pop((part.type, part.name)), right.pop((part.type, same[0].name))))
    return pairs, list(left.values()), list(right.values())
