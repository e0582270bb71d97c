"""What the place of the cursor means in a stack file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.place import ELSEWHERE, Place
from stackls_core.documents.section import Owner, owner_of_flavor
from stackls_core.documents.stack_file.model import COMPONENT_KEYS, STACK_KEYS
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES
from stackls_core.yamltree.cursor.cursor import Cursor, Role
from stackls_core.yamltree.cursor.paths import ITEM, Step

TOP_KEY = "top-level key"
TYPE_KEY = "component type"
COMPONENT_KEY = "key of a component"
VALUES: Mapping[str, str] = {
    **dict(zip(STACK_KEYS, ("stack name", "ZenML version", "components"), strict=True)),
    **dict(
        zip(
            COMPONENT_KEYS,
            ("component name", "type of a component", "flavor", "configuration"),
            strict=True,
        )
    ),
}
"""The special place that the value of a key is."""

ATTRIBUTES: Mapping[str, str] = {
    "connector": "service connector",
    "connector_resource_id": "resource of a connector",
    "labels": "labels",
    "environment": "environment",
    "secrets": "names of secrets",
    "description": "description",
}
"""The same of the keys that hold attributes."""

ITEM_OF_SECRETS = "name of a secret"
"""An item of a list of secrets."""

_NAME, _TYPE, _FLAVOR, _CONFIGURATION = COMPONENT_KEYS


def place_of(cursor: Cursor, catalog: Catalog) -> Place:
    """The meaning of a classified cursor."""
    path = cursor.path
    if cursor.role is Role.NOTHING:
        return ELSEWHERE
    if not path:
        return Place(Role.KEY, special=TOP_KEY)
    if path[0] != STACK_KEYS[-1]:
        if path[0] in STACK_ATTRIBUTES:
            return _attribute(cursor, str(path[0]), path[1:], {})
        is_top_value = len(path) == 1 and cursor.role is Role.VALUE
        return _value(str(path[0]), STACK_KEYS) if is_top_value else ELSEWHERE
    if len(path) == 1:
        return Place(Role.KEY, special=TYPE_KEY) if cursor.role is Role.KEY else ELSEWHERE
    component_type = path[1]
    if not isinstance(component_type, str) or component_type not in catalog.types:
        return ELSEWHERE
    depth = 3 if len(path) > 2 and path[2] is ITEM else 2
    return _within_component(cursor, catalog, component_type, depth)


def _value(key: str, keys: tuple[str, ...], names: Mapping[str, str] | None = None) -> Place:
    special = VALUES[key] if key in keys else ""
    return Place(Role.VALUE, special=special, names={**(names or {}), "key": key})


def _attribute(cursor: Cursor, key: str, rest: tuple[Step, ...], names: Mapping[str, str]) -> Place:
    """The value of a key that holds an attribute, or an item of it."""
    if key == "secrets" and rest == (ITEM,):
        return Place(Role.VALUE, special=ITEM_OF_SECRETS, names={**names, "key": key})
    if rest or cursor.role is not Role.VALUE:
        return ELSEWHERE
    return Place(Role.VALUE, special=ATTRIBUTES[key], names={**names, "key": key})


def _within_component(cursor: Cursor, catalog: Catalog, component_type: str, depth: int) -> Place:
    rest = cursor.path[depth:]
    keys = cursor.scope(depth)
    flavor = keys[_FLAVOR].value_text if _FLAVOR in keys else ""
    names = {"type": component_type, "flavor": flavor}
    if _CONFIGURATION in keys:
        names["configuration"] = keys[_CONFIGURATION].value_text
    if not rest:
        if cursor.role is Role.VALUE:
            return ELSEWHERE
        return Place(Role.KEY, special=COMPONENT_KEY, names=names)
    key, parameters = rest[0], rest[1:]
    if key in COMPONENT_ATTRIBUTES:
        if "connector" in keys:
            names["connector"] = keys["connector"].value_text
        return _attribute(cursor, str(key), parameters, names)
    is_configuration = key == _CONFIGURATION and flavor
    known = catalog.flavor(component_type, flavor) if is_configuration else None
    owner = owner_of_flavor(known) if known is not None else None
    if key != _CONFIGURATION or (cursor.role is Role.VALUE and not parameters):
        is_value = cursor.role is Role.VALUE or not cursor.siblings
        if parameters or not isinstance(key, str) or not is_value:
            return ELSEWHERE
        found = _value(key, COMPONENT_KEYS, names)
        return Place(found.role, owner=owner, special=found.special, names=found.names)
    candidates = partial(_flavors, catalog, component_type)
    return Place(cursor.role, parameters, owner, candidates, names=names)


def _flavors(catalog: Catalog, component_type: str) -> Iterator[Owner]:
    for summary in catalog.flavors(component_type):
        flavor = catalog.flavor(summary.type, summary.name)
        if flavor is not None:
            yield owner_of_flavor(flavor)
