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

DEFAULT_NAME = "default"
"""The name of the stack that exists from the start, and of the components in it."""

_ORDER = {component_type: index for index, component_type in enumerate(COMPONENT_TYPES)}


@dataclass(frozen=True)
class Component:
    """A named, configured instance of a flavor. ``id`` is empty until a store has given one.

    ``connector`` is the name of the service connector it authenticates with, where it has one.
    """

    type: str
    name: str
    flavor: str
    configuration: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    id: str = ""
    connector: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])

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
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    environment: tuple[str, ...] = ()
    """The names of the variables that runs on it get."""
    secrets: int = 0
    """How many secrets are attached to it."""

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Its components by type and name."""
        return tuple(component.key for component in self.components)

    def of_type(self, component_type: str) -> tuple[Component, ...]:
        """Its components of one type."""
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
    """A service connector: what it is called, and what it gives access to."""

    name: str
    type: str
    resource_types: tuple[str, ...] = ()
    id: str = ""


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

    def stack_named(self, name: str) -> Stack | None:
        """The stack of exactly this name."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Stack]:
        return {stack.name: stack for stack in reversed(self.stacks)}

    def component_named(self, component_type: str, name: str) -> Component | None:
        """The component of this type and exactly this name."""
        key = (component_type, name)
        return next((component for component in self.components if component.key == key), None)

    def stacks_with(self, component: Component) -> Iterator[Stack]:
        """The stacks that ``component`` is part of."""
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
