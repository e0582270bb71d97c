# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""What a configuration class says about its fields: annotations, markers and decorators."""

from __future__ import annotations

import contextlib
import inspect
import typing
from typing import TYPE_CHECKING, Any

from stackls_probe.prose import attribute_docs, deprecation_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import Json


def is_union(annotation: Any) -> bool:
    """Say whether an annotation is a union, in either spelling."""
    origin = typing.get_origin(annotation)
    return origin is typing.Union or type(annotation).__name__ == "UnionType"


def _is_model(annotation: Any) -> bool:
    return inspect.isclass(annotation) and hasattr(annotation, "model_validate_json")


def json_kind(annotation: Any) -> str | None:
    """Say how ZenML reads JSON text given for a field of this annotation.

    Mirrors StackComponentConfig._convert_json_strings: "container" is parsed and then validated,
    "model" is validated as that model; None is left alone. Only the first member of an optional
    union counts, and a union that admits text is never parsed.
    """
    if is_union(annotation):
        members = list(typing.get_args(annotation))
        if type(None) not in members or str in members:
            return None
        members.remove(type(None))
        annotation = members[0] if members else None
    origin = typing.get_origin(annotation) or getattr(annotation, "__origin__", None)
    if origin is not None and getattr(origin, "__name__", "") in {
        "dict",
        "list",
        "Mapping",
        "Sequence",
    }:
        return "container"
    return "model" if _is_model(annotation) else None


def nested_models(annotation: Any) -> Iterator[Any]:
    """Give every pydantic model that an annotation mentions, outermost first, repeats included."""
    if _is_model(annotation):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from nested_models(argument)


def reachable_models(config_class: Any) -> dict[str, Any]:
    """Give the nested models of a configuration class by the name its schema's ``$defs`` use."""
    found: dict[str, Any] = {}
    waiting = [config_class]
    while waiting:
        for field in waiting.pop().model_fields.values():
            for model in nested_models(field.annotation):
                if model.__name__ not in found:
                    found[model.__name__] = model
                    waiting.append(model)
    return found


_POD_SETTINGS = "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings"


def pod_settings(config_class: Any) -> list[str]:
    """Give the fields that are pod settings, which ZenML compares with models of Kubernetes."""
    return [
        name
        for name, field in config_class.model_fields.items()
        if any(
            model.__module__ + "." + model.__qualname__ == _POD_SETTINGS
            for model in nested_models(field.annotation)
        )
    ]


def docs_of_undescribed(model: Any, schema: Json) -> dict[str, str]:
    """Give class docstring texts for the properties that a schema leaves undescribed."""
    texts: dict[str, str] = {}
    for cls in model.__mro__:
        for name, text in attribute_docs(cls.__dict__.get("__doc__")).items():
            texts.setdefault(name, text)
    properties = schema.get("properties", {})
    return {
        name: texts[name]
        for name, described in properties.items()
        if name in texts and not described.get("description")
    }


def extra_of(field: Any) -> Json:
    """Give what a field adds to its JSON schema."""
    extra = getattr(field, "json_schema_extra", None)
    return extra if isinstance(extra, dict) else {}


def is_secret(field: Any, schema: Json) -> bool:
    """Say whether a field is meant for a secret: marked so, a SecretStr, or a password format."""
    branches = [schema, *schema.get("anyOf", [])]
    return (
        bool(extra_of(field).get("sensitive"))
        or "SecretStr" in str(field.annotation)
        or any(part.get("writeOnly") or part.get("format") == "password" for part in branches)
    )


def closure_value(function: Any, name: str, depth: int = 6) -> Any:
    """Find a captured variable in a function or in the functions it captured in turn."""
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    if code is None or depth == 0:
        return None
    for free, cell in zip(code.co_freevars, function.__closure__ or ()):  # noqa: B905 - Python 3.8
        with contextlib.suppress(ValueError):  # an empty cell
            value = cell.cell_contents
            found = value if free == name else closure_value(value, name, depth - 1)
            if found is not None:
                return found
    return None


def migrated_attributes(config_class: Any) -> dict[str, str | None]:
    """Give the fields that ZenML's deprecate_pydantic_attributes was told of: old -> new or None.

    The list is only kept in the validator's closure.
    """
    found: dict[str, str | None] = {}
    for decorator in config_class.__pydantic_decorators__.model_validators.values():
        for attribute in closure_value(decorator.func, "attributes") or ():
            if isinstance(attribute, str):
                found[attribute] = None
            else:
                found[attribute[0]] = attribute[1]
    return found


def deprecations(config_class: Any, schema: Json, docs: dict[str, str]) -> dict[str, Json]:
    """Collect the deprecated fields from the three places ZenML marks them in."""
    migrated = migrated_attributes(config_class)
    found: dict[str, Json] = {}
    for name, field in config_class.model_fields.items():
        text = schema.get("properties", {}).get(name, {}).get("description") or docs.get(name)
        described = deprecation_in(text)
        marker = getattr(field, "deprecated", None)
        if name not in migrated and described is None and not marker:
            continue
        entry = described or {"message": None, "replacement": None}
        if isinstance(marker, str):
            entry["message"] = marker
        entry["replacement"] = migrated.get(name) or entry["replacement"]
        if entry["replacement"] not in config_class.model_fields:
            entry["replacement"] = None
        if entry["message"] is None and text:
            entry["message"] = " ".join(text.split())
        found[name] = entry
    return found


def supported_schemes(config_class: Any) -> list[str] | None:
    """Give the path prefixes an artifact store accepts, sorted; None for anything else."""
    schemes = getattr(config_class, "SUPPORTED_SCHEMES", None)
    return sorted(schemes) if isinstance(schemes, (set, frozenset, list, tuple)) else None
