"""What changes of components do, and when they are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.registry.attribute_rules import check_kept, normal_attributes
from stackls_core.registry.changes import (
    CreateComponent,
    DeleteComponent,
    RenameComponent,
    SetComponentAttributes,
    UpdateComponent,
)
from stackls_core.registry.errors import AlreadyExists, InUse, NotFound, Protected
from stackls_core.registry.existing import existing_component, is_default_component
from stackls_core.registry.model import Component, Snapshot, in_order
from stackls_core.registry.name_rules import check_component_name, one_name, some
from stackls_core.registry.words import capitalized, component_words

ComponentChange = (
    CreateComponent | UpdateComponent | RenameComponent | DeleteComponent | SetComponentAttributes
)

_SHOWN = 3


def after_component_change(
    snapshot: Snapshot,
    change: ComponentChange,
    new_id: Callable[[], str],
) -> Snapshot:
    """``snapshot`` after a change of a component. Raises a `StoreError` where it is refused."""
    if isinstance(change, CreateComponent):
        return _create_component(snapshot, change, new_id)
    component = existing_component(snapshot, change.type, change.name)
    if isinstance(change, DeleteComponent):
        return _delete_component(snapshot, component)
    _check_not_default(snapshot, component, "Register one under another name.")
    if isinstance(change, UpdateComponent):
        return _replaced(
            snapshot, component, replace(component, configuration=change.configuration)
        )
    if isinstance(change, SetComponentAttributes):
        return _replaced(snapshot, component, _with_attributes(snapshot, component, change))
    if change.new_name == component.name:
        return snapshot
    check_component_name(change.new_name, change.type)
    _check_free(snapshot, change.type, change.new_name, component)
    return _replaced(snapshot, component, replace(component, name=change.new_name))


def _create_component(
    snapshot: Snapshot, change: CreateComponent, new_id: Callable[[], str]
) -> Snapshot:
    if change.type not in COMPONENT_TYPES:
        raise NotFound(f"Unknown component type {change.type}.")
    check_component_name(change.name, change.type)
    _check_free(snapshot, change.type, change.name)
    made = Component(
        change.type,
        change.name,
        change.flavor,
        change.configuration,
        new_id(),
        labels=change.labels,
    )
    return replace(snapshot, components=_sorted((*snapshot.components, made)))


def _check_free(
    snapshot: Snapshot, component_type: str, name: str, renamed: Component | None = None
) -> None:
    """Raise `AlreadyExists` where a component other than the one to be ``renamed`` has the name."""
    taken = snapshot.component_named(component_type, name)
    if taken is not None and taken is not renamed:
        raise AlreadyExists(
            f"There is already {some(component_type).lower()} named {taken.name}, "
            f"of flavor {taken.flavor}.{one_name(name, taken.name)}"
        )


def _with_attributes(
    snapshot: Snapshot, component: Component, change: SetComponentAttributes
) -> Component:
    kept = snapshot.traits.component_attributes
    check_kept(change.attributes, kept, component_words(component.type, component.name))
    wanted = normal_attributes(change.attributes)
    if "connector" in wanted and not wanted["connector"]:
        wanted["connector_resource_id"] = None
    return replace(component, **wanted)


def _check_not_default(snapshot: Snapshot, component: Component, remedy: str = "") -> None:
    if is_default_component(snapshot, component):
        words = component_words(component.type, component.name)
        message = f"{capitalized(words)} belongs to the default stack and stays as it is."
        raise Protected(message, remedy)


def _delete_component(snapshot: Snapshot, component: Component) -> Snapshot:
    _check_not_default(snapshot, component)
    users = [stack.name for stack in snapshot.stacks_with(component)]
    if users:
        words = capitalized(component_words(component.type, component.name))
        raise InUse(
            f"{words} is used by {_listed('the stack', users)}.",
            "Apply a stack file that has another one in its place, or delete the stack first.",
        )
    kept = tuple(c for c in snapshot.components if c.key != component.key)
    return replace(snapshot, components=kept)


def _listed(what: str, names: list[str]) -> str:
    if len(names) == 1:
        return f"{what} {names[0]}"
    shown = names[:_SHOWN]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{what}s {', '.join(shown)}{more}"


def _replaced(snapshot: Snapshot, old: Component, new: Component) -> Snapshot:
    def swap(components: tuple[Component, ...]) -> tuple[Component, ...]:
        return tuple(new if component.key == old.key else component for component in components)

    stacks = tuple(replace(stack, components=swap(stack.components)) for stack in snapshot.stacks)
    return replace(snapshot, stacks=stacks, components=_sorted(swap(snapshot.components)))


def _sorted(components: tuple[Component, ...]) -> tuple[Component, ...]:
    return in_order(tuple(sorted(components, key=lambda component: component.name)))
