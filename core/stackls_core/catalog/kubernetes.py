"""The Kubernetes client's models: what pod settings consist of.

ZenML's own schema calls most of pod settings mappings with any keys, and hands them to the client
(``zenml.integrations.kubernetes.pod_settings``). The client's models are read when the catalog is
written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from stackls_core.catalog.kubernetes_quantities import QUANTITY
from stackls_core.catalog.kubernetes_values import CHOICES, QUANTITIES, REQUIRED
from stackls_core.catalog.model import POD_MODELS, ClassFacts
from stackls_core.schema.model import Kind, Parameter, Shape

BUNDLED = Path(__file__).parent / "data" / POD_MODELS


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
    pod_spec: Mapping[str, str] = field(default_factory=dict[str, str])
    """The attributes of a pod's specification: what they are called in Python, and their keys."""
    pod_spec_model: str = ""

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
        pod_spec = cast("dict[str, Any]", data.get("pod_spec") or {"attributes": {}, "model": ""})
        return KubernetesModels(
            {
                name: CheckedSetting(setting["model"], setting["each"], setting["mirrors"])
                for name, setting in data["pod_settings"].items()
            },
            {
                name: {key: ModelField(**attributes) for key, attributes in fields.items()}
                for name, fields in data["models"].items()
            },
            pod_spec["attributes"],
            pod_spec["model"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return NO_MODELS


def kubernetes_shape(facts: ClassFacts, name: str) -> Shape | None:
    """The type of parameter ``name`` with all that Kubernetes knows, if it is handed to it.

    This is for those who write a file: ZenML itself takes more than the models have.
    """
    handed_on = facts.kubernetes.get(name)
    if handed_on is not None:
        return _shape_of_model(facts.pod_models or BUNDLED, handed_on.model, handed_on.each)
    return _pod_settings_shape(facts, name) if name in facts.pod_settings else None


@lru_cache(maxsize=64)
def _shape_of_model(path: Path, model: str, each: bool) -> Shape | None:
    models = read_models(path)
    if model not in models.models:
        return None
    shape = _Shapes(models).of_model(model)
    return Shape(Kind.LIST, item=shape) if each else shape


def _pod_settings_shape(facts: ClassFacts, name: str) -> Shape | None:
    parameter = facts.parameters.get(name)
    known = parameter.shape.find(Kind.OBJECT) if parameter is not None else None
    if known is None:
        return None
    shapes = _shapes_in(facts.pod_models or BUNDLED)
    if any(_MANIFEST in validator for validator in facts.code):
        shapes = {**shapes, FREE_ARGUMENTS: shapes.get(_IN_MANIFEST, Shape(Kind.MAPPING))}
    detailed = {
        key: replace(known.properties[key], shape=shape)
        for key, shape in shapes.items()
        if key in known.properties
    }
    return replace(known, properties={**known.properties, **detailed})


@lru_cache(maxsize=8)
def _shapes_in(path: Path) -> Mapping[str, Shape]:
    return setting_shapes(read_models(path))


def setting_shapes(models: KubernetesModels) -> Mapping[str, Shape]:
    """The types of those pod settings that the models describe, by name."""
    reader = _Shapes(models)
    shapes: dict[str, Shape] = {}
    for name, setting in models.settings.items():
        shape = reader.of_model(setting.model)
        shapes[name] = Shape(Kind.LIST, item=shape) if setting.each else shape
    if models.pod_spec:
        # these are set on the specification, by the names that its attributes have in Python
        # what a pod has to have besides, ZenML writes itself
        whole = reader.of_model(models.pod_spec_model)
        properties = {key: replace(one, required=False) for key, one in whole.properties.items()}
        shapes[_IN_MANIFEST] = replace(whole, properties=properties)
        renamed = {
            name: replace(properties[key], name=name)
            for name, key in models.pod_spec.items()
            if key in properties
        }
        shapes[FREE_ARGUMENTS] = Shape(Kind.OBJECT, properties=renamed)
    return shapes


FREE_ARGUMENTS = "additional_pod_spec_args"
"""The pod setting whose keys are attributes of a pod's specification."""

_MANIFEST = ".kubernetes_deployer_flavor."
_IN_MANIFEST = "manifest"
"""The deployer writes these keys into a manifest: there, they are called as Kubernetes does."""


class _Shapes:
    """The types of models; each is made once."""

    def __init__(self, models: KubernetesModels) -> None:
        self._models = models.models
        self._made: dict[str, Shape] = {}

    def of_model(self, name: str) -> Shape:
        if name not in self._made:
            # what refers to itself ends here
            self._made[name] = Shape(Kind.MAPPING)
            fields = self._models.get(name)
            if fields is not None:
                properties = {key: self._parameter(name, key, one) for key, one in fields.items()}
                self._made[name] = Shape(Kind.OBJECT, properties=properties)
        return self._made[name]

    def _parameter(self, model: str, key: str, known: ModelField) -> Parameter:
        shape = self._of_field(model, key, known)
        required = REQUIRED.get((model, key), known.required)
        return Parameter(key, shape, required=required, description=known.doc)

    def _of_field(self, model: str, key: str, known: ModelField) -> Shape:
        inner = self.of_model(known.model) if known.model is not None else None
        choices = CHOICES.get((model, key))
        if choices:
            inner = Shape(Kind.CHOICE, choices=choices)
        elif (model, key) in QUANTITIES:
            inner = QUANTITY if known.type == "str" else Shape(Kind.MAPPING, value=QUANTITY)
        if known.kind == "list":
            item = known.type.removeprefix("list[").removesuffix("]")
            return Shape(Kind.LIST, item=inner or _PLAIN_SHAPES.get(item, Shape(Kind.ANY)))
        return inner or _PLAIN_SHAPES.get(known.type, Shape(Kind.ANY))


_PLAIN_SHAPES: Mapping[str, Shape] = {
    "str": Shape(Kind.STRING),
    "int": Shape(Kind.INTEGER),
    "bool": Shape(Kind.BOOLEAN),
    "dict[str, str]": Shape(Kind.MAPPING, value=Shape(Kind.STRING)),
    "dict(str, str)": Shape(Kind.MAPPING, value=Shape(Kind.STRING)),
}
