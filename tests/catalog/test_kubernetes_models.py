"""What the Kubernetes client requires of pod settings, on a few models written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stackls_core.catalog.kubernetes import (
    NO_MODELS,
    CheckedSetting,
    KubernetesModels,
    ModelField,
    read_models,
)
from stackls_core.catalog.kubernetes_models import refusals

if TYPE_CHECKING:
    from pathlib import Path

MODELS = KubernetesModels(
    {"volumes": CheckedSetting("Volume", each=True), "affinity": CheckedSetting("Affinity", False)},
    {
        "Volume": {
            "hostPath": ModelField("model", "HostPath"),
            "items": ModelField("list", "Item"),
            "labels": ModelField("dict"),
            "name": ModelField("value", required=True),
        },
        "HostPath": {"path": ModelField("value", required=True), "type": ModelField("value")},
        "Item": {"key": ModelField("value", required=True)},
        "Affinity": {"node": ModelField("model", "HostPath")},
    },
)


@pytest.mark.parametrize(
    ("settings", "path", "words"),
    [
        ({"volumes": [{"name": "a"}, {}]}, ("volumes", 1), "requires name"),
        ({"volumes": [{"name": None}]}, ("volumes", 0), "requires name"),
        (
            {"volumes": [{"name": "a", "hostPath": {"type": "x"}}]},
            ("volumes", 0, "hostPath"),
            "requires path",
        ),
        ({"volumes": [{"name": "a", "hostPath": "x"}]}, ("volumes", 0, "hostPath"), "a map"),
        ({"volumes": [{"name": "a", "items": "x"}]}, ("volumes", 0, "items"), "a list"),
        ({"volumes": [{"name": "a", "items": [5]}]}, ("volumes", 0, "items", 0), "a map"),
        ({"volumes": [{"name": "a", "labels": "x"}]}, ("volumes", 0, "labels"), "a map"),
        ({"affinity": {"node": {"type": "x"}}}, ("affinity", "node"), "requires path"),
        ({5: "x"}, (), "strings"),
    ],
)
def test_refused(settings: dict[Any, Any], path: tuple[str | int, ...], words: str):
    (refusal,) = refusals(MODELS, settings)
    assert refusal.path == path
    assert words in refusal.message


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"volumes": [{"name": ""}]},
        {"volumes": [{"name": "a", "hostPath": {}}]},
        {"volumes": [{"name": "a", "hostPath": "${HOST_PATH}", "items": ["${ITEM}"]}]},
        # an attribute that the model does not know ends the check of its entry
        {"volumes": [{"unknown": 1}]},
        {"volumes": [{"hostPath": {"unknown": 1}}]},
        # the type check reports these
        {"volumes": ["x"]},
        {"volumes": "x"},
        {"affinity": ["x"]},
    ],
)
def test_allowed(settings: dict[Any, Any]):
    assert list(refusals(MODELS, settings)) == []


def test_an_unknown_attribute_hides_only_what_comes_after_it():
    settings = {"volumes": [{"name": "a", "hostPath": {"type": "x"}, "unknown": 1}]}
    assert len(list(refusals(MODELS, settings))) == 1


def test_deep_nesting_is_survived():
    models = KubernetesModels(
        {"affinity": CheckedSetting("A", False)}, {"A": {"a": ModelField("model", "A")}}
    )
    value: dict[str, Any] = {}
    for _ in range(5000):
        value = {"a": value}
    assert list(refusals(models, {"affinity": value})) == []


def test_missing_or_broken_models_say_nothing(tmp_path: Path):
    assert read_models(tmp_path / "none.json") is NO_MODELS
    broken = tmp_path / "broken.json"
    broken.write_text('{"pod_settings": 5}', encoding="utf-8")
    assert read_models(broken) is NO_MODELS


def test_the_shipped_models_can_be_read():
    models = read_models()
    validator = "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings._convert_volumes"
    assert models.settings["volumes"] == CheckedSetting("V1Volume", True, validator)
    assert models.models["V1Volume"]["name"].required
