"""The changes a store can be asked for, as data.

A store executes a list of them as one: all of them or none. Things are named exactly; ids would
not do, since a later change may name what an earlier one makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Members: TypeAlias = "tuple[tuple[str, str], ...]"
"""Components by type and name."""


@dataclass(frozen=True)
class CreateComponent:
    """Register a component."""

    type: str
    name: str
    flavor: str
    configuration: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    labels: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class UpdateComponent:
    """Give a component this configuration in place of the one it has."""

    type: str
    name: str
    configuration: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class RenameComponent:
    """Give a component another name; stacks keep it."""

    type: str
    name: str
    new_name: str


@dataclass(frozen=True)
class DeleteComponent:
    """Remove a component that no stack uses."""

    type: str
    name: str


@dataclass(frozen=True)
class CreateStack:
    """Register a stack. ``copied_from`` names the stack whose attributes it takes."""

    name: str
    members: Members
    copied_from: str | None = None


@dataclass(frozen=True)
class UpdateStack:
    """Give a stack these components in place of those it has."""

    name: str
    members: Members


@dataclass(frozen=True)
class RenameStack:
    """Give a stack another name."""

    name: str
    new_name: str


@dataclass(frozen=True)
class DeleteStack:
    """Remove a stack; its components stay."""

    name: str


@dataclass(frozen=True)
class SetComponentAttributes:
    """Give a component these attributes in place of those it has; others stay.

    See `stackls_core.registry.attributes`. Without a connector there is no resource of one either.
    """

    type: str
    name: str
    attributes: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class SetStackAttributes:
    """Give a stack these attributes in place of those it has; others stay."""

    name: str
    attributes: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Activate:
    """Make a stack the active one."""

    name: str


@dataclass(frozen=True)
class ExpectComponent:
    """Go on only while a component is as it was when somebody decided on these changes.

    ``flavor`` is ``None`` for one that should not exist. Of its attributes only those that are
    given have to be as they were.
    """

    type: str
    name: str
    flavor: str | None
    configuration: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)


@dataclass(frozen=True)
class ExpectStack:
    """Go on only while a stack is as it was; ``members`` is ``None`` for one that is not there."""

    name: str
    members: Members | None
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)


Change: TypeAlias = (
    CreateComponent
    | UpdateComponent
    | RenameComponent
    | DeleteComponent
    | CreateStack
    | UpdateStack
    | RenameStack
    | DeleteStack
    | SetComponentAttributes
    | SetStackAttributes
    | Activate
    | ExpectComponent
    | ExpectStack
)
