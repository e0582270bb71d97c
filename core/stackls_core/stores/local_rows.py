"""Stacks and components as rows of the built-in registry's tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, cast

from stackls_core.registry.model import Component, Snapshot, Stack, in_order
from stackls_core.registry.plain import plain

GLOBAL = ""
"""In the place of a workspace: the stack that is active where a workspace has none of its own."""


def load_components(connection: sqlite3.Connection) -> dict[str, Component]:
    """All components, by id. Raises what parsing a damaged row raises."""
    query = """
        SELECT id, type, name, flavor, configuration, labels, connector, connector_resource_id,
            environment, secrets
        FROM component
    """
    return {
        row[0]: Component(
            row[1],
            row[2],
            row[3],
            _mapping(row[4]),
            row[0],
            row[6],
            _mapping(row[5]),
            row[7],
            _mapping(row[8]),
            _texts(row[9]),
        )
        for row in connection.execute(query)
    }


def load_stacks(
    connection: sqlite3.Connection, components: Mapping[str, Component]
) -> tuple[Stack, ...]:
    """All stacks, by name, of ``components`` by id."""
    members: dict[str, list[Component]] = {}
    query = "SELECT stack_id, component_id FROM membership ORDER BY position"
    for stack_id, component_id in connection.execute(query):
        members.setdefault(stack_id, []).append(components[component_id])
    query = "SELECT id, name, description, labels, environment, secrets FROM stack ORDER BY name"
    return tuple(
        Stack(
            row[1],
            in_order(tuple(members.get(row[0], ()))),
            row[0],
            row[2],
            _mapping(row[3]),
            _mapping(row[4]),
            _texts(row[5]),
        )
        for row in connection.execute(query)
    )


def _mapping(text: str) -> dict[str, Any]:
    value: object = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("a JSON object was expected")
    return cast("dict[str, Any]", value)


def _texts(text: str) -> tuple[str, ...]:
    value: object = json.loads(text)
    if not isinstance(value, list):
        raise TypeError("a JSON list was expected")
    return tuple(map(str, cast("list[object]", value)))


def _json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=True)


def active_of(connection: sqlite3.Connection, root: str) -> str | None:
    """The id of the stack that was activated for a workspace, or for `GLOBAL`."""
    row = connection.execute("SELECT stack_id FROM active WHERE root = ?", (root,)).fetchone()
    return row[0] if row is not None else None


def set_active(connection: sqlite3.Connection, root: str, stack_id: str) -> None:
    """Activate a stack for a workspace, or for `GLOBAL`."""
    query = "INSERT OR REPLACE INTO active (root, stack_id) VALUES (?, ?)"
    connection.execute(query, (root, stack_id))


def write_difference(connection: sqlite3.Connection, before: Snapshot, after: Snapshot) -> None:
    """Make the rows say what ``after`` says; nobody else writes meanwhile."""
    old_stacks = {stack.id: stack for stack in before.stacks}
    new_stacks = {stack.id: stack for stack in after.stacks}
    old = {component.id: component for component in before.components}
    new = {component.id: component for component in after.components}
    _delete(connection, "stack", old_stacks.keys() - new_stacks.keys())
    touched = {
        stack.id: stack
        for stack in after.stacks
        if _row_of(old_stacks.get(stack.id)) != _row_of(stack)
    }
    for stack_id in touched.keys() & old_stacks.keys():
        connection.execute("DELETE FROM membership WHERE stack_id = ?", (stack_id,))
        connection.execute("UPDATE stack SET name = id WHERE id = ?", (stack_id,))
    _delete(connection, "component", old.keys() - new.keys())
    # those of the same content are the same objects, and 1 and true are equal
    changed = [one for one in after.components if old.get(one.id) is not one]
    for component in changed:
        # names are unique at every moment, and two of them may have been swapped
        connection.execute("UPDATE component SET name = id WHERE id = ?", (component.id,))
    for component in changed:
        _put_component(connection, component)
    for stack in touched.values():
        _put_stack(connection, stack)


def _delete(connection: sqlite3.Connection, table: str, ids: Iterable[str]) -> None:
    query = {
        "stack": "DELETE FROM stack WHERE id = ?",
        "component": "DELETE FROM component WHERE id = ?",
    }
    connection.executemany(query[table], [(one,) for one in ids])


def _row_of(stack: Stack | None) -> object:
    if stack is None:
        return None
    return (stack.name, _json(stack.attributes), [c.id for c in stack.components])


def _put_component(connection: sqlite3.Connection, component: Component) -> None:
    query = """
        INSERT INTO component (id, type, name, flavor, configuration, labels, connector,
            connector_resource_id, environment, secrets)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, flavor = excluded.flavor,
            configuration = excluded.configuration, labels = excluded.labels,
            connector = excluded.connector,
            connector_resource_id = excluded.connector_resource_id,
            environment = excluded.environment, secrets = excluded.secrets
    """
    row = (
        component.id,
        component.type,
        component.name,
        component.flavor,
        _json(component.configuration),
        _json(component.labels),
        component.connector,
        component.connector_resource_id,
        _json(component.environment),
        _json(component.secrets),
    )
    connection.execute(query, row)


def _put_stack(connection: sqlite3.Connection, stack: Stack) -> None:
    query = """
        INSERT INTO stack (id, name, description, labels, environment, secrets)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name, description = excluded.description, labels = excluded.labels,
            environment = excluded.environment, secrets = excluded.secrets
    """
    row = (
        stack.id,
        stack.name,
        stack.description,
        _json(stack.labels),
        _json(stack.environment),
        _json(stack.secrets),
    )
    connection.execute(query, row)
    put_members(connection, stack)


def put_members(connection: sqlite3.Connection, stack: Stack) -> None:
    """Insert the components of a stack that has none yet."""
    query = "INSERT INTO membership (stack_id, component_id, position) VALUES (?, ?, ?)"
    rows = [(stack.id, component.id, at) for at, component in enumerate(stack.components)]
    connection.executemany(query, rows)
