"""What people ask to be changed, as the changes that this comes to given what is registered.

References are exact names, ids or unambiguous beginnings of ids. Each function raises a
`StoreError` for one that nothing has; what the changes themselves may not do, `rules` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stackls_core.catalog.component_types import COMPONENT_TYPES, label_of
from stackls_core.registry import references
from stackls_core.registry.changes import (
    Activate,
    Change,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    ExpectComponent,
    Members,
    RenameComponent,
    RenameStack,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.errors import NotFound
from stackls_core.registry.existing import is_default_component
from stackls_core.registry.model import Component, Snapshot, Stack


@dataclass(frozen=True)
class Edit:
    """Changes to make as one, and the name of what they are about, as it is afterwards.

    That is a stack or a component. ``removed`` are the components that are deleted with a stack.
    """

    name: str
    changes: tuple[Change, ...]
    removed: tuple[Component, ...] = ()


def activate(before: Snapshot, reference: str) -> Edit:
    """Make a stack the active one, for this workspace where it has a setting of its own."""
    name = find_stack(before, reference).name
    return Edit(name, (Activate(name),))


def create_stack(before: Snapshot, name: str, members: Sequence[tuple[str, str]]) -> Edit:
    """Register a stack of existing components, given as (type, reference)."""
    return Edit(name, (CreateStack(name, _members(before, members)),))


def update_stack(before: Snapshot, reference: str, members: Sequence[tuple[str, str]]) -> Edit:
    """Give a stack exactly these components."""
    name = find_stack(before, reference).name
    return Edit(name, (UpdateStack(name, _members(before, members)),))


def copy_stack(before: Snapshot, reference: str, new_name: str) -> Edit:
    """Register a stack with all the components of another one, repeated types included."""
    source = find_stack(before, reference)
    return Edit(new_name, (CreateStack(new_name, source.members, copied_from=source.name),))


def rename_stack(before: Snapshot, reference: str, new_name: str) -> Edit:
    """Give a stack another name."""
    return Edit(new_name, (RenameStack(find_stack(before, reference).name, new_name),))


def delete_stack(before: Snapshot, reference: str, *, recursive: bool = False) -> Edit:
    """Delete a stack; with ``recursive`` also its components that no other stack uses."""
    stack = find_stack(before, reference)
    unused = _only_in(before, stack) if recursive else ()
    deletions = (DeleteComponent(component.type, component.name) for component in unused)
    return Edit(stack.name, (DeleteStack(stack.name), *deletions), unused)


def update_component(
    before: Snapshot,
    component_type: str,
    reference: str,
    wanted: Mapping[str, Any],
    unset: Sequence[str] = (),
    new_name: str | None = None,
) -> Edit:
    """Set parameters of a component, remove others, and give it another name; the rest stays.

    What somebody else has set meanwhile is not overwritten. Raises `NotFound` also for a parameter
    to ``unset`` that has no value.
    """
    found = find_component(before, component_type, reference)
    missing = [key for key in unset if key not in found.configuration]
    if missing:
        label = label_of(component_type)
        raise NotFound(f"The {label} {found.name} has no {', '.join(missing)} set.")
    changes: list[Change] = [
        ExpectComponent(component_type, found.name, found.flavor, found.configuration)
    ]
    if wanted or unset:
        kept = {key: value for key, value in found.configuration.items() if key not in unset}
        changes.append(UpdateComponent(component_type, found.name, {**kept, **wanted}))
    if new_name is not None:
        changes.append(RenameComponent(component_type, found.name, new_name))
    return Edit(found.name if new_name is None else new_name, tuple(changes))


def rename_component(before: Snapshot, component_type: str, reference: str, new_name: str) -> Edit:
    """Give a component another name; stacks keep it."""
    name = find_component(before, component_type, reference).name
    return Edit(new_name, (RenameComponent(component_type, name, new_name),))


def delete_component(before: Snapshot, component_type: str, reference: str) -> Edit:
    """Delete a component that no stack uses."""
    name = find_component(before, component_type, reference).name
    return Edit(name, (DeleteComponent(component_type, name),))


# -- what is meant -------------------------------------------------------------------------------


def find_stack(snapshot: Snapshot, reference: str) -> Stack:
    """The stack that is meant. Raises `NotFound` or `AmbiguousReference`."""
    return references.find(reference, snapshot.stacks, "stack")


def find_component(snapshot: Snapshot, component_type: str, reference: str) -> Component:
    """The component that is meant. Raises `NotFound` or `AmbiguousReference`."""
    found = components_of(snapshot, component_type)
    return references.find(reference, found, label_of(component_type))


def components_of(snapshot: Snapshot, component_type: str) -> tuple[Component, ...]:
    """The components of a type, by name. Raises `NotFound` for an unknown type."""
    if component_type not in COMPONENT_TYPES:
        from stackls_core.suggest import nearest

        meant = nearest(component_type, COMPONENT_TYPES)
        message = f"Unknown component type {component_type}."
        raise NotFound(message, f"Did you mean {meant}?" if meant is not None else "")
    return tuple(one for one in snapshot.components if one.type == component_type)


def _members(snapshot: Snapshot, members: Sequence[tuple[str, str]]) -> Members:
    return tuple(find_component(snapshot, *member).key for member in members)


def _only_in(snapshot: Snapshot, stack: Stack) -> tuple[Component, ...]:
    return tuple(
        component
        for component in stack.components
        if len(list(snapshot.stacks_with(component))) == 1
        and not is_default_component(snapshot, component)
    )
