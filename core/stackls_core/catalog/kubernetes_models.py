"""What the Kubernetes client requires of pod settings.

ZenML turns pod settings into the client's models while it validates them
(``zenml.integrations.kubernetes.pod_settings``): a model that lacks what it requires raises, so the
configuration is refused; an attribute that the model does not know only makes ZenML log a warning,
and stop looking at that part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from stackls_core.yamltree.values import has_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackls_core.catalog.kubernetes import KubernetesModels, ModelField

ConfigPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Refusal:
    """Where in the pod settings a model raises, and why."""

    path: ConfigPath
    message: str


class _UnknownAttributeError(Exception):
    """The model has no such attribute: ZenML warns, and looks no further."""


def refusals(models: KubernetesModels, pod_settings: Mapping[Any, object]) -> Iterator[Refusal]:
    """Give what makes ZenML refuse some pod settings, at most one for each entry that it reads.

    Mirrors the field validators of KubernetesPodSettings, which read every mapping on its own with
    ``zenml.integrations.kubernetes.serialization_utils.deserialize_kubernetes_model``.
    """
    if not all(isinstance(key, str) for key in pod_settings):
        # the keys become keyword arguments (SecretReferenceMixin.__init__)
        yield Refusal((), "The keys of pod settings have to be strings.")
    for name, setting in models.settings.items():
        value = pod_settings.get(name)
        for path, entry in _entries(name, value, setting.each):
            try:
                refusal = _refusal(models, setting.model, entry, path)
            except (_UnknownAttributeError, RecursionError):
                continue
            if refusal is not None:
                yield refusal


def _entries(
    name: str, value: object, each: bool
) -> Iterator[tuple[ConfigPath, Mapping[object, object]]]:
    if not each:
        if isinstance(value, dict):
            yield (name,), cast("Mapping[object, object]", value)
    elif isinstance(value, list):
        for position, entry in enumerate(cast("list[object]", value)):
            if isinstance(entry, dict):
                yield (name, position), cast("Mapping[object, object]", entry)


def _refusal(
    models: KubernetesModels, model: str, data: Mapping[object, object], path: ConfigPath
) -> Refusal | None:
    fields = models.models.get(model)
    if fields is None:
        return None
    for key, value in data.items():
        if not isinstance(key, str) or key not in fields:
            raise _UnknownAttributeError
        found = _value_refusal(models, fields[key], value, (*path, key))
        if found is not None:
            return found
    absent = [key for key, known in fields.items() if known.required and data.get(key) is None]
    if not absent:
        return None
    return Refusal(path, f"Kubernetes requires {_listed(absent)} here.")


def _value_refusal(
    models: KubernetesModels, known: ModelField, value: object, path: ConfigPath
) -> Refusal | None:
    if not value or known.kind == "value" or (isinstance(value, str) and has_placeholder(value)):
        return None
    if known.kind == "list":
        if not isinstance(value, list):
            return Refusal(path, f"Kubernetes takes a list for {path[-1]}.")
        for position, item in enumerate(cast("list[object]", value)):
            found = _model_refusal(models, known.model, item, (*path, position))
            if found is not None:
                return found
        return None
    if not isinstance(value, dict):
        return Refusal(path, f"Kubernetes takes a map for {path[-1]}.")
    if known.kind == "dict":
        return None
    return _model_refusal(models, known.model, cast("object", value), path)


def _model_refusal(
    models: KubernetesModels, model: str | None, value: object, path: ConfigPath
) -> Refusal | None:
    if model is None or (isinstance(value, str) and has_placeholder(value)):
        return None
    if not isinstance(value, dict):
        return Refusal(path, "Kubernetes takes a map here.")
    return _refusal(models, model, cast("Mapping[object, object]", value), path)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
