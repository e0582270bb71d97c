# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Run configurations: the classes that ZenML reads them with, and the settings of each flavor."""

from __future__ import annotations

import ast
import copy
import importlib
import sys
from typing import TYPE_CHECKING, Any

from stackls_probe.errors import reason_of
from stackls_probe.flavors import declared_facts
from stackls_probe.implementations import find_class, implementation_of, imported_module
from stackls_probe.prose import clean_docstring, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.flavors import Entry
    from stackls_probe.implementations import Source
    from stackls_probe.protocol import Json

_PROPERTY = "settings_class"


def flavor_settings(entries: Iterator[Entry], skipped: list[Json]) -> dict[str, Json]:
    """Describe the settings of all flavors that have some, by ``TYPE.FLAVOR``."""
    found: dict[str, Json] = {}
    for entry in entries:
        flavor = entry.flavor_class()
        key = str(getattr(flavor.type, "value", flavor.type)) + "." + flavor.name
        try:
            settings_class = settings_class_of(entry.flavor_class)
            if settings_class is not None:
                found[key] = _described(settings_class)
        except Exception as error:  # noqa: BLE001 - one broken flavor hides no other
            skipped.append({"flavor": "settings of " + key, "reason": reason_of(error)})
    return found


def run_configuration() -> dict[str, Json]:
    """Describe what a run configuration consists of, apart from settings of flavors."""
    from zenml.config import DockerSettings, ResourceSettings
    from zenml.config.deployment_settings import DeploymentSettings
    from zenml.config.pipeline_run_configuration import PipelineRunConfiguration
    from zenml.config.step_configurations import StepConfigurationUpdate

    return {
        "docker": _described(DockerSettings),
        "resources": _described(ResourceSettings),
        "deployment": _described(DeploymentSettings),
        "pipeline": _corrected(_described(PipelineRunConfiguration)),
        "step": _corrected(_described(StepConfigurationUpdate)),
    }


def integration_names() -> list[str]:
    """Give the names that ``required_integrations`` may list."""
    from zenml.integrations.registry import integration_registry

    return sorted(integration_registry.list_integration_names)


def _described(model: Any) -> Json:
    schema = model.model_json_schema()
    return {
        "class": model.__module__ + "." + model.__qualname__,
        "description": unwrap(clean_docstring(model.__dict__.get("__doc__")).split("\n\n")[0]),
        "schema": schema,
        "facts": declared_facts(model, schema),
    }


def _corrected(record: Json) -> Json:
    """Say in a schema what validators take besides: sources and the cache policy as strings.

    What is below ``steps`` and ``settings`` has schemas of its own.
    """
    record = copy.deepcopy(record)
    properties = record["schema"]["properties"]
    for name, schema in properties.items():
        options = schema.get("anyOf", [])
        references = [str(option.get("$ref", "")).rpartition("/")[2] for option in options]
        if "Source" in references:
            options.insert(0, {"type": "string", "minLength": 1})
        if "CachePolicy" in references:
            options.insert(0, {"const": "default"})
        if name in {"steps", "settings"}:
            schema["anyOf"] = [{"type": "object"}, {"type": "null"}]
    kept = _references_in(properties, record["schema"].get("$defs", {}))
    definitions = record["schema"].get("$defs", {})
    record["schema"]["$defs"] = {name: definitions[name] for name in sorted(kept)}
    return record


def _references_in(part: Any, definitions: Json) -> set[str]:
    found: set[str] = set()
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(definitions[name])
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


# --------------------------------------------------------------------------------------------------
# The settings class of a flavor
# --------------------------------------------------------------------------------------------------


def settings_class_of(flavor_class: Any) -> Any | None:
    """Import the class that an implementation's ``settings_class`` returns; None without one.

    The implementation is only read, since importing it would import the integration's libraries;
    settings are defined beside the flavors, which do without.
    """
    source = implementation_of(flavor_class)
    seen: set[str] = set()
    while source is not None and source.definition.name not in seen:
        seen.add(source.definition.name)
        for node in source.definition.body:
            if isinstance(node, ast.FunctionDef) and node.name == _PROPERTY:
                name = _returned(node)
                return None if name is None else _imported(source, name)
        source = _base_of(source)
    return None


def _returned(function: ast.FunctionDef) -> str | None:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            return node.value.id
    return None


def _imported(source: Source, name: str) -> Any:
    module = imported_module(source.tree, name) or source.module
    loaded = sys.modules.get(module) or importlib.import_module(module)
    return getattr(loaded, name)


def _base_of(source: Source) -> Source | None:
    """Find the first base class of ZenML's that has, or inherits, the property."""
    for base in source.definition.bases:
        if not isinstance(base, ast.Name):
            continue
        module = imported_module(source.tree, base.id) or source.module
        if module.partition(".")[0] != source.module.partition(".")[0]:
            continue
        found = find_class(module, base.id)
        if found is not None and found.definition.name != "StackComponent":
            return found
    return None
