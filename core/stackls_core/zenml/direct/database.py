"""What is registered in ZenML's local database, from its tables."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from stackls_core.zenml.direct.errors import LeftToZenML
from stackls_core.zenml.direct.registered import Registered

_BUSY_SECONDS = 1.0
_USER = "default"
"""The only user of a local database; a variable that names another one is left to ZenML."""

_STACKS = "select id, name, description, labels, environment from stack"
_COMPONENTS = """
select c.id, c.type, c.name, c.flavor, c.configuration, c.labels, c.environment,
       c.connector_id, k.name, c.connector_resource_id, f.id
from stack_component c
left join service_connector k on k.id = c.connector_id
left join flavor f on f.name = c.flavor and f.type = c.type
"""
# of several of one type, the one that is the default for it comes first; SQLite gives ZenML the
# others as they were written
_MEMBERS = """
select stack_id, component_id from stack_composition
order by stack_id, default_for_type is null, rowid
"""
_ATTACHED_SECRETS = """
select 1 from secret_resource where resource_type in ('stack', 'stack_component') limit 1
"""


def read_database(file: Path, version: str, project: str) -> Registered:
    """What is in a database of this version. Raises `LeftToZenML`."""
    if not file.is_file():
        raise LeftToZenML("there is no database yet")
    address = file.absolute().as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
            connection.execute("begin")  # all that follows is of one moment
            return _read(connection, version, project)
    except sqlite3.Error as error:
        raise LeftToZenML(str(error)) from None


def _read(connection: sqlite3.Connection, version: str, project: str) -> Registered:
    # ZenML brings a database to its own version before it reads it
    if _rows(connection, "select version_num from alembic_version") != [(version,)]:
        raise LeftToZenML("the database is one of another version")
    if _rows(connection, _ATTACHED_SECRETS):
        raise LeftToZenML("secrets are attached to something")
    user = "select name from user where name = ? and not is_service_account"
    return Registered(
        list(_stacks(connection)),
        list(_components(connection)),
        _only(_rows(connection, user, _USER)),
        _only(_rows(connection, "select name from project where id = ?", _digits(project))),
    )


def _rows(connection: sqlite3.Connection, query: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.execute(query, values).fetchall()


def _stacks(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    members: dict[str, list[str]] = {}
    for stack, component in _rows(connection, _MEMBERS):
        members.setdefault(stack, []).append(_uuid(component))
    for identity, name, description, labels, environment in _rows(connection, _STACKS):
        yield {
            "id": _uuid(identity),
            "name": name,
            "description": description or "",
            "components": members.get(identity, []),
            **_attributes(labels, environment),
        }


def _components(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for row in _rows(connection, _COMPONENTS):
        identity, kind, name, flavor, configuration, labels, environment, *rest = row
        connector_id, connector, resource, flavor_id = rest
        if flavor_id is None or (connector_id is None) != (connector is None):
            raise LeftToZenML("a component refers to what is not there")
        yield {
            "id": _uuid(identity),
            "type": kind,
            "name": name,
            "flavor": flavor,
            "configuration": _decoded(configuration),
            "connector": connector,
            "connector_resource_id": (connector and resource) or None,
            **_attributes(labels, environment),
        }


def _attributes(labels: bytes | None, environment: bytes | None) -> dict[str, Any]:
    return {"labels": _decoded(labels), "environment": _decoded(environment), "secrets": []}


def _decoded(value: bytes | None) -> dict[str, Any]:
    return (json.loads(base64.b64decode(value)) if value else None) or {}


def _only(rows: list[tuple[Any, ...]]) -> str:
    if len(rows) != 1:
        raise LeftToZenML("the user or the project is not there")
    return rows[0][0]


def _uuid(digits: str) -> str:
    """An id as ZenML writes it; its tables have it without dashes."""
    if len(digits) != 32:
        raise LeftToZenML("an id is none")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _digits(uuid: str) -> str:
    return uuid.replace("-", "")
