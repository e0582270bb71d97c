"""The JSON Schema of stack files, for tools that know nothing but schemas.

Draft 2020-12; a component's configuration is chosen by its type and flavor with ``if``/``then``. A
schema cannot say all that the rules of stackls say (YAML 1.1, class-level rules, whole stacks): it
is stricter nowhere and more lenient in places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import (
    describe_type,
)
from stackls_core.catalog.model import Flavor, ImportFacts
from stackls_core.documents.stack_file.key_docs import COMPONENT_KEY_DOCS, TOP_KEY_DOCS
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string", "minLength": 1, "maxLength": 255}
_DROPPED = frozenset({"sensitive", "prevent_secret_reference", "$defs", "additionalProperties"})


def stack_file_schema(catalog: Catalog) -> dict[str, Any]:
    """The schema with all flavors that ``catalog`` knows. Raises `CatalogError`."""
    definitions: dict[str, Any] = {}
    for component_type in catalog.types:
        flavors = [
            flavor
            for summary in catalog.flavors(component_type)
            if (flavor := catalog.flavor(component_type, summary.name)) is not None
        ]
        definitions[component_type] = _component(component_type, flavors)
        for flavor in flavors:
            definitions.update(_configuration(flavor))
    return {
        "$schema": DIALECT,
        "title": f"ZenML {catalog.zenml_version} stack file",
        "type": "object",
        "required": ["stack_name", "zenml_version", "components"],
        "properties": {
            "stack_name": {**_NAME, "description": "The name the stack gets on import."},
            "zenml_version": {
                "type": "string",
                "description": "The ZenML version the file is for.",
                "examples": [catalog.zenml_version],
            },
            **_attributes(TOP_KEY_DOCS, STACK_ATTRIBUTES),
            "components": {
                "type": "object",
                "description": "The stack's components by type.",
                "required": list(catalog.imports.required),
                "additionalProperties": False,
                "properties": {one: _slot(one, catalog.imports) for one in catalog.types},
            },
        },
        "$defs": definitions,
    }


_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_ATTRIBUTES: Mapping[str, Mapping[str, Any]] = {
    "connector": {"type": ["string", "null"]},
    "connector_resource_id": {"type": ["string", "null"]},
    "description": {"type": ["string", "null"], "maxLength": 255},
    "labels": {"type": ["object", "null"]},
    "environment": {"anyOf": [_TEXTS, {"type": "null"}]},
    "secrets": {"type": ["array", "null"], "items": {"type": "string"}},
}


def _attributes(docs: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    return {
        name: {**_ATTRIBUTES[name], "description": docs[name].partition("\n\n")[2]}
        for name in names
    }


def _slot(component_type: str, imports: ImportFacts) -> dict[str, Any]:
    """One component, or a list of them: of one where the type may not repeat."""
    component = {"$ref": f"#/$defs/{component_type}"}
    if not imports.lists:
        return {"description": describe_type(component_type), **component}
    items: dict[str, Any] = {"type": "array", "items": component}
    if component_type not in imports.repeatable:
        items["maxItems"] = 1
    if component_type in imports.required:
        items["minItems"] = 1
    return {
        "description": describe_type(component_type),
        "if": {"type": "array"},
        "then": items,
        "else": component,
    }


def _component(component_type: str, flavors: list[Flavor]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["name", "flavor", "configuration"],
        "properties": {
            "name": {**_NAME, "description": "The component's name in the registry."},
            "type": {"const": component_type},
            "flavor": {"enum": [flavor.name for flavor in flavors]},
            "configuration": {"type": "object", "description": "The flavor's parameters."},
            **_attributes(COMPONENT_KEY_DOCS, COMPONENT_ATTRIBUTES),
        },
        "allOf": [
            {
                "if": {"properties": {"flavor": {"const": flavor.name}}, "required": ["flavor"]},
                "then": {"properties": {"configuration": {"$ref": _reference(flavor)}}},
            }
            for flavor in flavors
        ],
    }


def _key(flavor: Flavor, definition: str = "") -> str:
    return f"{flavor.type}.{flavor.name}" + (f".{definition}" if definition else "")


def _reference(flavor: Flavor, definition: str = "") -> str:
    return f"#/$defs/{_key(flavor, definition)}"


def _configuration(flavor: Flavor) -> dict[str, Any]:
    """The definitions of one flavor: its configuration, and the objects inside of it."""
    own = {key: value for key, value in flavor.schema.items() if key not in _DROPPED}
    schema = cast("dict[str, Any]", _rewritten(own, flavor))
    properties = cast("dict[str, Any]", schema.setdefault("properties", {}))
    for name in flavor.json_fields:
        if name in properties:
            # ZenML reads JSON text for lists, mappings and objects
            properties[name] = {"anyOf": [properties[name], {"type": "string"}]}
    schema["required"] = [parameter.name for parameter in flavor.required]
    schema["additionalProperties"] = False
    if flavor.docs_url:
        schema["$comment"] = flavor.docs_url
    nested = cast("Mapping[str, Any]", flavor.schema.get("$defs") or {})
    result: dict[str, Any] = {_key(flavor): schema}
    for name, definition in nested.items():
        result[_key(flavor, name)] = _rewritten(definition, flavor)
    return result


def _rewritten(node: object, flavor: Flavor) -> object:
    """``node`` with its references led to where the definitions stand now."""
    if isinstance(node, dict):
        mapping = cast("dict[str, Any]", node)
        return {
            key: _reference(flavor, str(value).rpartition("/")[2])
            if key == "$ref"
            else _rewritten(value, flavor)
            for key, value in mapping.items()
            if key not in ("sensitive", "prevent_secret_reference")
        }
    if isinstance(node, list):
        return [_rewritten(item, flavor) for item in cast("list[object]", node)]
    return node
