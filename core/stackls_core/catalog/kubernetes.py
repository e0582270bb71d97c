"""The Kubernetes client's models: what pod settings consist of.

ZenML's own schema calls most of pod settings mappings with any keys, and hands them to the client
(``zenml.integrations.kubernetes.pod_settings``). The client's models are read when the catalog is
written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from stackls_core.catalog.model import ClassFacts
from stackls_core.schema.model import Kind, Parameter, Shape

BUNDLED = Path(__file__).parent / "data" / "kubernetes.json"


@dataclass(frozen=True)
class ModelField:
    """One attribute of a Kubernetes model.

    ``kind`` is how ZenML reads a value: as a ``list``, a ``dict``, a ``model`` or as it is
    (``value``). ``model`` names the model of the value, or of the items of a list.
    """

    kind: str
    model: str | None = None
    required: bool = False
    doc: str = ""
    type: str = ""


@dataclass(frozen=True)
class CheckedSetting:
    """A pod setting that is compared with a model: as a whole, or ``each`` of its items."""

    model: str
    each: bool
    mirrors: str = ""
    """The validator that compares."""


@dataclass(frozen=True)
class KubernetesModels:
    """The models of one release of the Kubernetes client, by name; their attributes by key."""

    settings: Mapping[str, CheckedSetting]
    models: Mapping[str, Mapping[str, ModelField]]

    def only(self, is_checked: Callable[[CheckedSetting], bool]) -> KubernetesModels:
        """The same models for some of the settings."""
        kept = {name: one for name, one in self.settings.items() if is_checked(one)}
        return replace(self, settings=kept)


NO_MODELS = KubernetesModels({}, {})
"""Where the models are not known, nothing is claimed about pod settings."""


@lru_cache(maxsize=8)
def read_models(path: Path = BUNDLED) -> KubernetesModels:
    """Read the ``kubernetes.json`` of a catalog; `NO_MODELS` where there is none."""
    try:
        data = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
        return KubernetesModels(
            {
                name: CheckedSetting(setting["model"], setting["each"], setting["mirrors"])
                for name, setting in data["pod_settings"].items()
            },
            {
                name: {key: ModelField(**attributes) for key, attributes in fields.items()}
                for name, fields in data["models"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return NO_MODELS


def pod_settings_shape(facts: ClassFacts, name: str) -> Shape | None:
    """The type of parameter ``name`` with all that Kubernetes knows, if it holds pod settings.

    This is for those who write a file: ZenML itself takes more than the models have.
    """
    if name not in facts.pod_settings:
        return None
    parameter = facts.parameters.get(name)
    known = parameter.shape.find(Kind.OBJECT) if parameter is not None else None
    if known is None:
        return None
    detailed = {
        key: replace(known.properties[key], shape=shape)
        for key, shape in _bundled_shapes().items()
        if key in known.properties
    }
    return replace(known, properties={**known.properties, **detailed})


@lru_cache(maxsize=1)
def _bundled_shapes() -> Mapping[str, Shape]:
    return setting_shapes(read_models())


def setting_shapes(models: KubernetesModels) -> Mapping[str, Shape]:
    """The types of those pod settings that the models describe, by name."""
    shapes: dict[str, Shape] = {}
    for name, setting in models.settings.items():
        shape = _model_shape(models, setting.model, ())
        shapes[name] = Shape(Kind.LIST, item=shape) if setting.each else shape
    return shapes


def _model_shape(models: KubernetesModels, name: str, outer: tuple[str, ...]) -> Shape:
    fields = models.models.get(name)
    if fields is None or name in outer:
        return Shape(Kind.MAPPING)
    inner = (*outer, name)
    properties = {
        key: Parameter(
            key,
            _field_shape(models, known, inner),
            required=known.required,
            description=known.doc,
        )
        for key, known in fields.items()
    }
    return Shape(Kind.OBJECT, properties=properties)


def _field_shape(models: KubernetesModels, known: ModelField, outer: tuple[str, ...]) -> Shape:
    shape = _model_shape(models, known.model, outer) if known.model is not None else None
    if known.kind == "list":
        return Shape(Kind.LIST, item=shape or Shape(Kind.STRING))
    return shape or _PLAIN_SHAPES.get(known.type, Shape(Kind.ANY))


_PLAIN_SHAPES: Mapping[str, Shape] = {
    "str": Shape(Kind.STRING),
    "int": Shape(Kind.INTEGER),
    "bool": Shape(Kind.BOOLEAN),
    "datetime": Shape(Kind.STRING),
    "dict[str, str]": Shape(Kind.MAPPING, value=Shape(Kind.STRING)),
}
