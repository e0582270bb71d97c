"""Components and stacks that have to be there."""

from __future__ import annotations

from stackls_core.catalog.component_types import label_of
from stackls_core.registry.errors import NotFound
from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.registry.names import DEFAULT_NAME


def existing_component(snapshot: Snapshot, component_type: str, name: str) -> Component:
    """The component, which has to be there."""
    found = snapshot.component_named(component_type, name)
    if found is None:
        raise NotFound(f"There is no {label_of(component_type)} named {name}.")
    return found


def existing_stack(snapshot: Snapshot, name: str) -> Stack:
    """The stack, which has to be there."""
    found = snapshot.stack_named(name)
    if found is None:
        raise NotFound(f"There is no stack named {name}.")
    return found


def is_default_component(snapshot: Snapshot, component: Component) -> bool:
    """Whether it is one of those that the default stack started with."""
    default = snapshot.stack_named(DEFAULT_NAME)
    return (
        component.name == DEFAULT_NAME and default is not None and component.key in default.members
    )
