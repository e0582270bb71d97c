# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""How a ZenML keeps things: what this version has and asks for, how its database compares names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stackls_probe.imports import repeatable_types, required_types

if TYPE_CHECKING:
    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json

_OF_STACKS = ("description", "labels", "environment")

_DEFAULT = "default"
"""The stack that every ZenML has, and nobody can rename."""

_OTHERWISE = (_DEFAULT.upper(), "d\u00e9fault", _DEFAULT + " ")
"""The same without regard to case, to accents, to spaces at the end."""


def traits(connection: Connection) -> Json:
    """Say which attributes are kept, what names do not differ by, what a stack has to hold."""
    from zenml.models import ComponentUpdate, StackUpdate

    return {
        "component": _kept(
            ComponentUpdate, "connector", "connector_resource_id", "labels", "environment"
        ),
        "stack": [name for name in _kept(StackUpdate, *_OF_STACKS) if not _is_lost(name)],
        "ignores": _ignored(connection),
        "required": required_types(),
        "repeatable": repeatable_types(),
    }


def _is_lost(name: str) -> bool:
    """Say whether ZenML takes an attribute of stacks and cannot keep it: a description in 0.75."""
    from zenml.zen_stores.schemas import StackSchema

    return name == "description" and name not in StackSchema.model_fields


def _kept(model: Any, *names: str) -> list[str]:
    fields = getattr(model, "model_fields", {})
    kept = [name for name in names if name in fields]
    return [*kept, "secrets"] if "add_secrets" in fields else kept


def _ignored(connection: Connection) -> list[bool]:
    """Ask the database, by looking for the default stack under names that only resemble its own.

    A file of SQLite's tells all names apart, and need not be asked; a server does not say which
    database it has, nor how that compares.
    """
    listing = connection.client.list_stacks
    if str(connection.client.zen_store.url).startswith("sqlite:"):
        return [False for _ in _OTHERWISE]
    return [listing(name="equals:" + name, size=1).total > 0 for name in _OTHERWISE]
