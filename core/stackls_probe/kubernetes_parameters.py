# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Parameters that ZenML hands to Kubernetes as they are, beside those in pod settings."""

from __future__ import annotations

import ast
import re
import typing
from typing import TYPE_CHECKING, Any

from stackls_probe.implementations import implementation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import Json

_MODEL = re.compile(r"V\d[A-Z]\w+\Z")
_MANIFEST_MODELS = ("V1Container", "V1PodSpec")
"""What an implementation may write a manifest of, whose keys are those of these models."""


def converted_parameters(config_class: Any) -> Json:
    """Give the parameters that validators of a class turn from Kubernetes models into mappings.

    Each has the name of its ``model``, and whether ``each`` item of a list is one.
    """
    found: Json = {}
    for decorator in config_class.__pydantic_decorators__.field_validators.values():
        function = getattr(decorator.func, "__func__", decorator.func)
        names = getattr(getattr(function, "__code__", None), "co_names", ())
        model = next((name for name in names if _MODEL.match(name)), None)
        for field in decorator.info.fields if model else ():
            annotation = config_class.model_fields[field].annotation
            found[field] = {"model": model, "each": typing.get_origin(annotation) is list}
    return found


def written_parameters(flavor_class: Any, config_class: Any) -> Json:
    """Give those that the implementation writes into a manifest under a key of Kubernetes."""
    source = implementation_of(flavor_class)
    types = _types_by_key() if source is not None else {}
    found: Json = {}
    for name, key in _written(source.definition) if source is not None else ():
        listed = re.match(r"list\[(V\d\w+)\]\Z", types.get(key, ""))
        field = config_class.model_fields.get(name)
        if listed and field is not None and typing.get_origin(field.annotation) is list:
            found[name] = {"model": listed.group(1), "each": True}
    return found


def _types_by_key() -> dict[str, str]:
    try:
        from kubernetes.client import models
    except ImportError:
        return {}
    return {
        model.attribute_map[attribute]: kind
        for model in (getattr(models, name) for name in _MANIFEST_MODELS)
        for attribute, kind in model.openapi_types.items()
    }


def _written(definition: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Give each ``"key": self.config.name`` of a mapping, as name and key."""
    for node in ast.walk(definition):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values):  # noqa: B905 - Python 3.8 has no strict
            if (
                isinstance(key, ast.Constant)
                and isinstance(key.value, str)
                and isinstance(value, ast.Attribute)
                and isinstance(value.value, ast.Attribute)
                and value.value.attr == "config"
            ):
                yield value.attr, key.value
