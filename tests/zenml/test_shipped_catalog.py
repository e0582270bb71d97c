"""The catalog that ships with stackls, checked on its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import stackls_core.catalog
from stackls_core.catalog.record_file import RECORDS, RecordFile
from stackls_probe.installation import probe_hash
from stackls_probe.protocol import FORMAT

CATALOG = Path(stackls_core.catalog.__file__).parent / "data"
TYPES = [
    "alerter",
    "annotator",
    "artifact_store",
    "container_registry",
    "data_validator",
    "experiment_tracker",
    "feature_store",
    "image_builder",
    "log_store",
    "model_deployer",
    "orchestrator",
    "step_operator",
    "model_registry",
    "deployer",
    "sandbox",
]


@cache
def index() -> dict[str, Any]:
    path = CATALOG / "index.json"
    assert path.is_file(), "install stackls (pip install -e .) to have its catalog written"
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def flavor(component_type: str, name: str) -> dict[str, Any]:
    return RecordFile(CATALOG / RECORDS).read(f"{component_type}/{name}")


@cache
def flavors() -> list[dict[str, Any]]:
    return [flavor(entry["type"], entry["name"]) for entry in index()["flavors"]]


def test_index_is_of_this_probe_and_complete():
    assert index()["format"] == FORMAT
    assert index()["zenml_version"] == "0.98.0"
    assert index()["probe"] == probe_hash()
    assert index()["types"] == TYPES
    assert index()["skipped"] == []


def test_sizes():
    assert len(flavors()) == 82
    assert sum(len(f["schema"].get("properties", {})) for f in flavors()) == 880
    assert sum(len(f["facts"]["refuse_secret_references"]) for f in flavors()) == 34
    assert sum(path.stat().st_size for path in CATALOG.iterdir()) < 1_000_000


def test_every_record_is_in_the_index_and_the_index_is_sorted():
    keys = [(entry["type"], entry["name"]) for entry in index()["flavors"]]
    assert keys == sorted(keys)
    with (CATALOG / RECORDS).open("rb") as file:
        records = [tuple(key.split("/")) for key in json.loads(file.readline())]
    assert sorted(key for key in records if key[0] != "settings") == keys


def test_index_repeats_what_the_flavors_say():
    for entry, full in zip(index()["flavors"], flavors(), strict=True):
        for name in ("type", "name", "display_name", "docs_url", "remote", "local"):
            assert entry[name] == full[name]
        assert entry["integration"] == (full["integration"] or {}).get("name")
        assert full["description"].startswith(entry["summary"]) or "\n" in full["description"]


def test_every_flavor_can_be_shown():
    for full in flavors():
        assert full["docs_url"].startswith("https://docs.zenml.io/"), full["name"]
        assert full["description"], full["name"]
        assert "zenml." in full["config_class"]
        assert full["origin"] == ("integration" if full["integration"] else "builtin")


def test_every_flavor_has_a_minimal_configuration_with_all_that_is_required():
    for full in flavors():
        facts = full["facts"]
        assert set(facts["required"]) <= set(facts["minimal"]), full["name"]
        assert set(facts["minimal"]) <= set(full["schema"].get("properties", {}))
        for group in facts["one_of"]:
            assert group[0] in facts["minimal"]


def test_minimal_configurations_hold_no_plain_secret():
    for full in flavors():
        for name, value in full["facts"]["minimal"].items():
            if name in full["facts"]["sensitive"] and value is not None:
                assert value == "{{my_secret." + name + "}}"


def test_facts_name_existing_fields():
    for full in flavors():
        properties = set(full["schema"].get("properties", {}))
        facts = full["facts"]
        for fact in (
            "refuse_secret_references",
            "clear_text",
            "sensitive",
            "deprecated",
            "json_fields",
            "attribute_docs",
            "required",
        ):
            assert set(facts[fact]) <= properties, (full["name"], fact)
        for entry in facts["deprecated"].values():
            assert entry["replacement"] is None or entry["replacement"] in properties


@pytest.mark.parametrize(
    ("component_type", "name", "schemes"),
    [
        ("artifact_store", "azure", ["abfs://", "az://"]),
        ("artifact_store", "gcp", ["gs://"]),
        ("artifact_store", "local", [""]),
        ("artifact_store", "s3", ["s3://"]),
        ("orchestrator", "local", None),
    ],
)
def test_schemes(component_type: str, name: str, schemes: list[str] | None):
    assert flavor(component_type, name)["facts"]["supported_schemes"] == schemes


def test_known_requirements():
    assert flavor("orchestrator", "vertex")["facts"]["required"] == ["location"]
    assert flavor("orchestrator", "sagemaker")["facts"]["required"] == ["execution_role"]
    # the class fills its endpoint itself
    assert flavor("log_store", "datadog")["facts"]["required"] == ["api_key", "application_key"]
    spaces = flavor("artifact_store", "digitalocean")["facts"]
    assert spaces["required"] == ["path"]
    assert spaces["one_of"] == [["region", "client_kwargs"]]


def test_known_deprecations():
    slack = flavor("alerter", "slack")["facts"]["deprecated"]
    assert slack["default_slack_channel_id"]["replacement"] == "slack_channel_id"
    kubernetes = flavor("orchestrator", "kubernetes")["facts"]["deprecated"]
    assert kubernetes["pod_name_prefix"]["replacement"] == "job_name_prefix"
    assert kubernetes["timeout"]["replacement"] is None


def test_known_places():
    places = {
        ("orchestrator", "local"): (False, True),
        ("orchestrator", "kubeflow"): (True, False),
        ("orchestrator", "kubernetes"): (None, None),
        ("sandbox", "local"): (False, True),
        ("artifact_store", "s3"): (False, False),
    }
    for key, expected in places.items():
        assert (flavor(*key)["remote"], flavor(*key)["local"]) == expected


def test_json_fields():
    s3 = flavor("artifact_store", "s3")["facts"]["json_fields"]
    assert s3["client_kwargs"] == "container"
    kubernetes = flavor("orchestrator", "kubernetes")["facts"]["json_fields"]
    assert kubernetes["pod_settings"] == "model"


def test_pod_settings_have_docs_and_models():
    facts = flavor("orchestrator", "kubernetes")["facts"]
    assert "tolerations" in facts["nested_attribute_docs"]["KubernetesPodSettings"]
    kubernetes = json.loads((CATALOG / "kubernetes.json").read_text(encoding="utf-8"))
    validators = "zenml.integrations.kubernetes.pod_settings.KubernetesPodSettings"
    assert kubernetes["pod_settings"]["volumes"] == {
        "model": "V1Volume",
        "each": True,
        "mirrors": f"{validators}._convert_volumes",
    }
    affinity = kubernetes["pod_settings"]["affinity"]
    assert (affinity["model"], affinity["each"]) == ("V1Affinity", False)
    mount = kubernetes["models"]["V1VolumeMount"]
    assert {key for key, known in mount.items() if known["required"]} == {"mountPath", "name"}
    named = {known["model"] for model in kubernetes["models"].values() for known in model.values()}
    assert named - {None} <= set(kubernetes["models"])
