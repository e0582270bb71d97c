"""What pod settings consist of, on a few models written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.kubernetes import (
    NO_MODELS,
    CheckedSetting,
    KubernetesModels,
    ModelField,
    kubernetes_shape,
    setting_shapes,
)
from stackls_core.catalog.settings import bundled_settings
from stackls_core.schema.model import Kind

MODELS = KubernetesModels(
    {"volumes": CheckedSetting("Volume", each=True), "affinity": CheckedSetting("Affinity", False)},
    {
        "Volume": {
            "name": ModelField("value", required=True, doc="Its name.", type="str"),
            "readOnly": ModelField("value", type="bool"),
            "items": ModelField("list", "Item"),
            "modes": ModelField("list", type="list[str]"),
            "labels": ModelField("value", type="dict[str, str]"),
            "unheardOf": ModelField("value", type="object"),
            "counts": ModelField("list", type="list[int]"),
            "missing": ModelField("model", "NotThere"),
        },
        "Item": {"key": ModelField("value", type="int")},
        "Affinity": {"inner": ModelField("model", "Affinity")},
    },
)


def test_the_models_become_types():
    volumes = setting_shapes(MODELS)["volumes"]
    assert volumes.kind is Kind.LIST
    assert volumes.item is not None
    properties = volumes.item.properties
    assert {name: parameter.shape.words for name, parameter in properties.items()} == {
        "name": "string",
        "readOnly": "boolean",
        "items": "list of objects",
        "modes": "list of strings",
        "labels": "map of strings",
        "unheardOf": "any value",
        "counts": "list of integers",
        "missing": "map",
    }
    assert (properties["name"].required, properties["name"].description) == (True, "Its name.")


def test_a_model_inside_of_itself_comes_to_an_end():
    affinity = setting_shapes(MODELS)["affinity"]
    assert affinity.properties["inner"].shape.kind is Kind.MAPPING


def test_without_models_nothing_is_known():
    assert setting_shapes(NO_MODELS) == {}


def test_only_what_holds_pod_settings_is_a_matter_of_kubernetes(shipped_catalog: Catalog):
    flavor = shipped_catalog.flavor("orchestrator", "kubernetes")
    assert flavor is not None
    assert kubernetes_shape(flavor, "kubernetes_context") is None
    shape = kubernetes_shape(flavor, "pod_settings")
    assert shape is not None
    # what the models say nothing of stays as ZenML has it
    assert shape.properties["labels"].shape.words == "map of strings"
    assert shape.properties["tolerations"].shape.words == "list of objects"
    own = flavor.parameters["pod_settings"].shape.find(Kind.OBJECT)
    assert own is not None
    assert shape.properties.keys() == own.properties.keys()


def test_a_catalog_has_models_of_its_own(shipped_catalog: Catalog, tmp_path: Path):
    bundled = shipped_catalog.flavor("orchestrator", "kubernetes")
    assert bundled is not None
    model = {"name": {"kind": "value", "type": "str"}, "shade": {"kind": "value", "type": "int"}}
    setting = {"model": "Volume", "each": True, "mirrors": ""}
    own = tmp_path / "kubernetes.json"
    own.write_text(json.dumps({"pod_settings": {"volumes": setting}, "models": {"Volume": model}}))

    def keys(models: Path | None) -> set[str]:
        shape = kubernetes_shape(replace(bundled, pod_models=models), "pod_settings")
        volumes = shape.properties["volumes"].shape if shape is not None else None
        item = volumes.item if volumes is not None else None
        return set(item.properties) if item is not None else set()

    assert keys(own) == {"name", "shade"}
    assert "hostPath" in keys(bundled.pod_models)
    assert keys(bundled.pod_models) == keys(None)
    assert keys(tmp_path / "none.json") == set()


def test_what_is_added_to_a_pod_is_called_as_its_reader_calls_it():
    known = bundled_settings()
    for key, name in (("orchestrator", "node_name"), ("deployer", "nodeName")):
        settings = known.of_flavor(key, "kubernetes")
        assert settings is not None
        shape = kubernetes_shape(settings, "pod_settings")
        assert shape is not None
        added = shape.below("additional_pod_spec_args")
        assert added is not None
        assert set(added.properties) & {"node_name", "nodeName"} == {name}
