"""The methods of a store that are the same for all of them: a lookup, and a change or two."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stackls_core.catalog.component_types import COMPONENT_TYPES, label_of
from stackls_core.registry import references, rules
from stackls_core.registry.changes import (
    Activate,
    Change,
    CreateComponent,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    Members,
    RenameComponent,
    RenameStack,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.errors import NotFound, UnknownFlavor
from stackls_core.registry.model import (
    DEFAULT_NAME,
    Component,
    ConnectorInfo,
    SecretInfo,
    Snapshot,
    Stack,
)
from stackls_core.registry.store import StoreInfo

if TYPE_CHECKING:
    from stackls_core.catalog.flavors import FlavorRegistry, FlavorSource


class BaseStore(ABC):
    """A `StackStore` made of a snapshot and an all-or-nothing list of changes."""

    @abstractmethod
    def info(self) -> StoreInfo:
        """Which store this is."""

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """Everything at one moment."""

    @abstractmethod
    def execute(self, changes: Sequence[Change]) -> Snapshot:
        """Do all of ``changes`` or none of them."""

    def execute_on(self, before: Snapshot, changes: Sequence[Change]) -> Snapshot:
        """Do ``changes`` to what has just been read; saves a store from reading it again."""
        del before
        return self.execute(changes)

    @abstractmethod
    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as the store would keep it."""

    # -- stacks ----------------------------------------------------------------------------------

    def stacks(self) -> tuple[Stack, ...]:
        """All stacks, by name."""
        return self.snapshot().stacks

    def stack(self, reference: str) -> Stack:
        """The stack that is meant."""
        return _stack(self.snapshot(), reference)

    def active(self) -> Stack:
        """The stack that runs happen on; the default one where the active one was deleted."""
        snapshot = self.snapshot()
        return snapshot.active_stack or rules.existing_stack(snapshot, DEFAULT_NAME)

    def activate(self, reference: str) -> Stack:
        """Make a stack the active one."""
        before = self.snapshot()
        name = _stack(before, reference).name
        return rules.existing_stack(self.execute_on(before, [Activate(name)]), name)

    def create_stack(self, name: str, members: Sequence[tuple[str, str]]) -> Stack:
        """Register a stack of existing components, given as (type, reference)."""
        before = self.snapshot()
        change = CreateStack(name, _members(before, members))
        return rules.existing_stack(self.execute_on(before, [change]), name)

    def update_stack(self, reference: str, members: Sequence[tuple[str, str]]) -> Stack:
        """Give a stack exactly these components."""
        before = self.snapshot()
        name = _stack(before, reference).name
        change = UpdateStack(name, _members(before, members))
        return rules.existing_stack(self.execute_on(before, [change]), name)

    def copy_stack(self, reference: str, new_name: str) -> Stack:
        """Register a stack with all the components of another one."""
        before = self.snapshot()
        source = _stack(before, reference)
        change = CreateStack(new_name, source.members, copied_from=source.name)
        return rules.existing_stack(self.execute_on(before, [change]), new_name)

    def rename_stack(self, reference: str, new_name: str) -> Stack:
        """Give a stack another name."""
        before = self.snapshot()
        change = RenameStack(_stack(before, reference).name, new_name)
        return rules.existing_stack(self.execute_on(before, [change]), new_name)

    def delete_stack(self, reference: str, *, recursive: bool = False) -> tuple[Component, ...]:
        """Remove a stack, and with ``recursive`` the components that only it uses."""
        snapshot = self.snapshot()
        stack = _stack(snapshot, reference)
        unused = _only_in(snapshot, stack) if recursive else ()
        deletions = [DeleteComponent(component.type, component.name) for component in unused]
        self.execute_on(snapshot, [DeleteStack(stack.name), *deletions])
        return unused

    # -- components ------------------------------------------------------------------------------

    def components(self, component_type: str | None = None) -> tuple[Component, ...]:
        """All components, or those of one type."""
        found = self.snapshot().components
        if component_type is None:
            return found
        return _of_type(found, component_type)

    def component(self, component_type: str, reference: str) -> Component:
        """The component that is meant."""
        return _component(self.snapshot(), component_type, reference)

    def create_component(
        self,
        component_type: str,
        name: str,
        flavor: str,
        configuration: Mapping[str, Any],
        labels: Mapping[str, str] | None = None,
    ) -> Component:
        """Register a component."""
        change = CreateComponent(component_type, name, flavor, configuration, labels or {})
        return rules.existing_component(self.execute([change]), component_type, name)

    def update_component(
        self, component_type: str, reference: str, configuration: Mapping[str, Any]
    ) -> Component:
        """Give a component exactly this configuration."""
        before = self.snapshot()
        name = _component(before, component_type, reference).name
        change = UpdateComponent(component_type, name, configuration)
        return rules.existing_component(self.execute_on(before, [change]), component_type, name)

    def rename_component(self, component_type: str, reference: str, new_name: str) -> Component:
        """Give a component another name."""
        before = self.snapshot()
        name = _component(before, component_type, reference).name
        change = RenameComponent(component_type, name, new_name)
        after = self.execute_on(before, [change])
        return rules.existing_component(after, component_type, new_name)

    def delete_component(self, component_type: str, reference: str) -> None:
        """Remove a component that no stack uses."""
        before = self.snapshot()
        name = _component(before, component_type, reference).name
        self.execute_on(before, [DeleteComponent(component_type, name)])

    # -- what not every store has ----------------------------------------------------------------

    def secrets(self) -> tuple[SecretInfo, ...]:
        """Names and keys of the secrets; here, none."""
        return ()

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        """The service connectors; here, none."""
        return ()

    def flavors(self) -> FlavorSource | None:
        """The flavors that this store knows better than the bundled catalog; here, none."""
        return None

    def close(self) -> None:
        """Let go of files and processes; here, of nothing."""
        return


def unknown_flavor(
    component_type: str, name: str, registry: FlavorRegistry | None
) -> UnknownFlavor:
    """The error for a flavor that the type does not have, with the one that was likely meant."""
    meant = registry.nearest_flavor(component_type, name) if registry is not None else None
    remedy = f"Did you mean {meant}?" if meant is not None and meant != name else ""
    return UnknownFlavor(f"The {label_of(component_type)} has no flavor {name}.", remedy)


def _stack(snapshot: Snapshot, reference: str) -> Stack:
    return references.find(reference, snapshot.stacks, "stack")


def _component(snapshot: Snapshot, component_type: str, reference: str) -> Component:
    found = _of_type(snapshot.components, component_type)
    return references.find(reference, found, label_of(component_type))


def _of_type(components: tuple[Component, ...], component_type: str) -> tuple[Component, ...]:
    if component_type not in COMPONENT_TYPES:
        from stackls_core.suggest import nearest

        meant = nearest(component_type, COMPONENT_TYPES)
        message = f"There is no component type {component_type}."
        raise NotFound(message, f"Did you mean {meant}?" if meant is not None else "")
    return tuple(component for component in components if component.type == component_type)


def _members(snapshot: Snapshot, members: Sequence[tuple[str, str]]) -> Members:
    return tuple(_component(snapshot, *member).key for member in members)


def _only_in(snapshot: Snapshot, stack: Stack) -> tuple[Component, ...]:
    return tuple(
        component
        for component in stack.components
        if len(list(snapshot.stacks_with(component))) == 1
        and not rules.is_default_component(snapshot, component)
    )
