"""The local store: stacks in a SQLite file, for machines with or without a ZenML.

The rules are those of `stackls_core.registry.rules`; this keeps what they say. Every list of
changes is one transaction, so a kill at any moment leaves all of it or none.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stackls_core.cancellation import current
from stackls_core.catalog.component_types import REQUIRED_TYPES, label_of
from stackls_core.paths import default_database, one_name
from stackls_core.registry import rules
from stackls_core.registry.changes import Change, CreateComponent, UpdateComponent
from stackls_core.registry.errors import Cancelled, DatabaseCorrupt, InvalidConfiguration
from stackls_core.registry.existing import existing_component
from stackls_core.registry.model import DEFAULT_NAME, Component, Snapshot, Stack, in_order
from stackls_core.registry.plain import plain
from stackls_core.registry.references import unknown_flavor
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_core.stores.database import BUSY_SECONDS, Database

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor

_GLOBAL = ""
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
        Component(component_type, DEFAULT_NAME, "local", {}, _new_id())
        for component_type in REQUIRED_TYPES
    )
    stack = Stack(DEFAULT_NAME, components, _new_id())
    for component in components:
        row = (component.id, component.type, component.name, component.flavor, "{}", "{}")
        connection.execute("INSERT INTO component VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute("INSERT INTO stack VALUES (?, ?, '', '{}')", (stack.id, stack.name))
    _put_members(connection, stack)
    _set_active(connection, _GLOBAL, stack.id)


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


class LocalStore(StackStore):
    """Stacks in a file on this machine. Safe from several threads and processes at once."""

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        path: Path | None = None,
        root: Path | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """``root`` is the workspace that the active stack is set for; ``None`` sets it globally.

        The registry is only asked for when a configuration has to be checked.
        """
        self._catalog = catalog
        self._database = Database(path or default_database(), MIGRATIONS, busy_seconds)
        self._root = one_name(root) if root is not None else _GLOBAL

    @property
    def path(self) -> Path:
        return self._database.path

    def exists(self) -> bool:
        """Whether the file is there; the first use makes it."""
        return self.path.exists()

    def info(self) -> StoreInfo:
        """Which store this is. Raises where the file cannot be read."""
        with self._database.reading() as connection:
            own = self._root and _active_of(connection, self._root)
        return StoreInfo(
            kind="local",
            label="built-in registry",
            location=str(self.path),
            zenml_version=self._catalog().zenml_version,
            active_from="workspace" if own else "global",
            watched=(str(self.path), f"{self.path}-wal"),
        )

    def snapshot(self) -> Snapshot:
        """Everything at one moment."""
        with self._database.reading() as connection:
            return self._load(connection)

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        """Do all of ``changes`` or none of them, in one transaction, which reads for itself."""
        del before
        if any(isinstance(change, (CreateComponent, UpdateComponent)) for change in changes):
            self._catalog()  # may take a moment, and nobody should wait for us meanwhile
        with self._database.writing() as connection:
            former = after = self._load(connection)
            for change in changes:
                after = rules.after(after, self._checked(after, change), _new_id)
            _write_difference(connection, former, after)
            if after.active != former.active:
                _set_active(connection, self._root, after.active)
            if current().is_cancelled:
                # somebody else may have kept us waiting for so long that nobody wants it any more
                raise Cancelled("It was cancelled. Nothing was changed.")
            return self._load(connection)

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as it would be kept; raises where the flavor refuses it."""
        # only for who writes: these bring all of validation along, and a list has to come at once
        from stackls_core.registry import configurations

        found = self._flavor(component_type, flavor)
        problems = configurations.problems_of(found, configuration)
        if problems:
            what = f"{label_of(component_type).capitalize()} of flavor {flavor}"
            raise InvalidConfiguration(what, problems)
        return configurations.normalized(found, configuration)

    def _flavor(self, component_type: str, name: str) -> Flavor:
        catalog = self._catalog()
        found = catalog.flavor(component_type, name)
        if found is None:
            raise unknown_flavor(component_type, name, catalog)
        return found

    def _checked(self, snapshot: Snapshot, change: Change) -> Change:
        """The change with a configuration that its flavor has accepted."""
        if isinstance(change, CreateComponent):
            kept = self.normalized(change.type, change.flavor, change.configuration)
            return replace(change, configuration=kept)
        if isinstance(change, UpdateComponent):
            component = existing_component(snapshot, change.type, change.name)
            kept = self.normalized(change.type, component.flavor, change.configuration)
            return replace(change, configuration=kept)
        return change

    def _load(self, connection: sqlite3.Connection) -> Snapshot:
        try:
            components = _load_components(connection)
            stacks = _load_stacks(connection, components)
        except (ValueError, KeyError, TypeError) as error:
            raise DatabaseCorrupt(
                self.path, "is damaged", "Move the file away to start over, or bring back a backup."
            ) from error
        by_id = {stack.id for stack in stacks}
        default = next((stack.id for stack in stacks if stack.name == DEFAULT_NAME), "")
        in_general = _active_of(connection, _GLOBAL) or default
        here = (_active_of(connection, self._root) if self._root else None) or in_general
        ordered = tuple(sorted(components.values(), key=lambda c: c.name))
        anywhere = frozenset({here, in_general} & by_id)
        return Snapshot(stacks, in_order(ordered), here, anywhere)


def _new_id() -> str:
    return str(uuid.uuid4())


# -- rows ----------------------------------------------------------------------------------------


def _load_components(connection: sqlite3.Connection) -> dict[str, Component]:
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


def _load_stacks(
    connection: sqlite3.Connection, components: Mapping[str, Component]
) -> tuple[Stack, ...]:
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


def _active_of(connection: sqlite3.Connection, root: str) -> str | None:
    row = connection.execute("SELECT stack_id FROM active WHERE root = ?", (root,)).fetchone()
    return row[0] if row is not None else None


def _set_active(connection: sqlite3.Connection, root: str, stack_id: str) -> None:
    query = "INSERT OR REPLACE INTO active (root, stack_id) VALUES (?, ?)"
    connection.execute(query, (root, stack_id))


def _write_difference(connection: sqlite3.Connection, before: Snapshot, after: Snapshot) -> None:
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
    _put_members(connection, stack)


def _put_members(connection: sqlite3.Connection, stack: Stack) -> None:
    query = "INSERT INTO membership (stack_id, component_id, position) VALUES (?, ?, ?)"
    rows = [(stack.id, component.id, at) for at, component in enumerate(stack.components)]
    connection.executemany(query, rows)
