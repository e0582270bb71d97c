"""Compares a file with what is registered, component by component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from stackls_core.budget import go_on
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.attributes import (
    Written,
    component_attributes,
    stack_attributes,
)
from stackls_core.documents.stack_file.model import ComponentNode
from stackls_core.plans.differences import attribute_changes, field_changes
from stackls_core.plans.placeholders import Expansion
from stackls_core.plans.planned import Action, PlannedComponent, PlannedStack
from stackls_core.plans.wanted_attributes import AttributePlanner, besides
from stackls_core.registry.changes import (
    Change,
    CreateComponent,
    CreateStack,
    ExpectComponent,
    ExpectStack,
    SetComponentAttributes,
    SetStackAttributes,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.errors import InvalidConfiguration, NotPlannable, UnknownFlavor
from stackls_core.registry.existing import is_default_component
from stackls_core.registry.expectations import same_members
from stackls_core.registry.model import Component, Snapshot
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.registry.plain import plain, same_value
from stackls_core.registry.store import StackStore
from stackls_core.registry.words import component_words
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Mapping as MappingNode
from stackls_core.yamltree.values import try_value


@dataclass(frozen=True)
class _Wanted:
    """A component as a file has it."""

    type: str
    name: str
    flavor: str
    configuration: dict[str, Any]
    attributes: Written
    span: Span

    @property
    def key(self) -> tuple[str, str]:
        return (self.type, self.name)

    def says_the_same(self, other: _Wanted) -> bool:
        """Whether two descriptions of a component are one, wherever they stand."""
        mine = (self.flavor, self.configuration, self.attributes.values)
        return same_value(mine, (other.flavor, other.configuration, other.attributes.values))


class Planner:
    """Collects what a file comes to: first `add` each component, then ask for the `stack`."""

    def __init__(
        self,
        snapshot: Snapshot,
        store: StackStore,
        catalog: Catalog,
        expansion: Expansion,
    ) -> None:
        self._snapshot = snapshot
        self._store = store
        self._catalog = catalog
        self._expansion = expansion
        self._wanted: dict[tuple[str, str], _Wanted] = {}
        self.planned: list[PlannedComponent] = []
        self.changes: list[Change] = []

    @cached_property
    def _attributes(self) -> AttributePlanner:
        return AttributePlanner(self._store, self._snapshot.traits)

    def add(self, node: ComponentNode) -> None:
        """Plan one component of the file."""
        go_on()
        name, flavor = node.name, node.flavor
        entry = node.entry("configuration")
        readable, value = try_value(entry.value) if entry is not None else (False, None)
        if name is None or flavor is None or not readable or not isinstance(value, dict):
            return  # a finding says so already
        wanted = _Wanted(
            node.type,
            name,
            flavor,
            cast("dict[str, Any]", plain(cast("object", value))),
            component_attributes(node.mapping),
            self._expansion.span_in_original(node.span),
        )
        key = (node.type, self._snapshot.traits.names.key(name))
        if key in self._wanted:
            self.planned.append(self._repeated(self._wanted[key], wanted))
            return
        existing = self._snapshot.component_named(node.type, name)
        if existing is not None:
            wanted = replace(wanted, name=existing.name)
        self._wanted[key] = wanted
        self.planned.append(self._planned(wanted, existing))

    def _repeated(self, first: _Wanted, again: _Wanted) -> PlannedComponent:
        reason = f"The file has {component_words(*again.key)} twice."
        if first.name != again.name:
            reason = (
                f"The file has {component_words(*first.key)} and {again.name}, "
                "which are one name to this registry."
            )
        elif not first.says_the_same(again):
            reason = f"The file has {component_words(*again.key)} twice, and differently."
        return _conflict(again, reason)

    def _planned(self, wanted: _Wanted, existing: Component | None) -> PlannedComponent:
        if existing is not None and existing.flavor != wanted.flavor:
            return _conflict(
                wanted,
                f"The {label_of(wanted.type)} {wanted.name} is registered with flavor "
                f"{existing.flavor}, and the file asks for {wanted.flavor}. Give it another name, "
                "or delete the registered one.",
            )
        try:
            configuration = self._configuration(wanted, existing)
            flavor = self._catalog.flavor(wanted.type, wanted.flavor)
            words = component_words(*wanted.key)
            attributes = self._attributes.of_component(wanted.attributes, existing, words, flavor)
        except (InvalidConfiguration, UnknownFlavor, NotPlannable) as error:
            return _conflict(wanted, str(error))
        if existing is None:
            return self._created(wanted, configuration or {}, attributes)
        return self._changed(wanted, existing, configuration, attributes)

    def _configuration(
        self, wanted: _Wanted, existing: Component | None
    ) -> Mapping[str, Any] | None:
        """The configuration as the store would keep it; ``None`` where it keeps that already."""
        if existing is not None and same_value(existing.configuration, wanted.configuration):
            return None
        if self._expansion.unresolved:
            found = wanted.configuration  # what it will be is not known, and it is not applied
        else:
            found = self._store.normalized(wanted.type, wanted.flavor, wanted.configuration)
        return None if existing is not None and self._is_same(existing, found) else found

    def _is_same(self, existing: Component, wanted: Mapping[str, Any]) -> bool:
        if same_value(existing.configuration, wanted):
            return True
        try:
            # what another version has kept may be written differently and mean the same
            kept = self._store.normalized(existing.type, existing.flavor, existing.configuration)
        except (InvalidConfiguration, UnknownFlavor):
            return False
        return same_value(kept, wanted)

    def _created(
        self, wanted: _Wanted, configuration: Mapping[str, Any], attributes: dict[str, Any]
    ) -> PlannedComponent:
        kind, name, flavor = wanted.type, wanted.name, wanted.flavor
        self.changes.append(ExpectComponent(kind, name, None))
        # the store does its own conversions, once: what it keeps is then `configuration`
        self.changes.append(CreateComponent(kind, name, flavor, wanted.configuration))
        if attributes:
            self.changes.append(SetComponentAttributes(kind, name, attributes))
        fields = field_changes({}, configuration, self._catalog.flavor(kind, flavor))
        fields += attribute_changes({}, attributes)
        return PlannedComponent(kind, name, flavor, Action.CREATE, wanted.span, fields)

    def _changed(
        self,
        wanted: _Wanted,
        existing: Component,
        configuration: Mapping[str, Any] | None,
        attributes: dict[str, Any],
    ) -> PlannedComponent:
        kind, name, flavor = wanted.type, existing.name, existing.flavor
        kept = existing.attributes
        relied_on = {one: kept[one] for one in {*wanted.attributes.values, *attributes}}
        self.changes.append(ExpectComponent(kind, name, flavor, existing.configuration, relied_on))
        if configuration is None and not attributes:
            return PlannedComponent(
                kind, name, flavor, Action.REUSE, wanted.span, kept=besides(kept, wanted.attributes)
            )
        if is_default_component(self._snapshot, existing):
            return _conflict(
                wanted,
                f"The {label_of(kind)} {name} belongs to the default stack and stays as it is. "
                "Give the file's another name.",
            )
        fields = attribute_changes(kept, attributes)
        if configuration is not None:
            self.changes.append(UpdateComponent(kind, name, wanted.configuration))
            known = self._catalog.flavor(kind, flavor)
            fields = field_changes(existing.configuration, configuration, known) + fields
        if attributes:
            self.changes.append(SetComponentAttributes(kind, name, attributes))
        users = tuple(stack.name for stack in self._snapshot.stacks_with(existing))
        others = besides(kept, wanted.attributes)
        return PlannedComponent(
            kind, name, flavor, Action.CHANGE, wanted.span, fields, others, users
        )

    def stack(self, name: str, root: MappingNode | None) -> PlannedStack:
        """The stack of the file, once all its components have been added."""
        members = tuple(one.key for one in self._wanted.values())
        existing = self._snapshot.stack_named(name)
        name = existing.name if existing is not None else name
        written = stack_attributes(root)
        try:
            attributes = self._attributes.of_stack(written, existing, f"the stack {name}")
        except NotPlannable as error:
            return PlannedStack(name, Action.CONFLICT, reason=str(error))
        if existing is None:
            self.changes += [ExpectStack(name, None), CreateStack(name, members)]
            if attributes:
                self.changes.append(SetStackAttributes(name, attributes))
            fields = attribute_changes({}, attributes)
            return PlannedStack(name, Action.CREATE, added=members, fields=fields)
        kept = existing.attributes
        relied_on = {one: kept[one] for one in written.values}
        self.changes.append(ExpectStack(name, existing.members, relied_on))
        keeps_members = same_members(existing.members, members)
        if keeps_members and not attributes:
            planned = PlannedStack(name, Action.REUSE, kept=besides(kept, written))
        elif name == DEFAULT_NAME:
            reason = "The default stack stays as it is. Give the file's stack another name."
            planned = PlannedStack(name, Action.CONFLICT, reason=reason)
        else:
            if not keeps_members:
                self.changes.append(UpdateStack(name, members))
            if attributes:
                self.changes.append(SetStackAttributes(name, attributes))
            before, after = set(existing.members), set(members)
            added = tuple(member for member in members if member not in before)
            removed = tuple(member for member in existing.members if member not in after)
            fields = attribute_changes(kept, attributes)
            planned = PlannedStack(
                name, Action.CHANGE, added, removed, fields=fields, kept=besides(kept, written)
            )
        self.planned = [
            replace(one, used_by=tuple(stack for stack in one.used_by if stack != name))
            for one in self.planned
        ]
        return planned


def _conflict(wanted: _Wanted, reason: str) -> PlannedComponent:
    return PlannedComponent(*wanted.key, wanted.flavor, Action.CONFLICT, wanted.span, reason=reason)
