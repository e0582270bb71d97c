# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Run configurations: the classes that ZenML reads them with, and the settings of each flavor."""

from __future__ import annotations

import ast
import copy
import enum
import importlib
import inspect
import sys
from typing import TYPE_CHECKING, Any

from stackls_probe.annotations import reachable_models
from stackls_probe.errors import reason_of
from stackls_probe.flavors import declared_facts
from stackls_probe.implementations import find_class, implementation_of, imported_module
from stackls_probe.prose import clean_docstring, unwrap
from stackls_probe.trials import fixed_answer

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


_CLASSES = {
    "docker": ("docker_settings", "DockerSettings"),
    "resources": ("resource_settings", "ResourceSettings"),
    "deployment": ("deployment_settings", "DeploymentSettings"),
    "pipeline": ("pipeline_run_configuration", "PipelineRunConfiguration"),
    "step": ("step_configurations", "StepConfigurationUpdate"),
}
"""The classes of a run configuration, each with its module in ``zenml.config``."""


def run_configuration() -> dict[str, Json]:
    """Describe what a run configuration consists of, apart from settings of flavors.

    A class that this ZenML does not have yet is left out.
    """
    found: dict[str, Json] = {}
    for name, (module, class_name) in _CLASSES.items():
        try:
            loaded = importlib.import_module("zenml.config." + module)
        except ModuleNotFoundError:
            continue
        described = _described(getattr(loaded, class_name))
        found[name] = _corrected(described) if name in {"pipeline", "step"} else described
    return found


def unschedulable_orchestrators(entries: Iterator[Entry]) -> list[str]:
    """Give the orchestrators that run no schedule, whatever their configuration is."""
    found: list[str] = []
    for entry in entries:
        flavor = entry.flavor_class()
        if str(getattr(flavor.type, "value", flavor.type)) != "orchestrator":
            continue
        if fixed_answer(flavor.config_class, "is_schedulable") is False:
            found.append(flavor.name)
    return sorted(found)


def unlisted_keys() -> list[str]:
    """Give the keys at the top that have an effect and that ``PipelineRunConfiguration`` lacks.

    What is an argument of ``Pipeline.configure`` is passed to it; a replay has keys of its own.
    """
    from zenml.config.pipeline_run_configuration import PipelineRunConfiguration
    from zenml.pipelines.pipeline_definition import Pipeline

    module: Any = importlib.import_module("zenml.config.pipeline_run_configuration")
    replay = getattr(module, "ReplayRunConfiguration", PipelineRunConfiguration)
    arguments = [*inspect.signature(Pipeline.configure).parameters][1:]
    found = {*arguments, *replay.model_fields}
    return sorted(found - set(PipelineRunConfiguration.model_fields))


def selectors() -> Json:
    """Say which keys of ``settings`` are for a component: its type with a name, or with a dot.

    ``required`` is whether a key that is a type alone needs a component of that type in the stack.
    """
    from zenml.utils import settings_utils

    return {
        "name": settings_utils.is_stack_component_setting_key("orchestrator:any"),
        "nothing": settings_utils.is_stack_component_setting_key("orchestrator."),
        "required": hasattr(settings_utils, "resolve_stack_component_setting_key"),
    }


def integration_names() -> list[str]:
    """Give the names that ``required_integrations`` may list."""
    from zenml.integrations.registry import integration_registry

    return sorted(integration_registry.list_integration_names)


def _described(model: Any) -> Json:
    schema = model.model_json_schema()
    _give_both_names(schema, model)
    facts = declared_facts(model, schema)
    return {
        "class": model.__module__ + "." + model.__qualname__,
        "description": unwrap(clean_docstring(model.__dict__.get("__doc__")).split("\n\n")[0]),
        "schema": _with_sources(_with_flags(schema, model)),
        "facts": facts,
    }


def _give_both_names(schema: Json, model: Any) -> None:
    """Say of fields with an alias that they may be written by their own name, too, if they may."""
    definitions = schema.get("$defs", {})
    for name, inner in {"": model, **reachable_models(model)}.items():
        properties = (definitions.get(name, {}) if name else schema).get("properties", {})
        takes_both = any(inner.model_config.get(key) for key in _BY_NAME)
        for field, known in inner.model_fields.items() if takes_both else ():
            if known.alias in properties:
                properties.setdefault(field, properties[known.alias])


_BY_NAME = ("populate_by_name", "validate_by_name")


def _with_flags(schema: Json, model: Any) -> Json:
    """Say that flags take any number: the schema lists those that have a name."""
    classes = vars(sys.modules[model.__module__])
    definitions = {
        name: {"type": "integer"} if _is_flag(classes.get(name)) else definition
        for name, definition in schema.get("$defs", {}).items()
    }
    return {**schema, "$defs": definitions} if definitions else schema


def _is_flag(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, enum.Flag)


def _with_sources(node: Any) -> Any:
    """Say in a schema that validators take the path of something to import for a source."""
    if isinstance(node, list):
        return [_with_sources(item) for item in node]
    if not isinstance(node, dict):
        return node
    if _is_source(node):
        return {"anyOf": [_IMPORT_PATH, node]}
    found = {key: _with_sources(inner) for key, inner in node.items()}
    if "anyOf" in node:
        found["anyOf"] = _options_with_sources(node["anyOf"])
    return found


_IMPORT_PATH = {"type": "string", "minLength": 1}


def _options_with_sources(options: list[Json]) -> list[Any]:
    found: list[Any] = []
    if any(_is_source(one) for one in options):
        found.append(_IMPORT_PATH)
    return [*found, *(one if _is_source(one) else _with_sources(one) for one in options)]


def _is_source(schema: Json) -> bool:
    return _names(schema, "Source") or _names(schema, "SourceOrObject")


def _names(schema: Json, definition: str) -> bool:
    return str(schema.get("$ref", "")).rpartition("/")[2] == definition


def _corrected(record: Json) -> Json:
    """Say in a schema what validators take besides: the cache policy as a string, a single source.

    What is below ``steps`` and ``settings`` has schemas of its own.
    """
    record = copy.deepcopy(record)
    properties = record["schema"]["properties"]
    for name, schema in properties.items():
        options = schema.get("anyOf", [])
        if any(_names(option, "CachePolicy") for option in options):
            options.insert(0, {"const": "default"})
        if name in {"steps", "settings"}:
            schema["anyOf"] = [{"type": "object"}, {"type": "null"}]
    definitions = record["schema"].get("$defs", {})
    _take_one_for_all(definitions.get("PartialArtifactConfiguration", {}))
    kept = _references_in(properties, definitions)
    record["schema"]["$defs"] = {name: definitions[name] for name in sorted(kept)}
    return record


def _take_one_for_all(artifact: Json) -> None:
    """Let an output have one materializer where its schema wants a list of them."""
    options = artifact.get("properties", {}).get("materializer_source", {}).get("anyOf", [])
    listed = next((one for one in options if one.get("type") == "array"), None)
    if listed is not None:
        options[:0] = copy.deepcopy(listed["items"]["anyOf"])


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
