"""What classes of past ZenML versions refuse; every case was tried on them."""

from __future__ import annotations

from typing import Any

import pytest

from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.catalog.class_rules import violations

MLFLOW = "experiment_tracker/mlflow"
HTTPS = {"tracking_uri": "https://m.example.com"}
DATABRICKS = {"tracking_uri": "databricks", "databricks_host": "https://d"}
RUNAI = {"client_id": "i", "client_secret": "s", "project_name": "p", "runai_base_url": "https://o"}

REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("0.85.0", MLFLOW, HTTPS, "tracking_uri"),
    ("0.94.6", MLFLOW, HTTPS, "tracking_uri"),
    ("0.94.6", MLFLOW, {**HTTPS, "tracking_username": "me"}, "tracking_uri"),
    (
        "0.94.6",
        MLFLOW,
        {**HTTPS, "tracking_username": "me", "tracking_password": ""},
        "tracking_uri",
    ),
    ("0.94.6", MLFLOW, {"tracking_uri": "databricks", "tracking_token": "t"}, "tracking_uri"),
    ("0.94.6", MLFLOW, DATABRICKS, "tracking_uri"),
    ("0.94.3", "step_operator/runai", {**RUNAI, "gpu_request_type": "memory"}, "gpu_request_type"),
    ("0.94.3", "step_operator/runai", {**RUNAI, "cpu_memory_limit": "4"}, "cpu_memory_limit"),
    ("0.95.1", "orchestrator/modal", {"token_id": "i"}, "token_id"),
    ("0.95.1", "step_operator/modal", {"token_secret": "s", "token_id": " "}, "token_secret"),
]
ACCEPTED: list[tuple[str, str, dict[str, Any]]] = [
    ("0.94.6", MLFLOW, {"tracking_uri": "file:///tmp"}),
    ("0.94.6", MLFLOW, {**HTTPS, "tracking_token": "{{a.b}}"}),
    ("0.94.6", MLFLOW, {**HTTPS, "tracking_username": "me", "tracking_password": "p"}),
    # both ways at once, and half of one: refused from 0.95 on
    ("0.94.6", MLFLOW, {**DATABRICKS, "tracking_token": "t", "tracking_username": "me"}),
    ("0.94.6", MLFLOW, {"tracking_username": "me"}),
    ("0.94.6", "step_operator/modal", {"token_id": "i"}),
    ("0.94.3", "step_operator/runai", {**RUNAI, "gpu_portion_limit": 1.0, "parallelism": 2}),
]


@pytest.mark.parametrize(("version", "flavor", "configuration", "name"), REFUSED)
def test_refused(
    version: str,
    flavor: str,
    configuration: dict[str, Any],
    name: str,
    shipped_catalogs: AllCatalogs,
):
    known = shipped_catalogs.exact(version).flavor(*flavor.split("/"))
    assert known is not None
    assert [one.path for one in violations(known, configuration)] == [(name,)]


@pytest.mark.parametrize(("version", "flavor", "configuration"), ACCEPTED)
def test_accepted(
    version: str, flavor: str, configuration: dict[str, Any], shipped_catalogs: AllCatalogs
):
    known = shipped_catalogs.exact(version).flavor(*flavor.split("/"))
    assert known is not None
    assert list(violations(known, configuration)) == []
