"""What would happen to a component and to a stack: the parts of a plan, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from stackls_core.plans.differences import FieldChange
from stackls_core.registry.changes import Members
from stackls_core.text import Span


class Action(str, Enum):
    """What would happen to a component or a stack."""

    CREATE = "create"
    CHANGE = "change"
    REUSE = "reuse"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class PlannedComponent:
    """One component of the file. ``reason`` says why there is a conflict.

    ``fields`` are what is configured (create) or differs (change), secrets hidden, and after that
    its attributes; ``kept`` are those that it has besides, which the file does not name and which
    stay; ``used_by`` the other stacks that a change reaches too; ``span`` is where the component
    stands in the file. ``name`` is the one that is registered, where the registry does
    not tell it from that of the file.
    """

    type: str
    name: str
    flavor: str
    action: Action
    span: Span
    fields: tuple[FieldChange, ...] = ()
    kept: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class PlannedStack:
    """The stack of the file; ``added`` and ``removed`` are components by type and name.

    ``fields`` are the attributes that it gets, and ``kept`` those that it has besides; ``span`` is
    where the file names it.
    """

    name: str
    action: Action
    added: Members = ()
    removed: Members = ()
    reason: str = ""
    fields: tuple[FieldChange, ...] = ()
    kept: tuple[str, ...] = ()
    span: Span = field(default=Span(0, 0), compare=False)
