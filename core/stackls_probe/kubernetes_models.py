# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The Kubernetes client's models, which pod settings are checked with."""

from __future__ import annotations

import re
import typing
from typing import TYPE_CHECKING, Any

from stackls_probe.protocol import FORMAT

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


_NOQA = "# noqa: E501"

_POD_SPEC = "V1PodSpec"
"""What additional_pod_spec_args are set on, by the names that its attributes have in Python
(zenml.integrations.kubernetes.manifest_utils.add_pod_settings)."""


def _checked_models(pod_settings: Any) -> Json:
    """Tell which Kubernetes model each pod setting is compared with, from its validator's code."""
    found: Json = {}
    for decorator in pod_settings.__pydantic_decorators__.field_validators.values():
        function = getattr(decorator.func, "__func__", decorator.func)
        code = getattr(function, "__code__", None)
        names = [c for c in getattr(code, "co_consts", ()) if isinstance(c, str)]
        model = next((name for name in names if re.match(r"V\d\w+\Z", name)), None)
        for field in decorator.info.fields if model else ():
            annotation = pod_settings.model_fields[field].annotation
            found[field] = {
                "model": model,
                "each": typing.get_origin(annotation) is list,
                "mirrors": function.__module__ + "." + function.__qualname__,
            }
    return found


def _refuses_none(model: Any, attribute: str, configuration: Any) -> bool:
    instance = model.__new__(model)
    instance.local_vars_configuration = configuration
    try:
        setattr(instance, attribute, None)
    except ValueError:
        return True
    return False


def _accessor_doc(model: Any, attribute: str) -> str:
    _, _, rest = (getattr(model, attribute).__doc__ or "").partition(_NOQA)
    text, end, _ = rest.partition(":return:")
    return " ".join(text.replace(_NOQA, "").split()) if end else ""


def _reading(kind: str, models: Any) -> str:
    """Say how ZenML reads an attribute of some type; a "dict" is only asserted to be one."""
    if kind.startswith("list["):
        return "list"
    if kind.startswith("dict("):
        return "dict"
    return "model" if hasattr(models, kind) else "value"


def _kubernetes_model(model: Any, models: Any, configuration: Any) -> Json:
    described: Json = {}
    for attribute, kind in model.openapi_types.items():
        listed = re.match(r"list\[(.*)\]\Z", kind)
        inner = listed.group(1) if listed else kind
        described[model.attribute_map[attribute]] = {
            "type": kind,
            "kind": _reading(kind, models),
            "model": inner if hasattr(models, inner) else None,
            "required": _refuses_none(model, attribute, configuration),
            "doc": _accessor_doc(model, attribute),
        }
    return described


def kubernetes_facts(others: set[str]) -> Json | None:
    """Describe the Kubernetes models behind pod settings, and the ``others`` that are named.

    None without the Kubernetes client.

    ZenML deserializes pod settings to those models while it validates them, and the models raise
    when something they require is missing (zenml.integrations.kubernetes.serialization_utils).
    """
    try:
        import kubernetes
        from kubernetes.client import Configuration, models
        from zenml.integrations.kubernetes.pod_settings import KubernetesPodSettings
    except ImportError:
        return None
    checked = _checked_models(KubernetesPodSettings)
    configuration = Configuration()
    described: Json = {}
    waiting = sorted({check["model"] for check in checked.values()} | {_POD_SPEC} | others)
    while waiting:
        name = waiting.pop()
        if name not in described:
            described[name] = _kubernetes_model(getattr(models, name), models, configuration)
            waiting += [field["model"] for field in described[name].values() if field["model"]]
    return {
        "format": FORMAT,
        "kubernetes_version": kubernetes.__version__,
        "pod_settings": checked,
        "pod_spec": {
            "model": _POD_SPEC,
            "attributes": dict(getattr(models, _POD_SPEC).attribute_map),
        },
        "models": described,
    }
