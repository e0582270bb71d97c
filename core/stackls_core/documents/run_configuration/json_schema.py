"""The JSON Schema of run configurations, for tools that know nothing but schemas.

Draft 2020-12; settings are chosen by their key. ZenML drops unknown keys; the schema refuses them,
so that an editor that has nothing else shows them. It knows nothing of steps and parameters, which
are the pipeline's, nor about keys that begin with ``x-`` or ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from stackls_core.catalog import class_rules
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import label_of
from stackls_core.catalog.run_class_rules import READ_BESIDE
from stackls_core.catalog.settings import RunSettings, SettingsClass
from stackls_core.documents.run_configuration.keys import DEPLOYMENT, unlisted_keys
from stackls_core.documents.run_configuration.owners import run_settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OWN = "^(x[-_]|_)"
_PLACEHOLDER = {"type": "string", "pattern": r"\$\{[a-zA-Z0-9_]+\}"}
_READ_FIRST = ("pipeline", "step")
"""What ZenML reads before it replaces ``${NAME}``."""
_DROPPED = frozenset({"sensitive", "prevent_secret_reference", "$defs", "title", "default"})


def run_configuration_schema(catalog: Catalog) -> dict[str, Any]:
    """The schema with the settings of all flavors. Raises `CatalogError`."""
    known = run_settings(catalog)
    definitions: dict[str, Any] = {}
    classes = {name: known.of_class(name) for name in (*known.general, "pipeline", "step")}
    for key in known.flavors:
        component_type, _, flavor = key.partition(".")
        settings = known.of_flavor(component_type, flavor)
        if settings is not None:
            classes[key] = settings
    for key, settings in classes.items():
        definitions.update(_definitions(key, settings))
    definitions["settings"] = _settings(known, catalog.types)
    step_settings = _settings(known, catalog.types)
    step_settings["properties"].pop(DEPLOYMENT, None)
    definitions["step.settings"] = step_settings
    step = definitions["step"]["properties"]
    step["settings"] = _or_null({"$ref": "#/$defs/step.settings"})
    pipeline = definitions.pop("pipeline")
    # null at the top is as good as nothing
    pipeline["properties"] = {name: _or_null(part) for name, part in pipeline["properties"].items()}
    pipeline["properties"] |= {
        "steps": _or_null({"type": "object", "additionalProperties": {"$ref": "#/$defs/step"}}),
        "settings": _or_null({"$ref": "#/$defs/settings"}),
        **dict.fromkeys(sorted(unlisted_keys(known)), True),
    }
    return {
        "$schema": DIALECT,
        "title": f"ZenML {catalog.zenml_version} run configuration",
        **pipeline,
        "patternProperties": {_OWN: True},
        "$defs": definitions,
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _settings(known: RunSettings, types: Sequence[str]) -> dict[str, Any]:
    """The keys of ``settings``; of a flavor that is not known, any settings."""
    properties: dict[str, Any] = {name: {"$ref": f"#/$defs/{name}"} for name in known.general}
    for key in known.flavors:
        properties[key] = {"$ref": f"#/$defs/{key}"}
    for component_type in types:
        properties[component_type] = {
            "type": "object",
            "description": f"Settings of the stack's {label_of(component_type)}.",
        }
    escaped = "|".join(re.escape(one) for one in types)
    marks = "[.:]" if known.takes_names else "[.]"
    least = "*" if known.takes_nothing else "+"
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "patternProperties": {f"^({escaped}){marks}.{least}": {"type": "object"}},
    }


def _definitions(key: str, settings: SettingsClass) -> dict[str, Any]:
    """A class, and the objects inside of it."""
    schema = cast("dict[str, Any]", _rewritten(dict(settings.schema), key))
    schema = {name: part for name, part in schema.items() if name not in _DROPPED}
    for name, part in cast("dict[str, Any]", schema.get("properties") or {}).items():
        parameter = settings.parameters.get(name)
        if key not in _READ_FIRST and isinstance(part, dict):
            schema["properties"][name] = {
                **({"description": parameter.description} if parameter else {}),
                "anyOf": [part, _PLACEHOLDER],
            }
        elif parameter is not None and parameter.description:
            part.setdefault("description", parameter.description)
    read = (name for name, _ in READ_BESIDE if class_rules.is_read(settings, name))
    schema.setdefault("properties", {}).update(dict.fromkeys(read, True))
    schema["type"] = "object"
    schema["additionalProperties"] = False
    found: dict[str, Any] = {key: schema}
    nested = cast("Mapping[str, Any]", settings.schema.get("$defs") or {})
    for name, definition in nested.items():
        found[f"{key}.{name}"] = _rewritten(definition, key)
    return found


_TIMES = ("date-time", "date", "time", "duration")
_WORDS = (
    "[oO][nN]|[oO][fF][fF]|[yY]([eE][sS])?|[nN][oO]?|[tT]([rR][uU][eE])?|[fF]([aA][lL][sS][eE])?"
)
_NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
_AS_TEXT: Mapping[str, list[dict[str, Any]]] = {
    "boolean": [{"type": "string", "pattern": f"^({_WORDS}|[01])$"}, {"enum": [0, 1]}],
    "integer": [{"type": "string", "pattern": r"^[-+]?[0-9_]+(\.0*)?$"}],
    "number": [{"type": "string", "pattern": f"^{_NUMBER}$"}],
}
"""What pydantic takes besides, by type: ``on`` is true, and a string to who reads YAML 1.2."""


def _rewritten(node: object, key: str) -> object:
    """``node`` with its references led to where the definitions stand now, and lax types."""
    if isinstance(node, dict):
        mapping = cast("dict[str, Any]", node)
        kind = mapping.get("type")
        if kind == "string" and mapping.get("format") in _TIMES:
            return {"type": ["string", "number"]}
        if isinstance(kind, str) and kind in _AS_TEXT:
            kept = {name: part for name, part in mapping.items() if name not in _DROPPED}
            return {"anyOf": [kept, *_AS_TEXT[kind]]}
        return {
            name: f"#/$defs/{key}.{str(part).rpartition('/')[2]}"
            if name == "$ref"
            else _rewritten(part, key)
            for name, part in mapping.items()
            # what occurs twice in a set counts once
            if name not in ("sensitive", "prevent_secret_reference", "$defs", "uniqueItems")
        }
    if isinstance(node, list):
        return [_rewritten(item, key) for item in cast("list[object]", node)]
    return node
