"""The tables of the built-in registry's file, and what makes the newest layout of an older one."""

from __future__ import annotations

import sqlite3
import uuid

from stackls_core.catalog.component_types import REQUIRED_TYPES
from stackls_core.registry.model import Component, Stack
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.stores.local_rows import GLOBAL, put_members, set_active

_TABLES = (
    """
    CREATE TABLE component (
        id TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        name TEXT NOT NULL,
        flavor TEXT NOT NULL,
        configuration TEXT NOT NULL,
        labels TEXT NOT NULL,
        UNIQUE (type, name)
    )
    """,
    """
    CREATE TABLE stack (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL,
        labels TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE membership (
        stack_id TEXT NOT NULL REFERENCES stack (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES component (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL,
        PRIMARY KEY (stack_id, component_id)
    )
    """,
    """
    CREATE TABLE active (
        root TEXT PRIMARY KEY,
        stack_id TEXT NOT NULL REFERENCES stack (id) ON DELETE CASCADE
    )
    """,
)


def _create(connection: sqlite3.Connection) -> None:
    """Layout 1, with the default stack in it."""
    for table in _TABLES:
        connection.execute(table)
    components = tuple(
        Component(component_type, DEFAULT_NAME, "local", {}, new_id())
        for component_type in REQUIRED_TYPES
    )
    stack = Stack(DEFAULT_NAME, components, new_id())
    for component in components:
        row = (component.id, component.type, component.name, component.flavor, "{}", "{}")
        connection.execute("INSERT INTO component VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute("INSERT INTO stack VALUES (?, ?, '', '{}')", (stack.id, stack.name))
    put_members(connection, stack)
    set_active(connection, GLOBAL, stack.id)


_ATTRIBUTES = (
    "ALTER TABLE component ADD COLUMN connector TEXT",
    "ALTER TABLE component ADD COLUMN connector_resource_id TEXT",
    "ALTER TABLE component ADD COLUMN environment TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE component ADD COLUMN secrets TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE stack ADD COLUMN environment TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE stack ADD COLUMN secrets TEXT NOT NULL DEFAULT '[]'",
)


def _add_attributes(connection: sqlite3.Connection) -> None:
    """Layout 2: connectors, environments and secrets, of which names are all there is."""
    for statement in _ATTRIBUTES:
        connection.execute(statement)


MIGRATIONS = (_create, _add_attributes)
"""From each layout to the next, beginning with an empty file."""


def new_id() -> str:
    """The id of a component or stack that is registered now."""
    return str(uuid.uuid4())
