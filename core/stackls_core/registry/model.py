"""Stacks and components as plain data, whichever store they come from.

Values of a configuration may be secrets, so no ``repr`` shows a configuration: what is printed by
accident, in a log or a traceback, prints names only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.registry.traits import Traits

_ORDER = {component_type: index for index, component_type in enumerate(COMPONENT_TYPES)}


@dataclass(frozen=True)
class Component:
    """A named, configured instance of a flavor. ``id`` is empty until a store has given one.

    ``connector`` is the name of the service connector it authenticates with, where it has one, and
    ``connector_resource_id`` the resource it gets through that. Runs on it get the variables of its
    ``environment``, and the values of ``secrets``, which are names.
    """

    type: str
    name: str
    flavor: str
    configuration: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    id: str = ""
    connector: str | None = None
    labels: Mapping[str, Any] = field(default_factory=dict[str, Any])
    connector_resource_id: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    secrets: tuple[str, ...] = ()

    @property
    def attributes(self) -> dict[str, Any]:
        """All its attributes (see `stackls_core.registry.attributes`)."""
        return {
            "connector": self.connector,
            "connector_resource_id": self.connector_resource_id,
            "labels": dict(self.labels),
            "environment": dict(self.environment),
            "secrets": list(self.secrets),
        }

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: its type and its name."""
        return (self.type, self.name)


@dataclass(frozen=True)
class Stack:
    """A named combination of components, in the order of `COMPONENT_TYPES`.

    The first component of a type that may repeat is the one ZenML takes by default.
    """

    name: str
    components: tuple[Component, ...]
    id: str = ""
    description: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict[str, Any])
    environment: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The variables that runs on it get."""
    secrets: tuple[str, ...] = ()
    """The names of the secrets whose values runs on it get."""

    @property
    def attributes(self) -> dict[str, Any]:
        """All its attributes (see `stackls_core.registry.attributes`)."""
        return {
            "description": self.description,
            "labels": dict(self.labels),
            "environment": dict(self.environment),
            "secrets": list(self.secrets),
        }

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Its components by type and name."""
        return tuple(component.key for component in self.components)

    def of_type(self, component_type: str) -> tuple[Component, ...]:
        return tuple(c for c in self.components if c.type == component_type)


@dataclass(frozen=True)
class SecretInfo:
    """A secret of the store: its name and its keys. Its values are never asked for."""

    name: str
    keys: tuple[str, ...]
    id: str = ""
    private: bool = False


@dataclass(frozen=True)
class ConnectorInfo:
    """A service connector: what it is called, and what it gives access to.

    ``resource_id`` is the one resource that it is for, where it is for one.
    """

    name: str
    type: str
    resource_types: tuple[str, ...] = ()
    id: str = ""
    resource_id: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """Everything a store holds at one moment.

    ``active`` is the id of the stack that runs happen on; ``active_anywhere`` are the ids that are
    active here or in general, none of which can be deleted.
    """

    stacks: tuple[Stack, ...]
    components: tuple[Component, ...]
    active: str
    active_anywhere: frozenset[str] = frozenset()
    traits: Traits = field(default_factory=Traits)

    def stack_named(self, name: str) -> Stack | None:
        """The stack of this name, as the registry compares names."""
        return self._stacks.get(self.traits.names.key(name))

    @cached_property
    def _stacks(self) -> dict[str, Stack]:
        key = self.traits.names.key
        return {key(stack.name): stack for stack in reversed(self.stacks)}

    def component_named(self, component_type: str, name: str) -> Component | None:
        """The component of this type and this name, as the registry compares names."""
        return self._components.get((component_type, self.traits.names.key(name)))

    @cached_property
    def _components(self) -> dict[tuple[str, str], Component]:
        key = self.traits.names.key
        return {(one.type, key(one.name)): one for one in reversed(self.components)}

    def stacks_with(self, component: Component) -> Iterator[Stack]:
        return iter(self._users.get(component.key, ()))

    @cached_property
    def _users(self) -> dict[tuple[str, str], list[Stack]]:
        """The stacks by component; worked out once, since lists ask for each of a thousand."""
        users: dict[tuple[str, str], list[Stack]] = {}
        for stack in self.stacks:
            for key in dict.fromkeys(stack.members):
                users.setdefault(key, []).append(stack)
        return users

    @property
    def active_stack(self) -> Stack | None:
        """The active stack, unless it has just been deleted by somebody else."""
        return next((stack for stack in self.stacks if stack.id == self.active), None)


def in_order(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """``components`` by type, those of one type in the order they were given."""
    return tuple(sorted(components, key=lambda c: _ORDER.get(c.type, len(_ORDER))))
