"""What the classes of run configurations refuse beyond their schema; each was tried on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stackls_core.catalog.class_rules import filled_fields, is_read, passes_on, violations
from stackls_core.catalog.settings import bundled_settings

REFUSED: list[tuple[str, dict[str, Any], tuple[str | int, ...]]] = [
    ("resources", {"min_replicas": 5, "max_replicas": 2}, ("min_replicas",)),
    ("resources", {"min_replicas": "5", "max_replicas": 2.0}, ("min_replicas",)),
    ("docker", {"source_files": "included"}, ("source_files",)),
    (
        "docker",
        {"local_project_install_command": "x", "allow_including_files_in_images": False},
        ("local_project_install_command",),
    ),
    (
        "docker",
        {"local_project_install_command": "x", "source_files": "download"},
        ("local_project_install_command",),
    ),
    ("pipeline", {"model": {"name": "a", "model_version_id": "b"}}, ("model", "model_version_id")),
    ("step", {"model": {"name": "a", "model_version_id": "b"}}, ("model", "model_version_id")),
]
ALLOWED: list[tuple[str, dict[str, Any]]] = [
    ("resources", {"min_replicas": 5, "max_replicas": 0}),
    ("resources", {"min_replicas": 5, "max_replicas": 5}),
    ("resources", {"min_replicas": 5}),
    ("resources", {"min_replicas": 5, "max_replicas": "${MOST}"}),
    ("docker", {"source_files": "download"}),
    ("docker", {"source_files": "${FILES}"}),
    ("docker", {"source_files": "included", "allow_download_from_artifact_store": True}),
    ("docker", {"local_project_install_command": "x"}),
    ("docker", {"local_project_install_command": "x", "source_files": "include"}),
    (
        "docker",
        {
            "local_project_install_command": "x",
            "source_files": "download",
            "allow_download_from_artifact_store": True,
        },
    ),
    ("pipeline", {"model": {"name": "a", "model_version_id": None}}),
    (
        "pipeline",
        {
            "model": {
                "name": "a",
                "model_version_id": "b",
                "suppress_class_validation_warnings": True,
            }
        },
    ),
]


@pytest.mark.parametrize(("name", "values", "path"), REFUSED)
def test_refused(name: str, values: dict[str, Any], path: tuple[str | int, ...]):
    found = violations(bundled_settings().of_class(name), values)
    assert [one.path for one in found] == [path]


@pytest.mark.parametrize(("name", "values"), ALLOWED)
def test_allowed(name: str, values: dict[str, Any]):
    assert violations(bundled_settings().of_class(name), values) == []


@pytest.mark.parametrize(("name", "values", "path"), REFUSED)
def test_a_validator_that_reads_otherwise_silences_its_rules(
    name: str, values: dict[str, Any], path: tuple[str | int, ...]
):
    settings = bundled_settings().of_class(name)
    other = replace(settings, code=dict.fromkeys(settings.code, "0123456789abcdef"))
    assert path
    assert violations(other, values) == []


def test_keys_that_only_a_validator_reads():
    resources = bundled_settings().of_class("resources")
    assert is_read(resources, "preemptible")
    assert not is_read(resources, "preemptable")
    assert not is_read(bundled_settings().of_class("docker"), "preemptible")
    assert filled_fields(resources, {"resources": None, "pool_resources": {"tpu": 1}}) == {
        "resources"
    }


def test_objects_of_which_every_key_counts():
    docker = bundled_settings().of_class("docker")
    assert passes_on(docker, "build_config.build_options")
    assert not passes_on(docker, "build_config")
