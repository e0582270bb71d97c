"""What configuration classes of ZenML refuse beyond their schema; every case was tried on them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from stackls_core.catalog import class_rules
from stackls_core.catalog.bundled import CatalogFolder, open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.catalog.class_rule_kinds import Predicate, Violation
from stackls_core.catalog.class_rules import (
    accepts,
    filled_fields,
    ignored,
    violations,
)
from stackls_core.catalog.kubernetes import NO_MODELS, read_models
from stackls_core.catalog.model import Flavor
from stackls_core.catalog.past_class_rules import PAST_RULES
from stackls_core.catalog.run_class_rules import CITED_BY_RULES, PASSED_ON, READ_BESIDE
from stackls_core.catalog.secret_lookups import LOOKUPS, resolved_references
from stackls_core.catalog.settings import CLASSES, SettingsClass, bundled_settings
from stackls_core.catalog.validator_hashes import HASHES
from stackls_core.documents.stack_file import stack_facts

S3 = {"path": "s3://bucket"}
SPACES = {**S3, "region": "fra1"}
HOST = {"host": "https://h.example.com"}
RUNAI = {"client_id": "i", "client_secret": "s", "project_name": "p"}
URL = {"runai_base_url": "https://o.run.ai"}

REFUSED: list[tuple[str, dict[str, Any], tuple[str | int, ...]]] = [
    (
        "alerter/slack",
        {"slack_channel_id": "a", "default_slack_channel_id": "b"},
        ("default_slack_channel_id",),
    ),
    ("artifact_store/digitalocean", S3, ()),
    ("artifact_store/digitalocean", {**S3, "region": ""}, ()),
    ("artifact_store/digitalocean", {**S3, "region": "Frankfurt"}, ("region",)),
    ("artifact_store/local", {"path": "s3://bucket"}, ("path",)),
    ("artifact_store/local", {"path": "'gs://bucket"}, ("path",)),
    ("artifact_store/local", {"path": '"{{a.b}}"'}, ("path",)),
    (
        "artifact_store/s3",
        {**S3, "client_kwargs": {"endpoint_url": "minio:9000"}},
        ("client_kwargs", "endpoint_url"),
    ),
    (
        "artifact_store/s3",
        {**S3, "client_kwargs": '{"endpoint_url": "http://"}'},
        ("client_kwargs", "endpoint_url"),
    ),
    (
        "artifact_store/b2",
        {**S3, "client_kwargs": {"endpoint_url": 5}},
        ("client_kwargs", "endpoint_url"),
    ),
    ("container_registry/aws", {"uri": "1.dkr.ecr.eu-west-1.amazonaws.com/repo"}, ("uri",)),
    ("container_registry/digitalocean", {"uri": "registry.digitalocean.com"}, ("uri",)),
    ("container_registry/digitalocean", {"uri": "registry.digitalocean.com.evil/x"}, ("uri",)),
    ("data_validator/great_expectations", {"context_config": "[1]"}, ("context_config",)),
    ("data_validator/great_expectations", {"context_config": '{\t"a": 1}'}, ("context_config",)),
    ("data_validator/great_expectations", {"context_root_dir": "s3://x"}, ("context_root_dir",)),
    ("deployer/kubernetes", {"liveness_probe_path": "health"}, ("liveness_probe_path",)),
    ("experiment_tracker/mlflow", {"tracking_username": "me"}, ("tracking_username",)),
    ("experiment_tracker/mlflow", {"tracking_password": "{{a.b}}"}, ("tracking_password",)),
    ("experiment_tracker/mlflow", {"tracking_uri": "https://m"}, ("tracking_uri",)),
    ("experiment_tracker/mlflow", {"enable_unity_catalog": "yes"}, ("enable_unity_catalog",)),
    ("experiment_tracker/mlflow", {"databricks_host": "h"}, ("databricks_host",)),
    (
        "experiment_tracker/mlflow",
        {"tracking_uri": "databricks", "tracking_token": "t"},
        ("tracking_uri",),
    ),
    (
        "experiment_tracker/mlflow",
        {
            "tracking_uri": "http://m",
            "tracking_token": "t",
            "tracking_username": "u",
            "tracking_password": "p",
        },
        ("tracking_token",),
    ),
    ("experiment_tracker/vertex", {"experiment": "My Experiment"}, ("experiment",)),
    (
        "experiment_tracker/wandb",
        {"run_id": "r", "run_id_strategy": "new_on_retry"},
        ("run_id",),
    ),
    ("experiment_tracker/wandb", {"resume": "must"}, ("resume",)),
    (
        "experiment_tracker/wandb",
        {"resume": "never", "run_id_strategy": "reuse_on_retry"},
        ("resume",),
    ),
    (
        "experiment_tracker/wandb",
        {"run_config": {"zenml_x": 1}},
        ("run_config", "zenml_x"),
    ),
    ("experiment_tracker/wandb", {"init_kwargs": '{"tags": []}'}, ("init_kwargs", "tags")),
    ("log_store/datadog", {"max_export_batch_size": "1001"}, ("max_export_batch_size",)),
    ("orchestrator/azureml", {"mode": "compute-cluster"}, ("mode",)),
    ("orchestrator/databricks", {**HOST, "client_id": "i"}, ("client_id",)),
    ("orchestrator/databricks", {**HOST, "autoscale": [2, "1"]}, ("autoscale",)),
    ("orchestrator/databricks", {**HOST, "autoscale": [-1, 1]}, ("autoscale",)),
    (
        "orchestrator/databricks",
        {**HOST, "init_scripts": ["dbfs:/a", "/b"]},
        ("init_scripts", 1),
    ),
    (
        "orchestrator/databricks",
        {**HOST, "access_control_list": [{"permission_level": "CAN_VIEW"}]},
        ("access_control_list", 0),
    ),
    ("orchestrator/databricks", {**HOST, "schedule_timezone": "Mars/X"}, ("schedule_timezone",)),
    ("orchestrator/kubeflow", {"client_username": "u"}, ("client_username",)),
    ("orchestrator/kubernetes", {"concurrency_policy": "Never"}, ("concurrency_policy",)),
    (
        "orchestrator/kubernetes",
        {"pod_settings": {"volumes": [{"name": "v"}, {}]}},
        ("pod_settings", "volumes", 1),
    ),
    (
        "orchestrator/kubernetes",
        {"orchestrator_pod_settings": '{"env": [{"value": "x"}]}'},
        ("orchestrator_pod_settings", "env", 0),
    ),
    ("orchestrator/kubernetes", {"pod_settings": {1: 2}}, ("pod_settings",)),
    (
        "orchestrator/kubeflow",
        {"pod_settings": '{"volumes": [{}]}'},
        ("pod_settings", "volumes", 0),
    ),
    ("orchestrator/modal", {"token_id": "i", "token_secret": " "}, ("token_id",)),
    ("orchestrator/sagemaker", {"output_data_s3_uri": {"a": "s3://b"}}, ("output_data_s3_uri",)),
    (
        "orchestrator/sagemaker",
        {"output_data_s3_uri": {"a": "s3://b"}, "use_training_step": "false"},
        ("output_data_s3_uri",),
    ),
    (
        "orchestrator/sagemaker",
        {"output_data_s3_uri": "s3://b", "output_data_s3_mode": "Continuous"},
        ("output_data_s3_mode",),
    ),
    (
        "orchestrator/sagemaker",
        {"processor_tags": '{"a": "b"}', "tags": {"a": "c"}},
        ("processor_tags",),
    ),
    ("orchestrator/tekton", {"client_password": "{{a.b}}"}, ("client_password",)),
    ("orchestrator/vm_aws", {"infra": "aws", "region": "eu-west-1"}, ("region",)),
    (
        "orchestrator/vm_lambda",
        {"infra": "", "resources_settings": {"cloud": "aws"}},
        ("resources_settings", "cloud"),
    ),
    ("step_operator/azureml", {"compute_target_name": None}, ("compute_target_name",)),
    ("step_operator/runai", {**RUNAI, "runai_base_url": "o.run.ai"}, ("runai_base_url",)),
    ("step_operator/runai", {**RUNAI, "runai_base_url": "https://"}, ("runai_base_url",)),
    ("step_operator/runai", {**RUNAI, "runai_base_url": "https://o?q=1"}, ("runai_base_url",)),
    ("step_operator/runai", {**URL, "cpu_memory_limit": "8"}, ("cpu_memory_limit",)),
    ("step_operator/runai", {**URL, "gpu_request_type": "memory"}, ("gpu_request_type",)),
    ("step_operator/runai", {**URL, "gpu_portion_limit": 0.5}, ("gpu_portion_limit",)),
    ("step_operator/runai", {**URL, "parallelism": 3, "completions": "2"}, ("parallelism",)),
    (
        "step_operator/runai",
        {**URL, "pvc_mounts": [{"path": "data"}]},
        ("pvc_mounts", 0, "path"),
    ),
    (
        "step_operator/runai",
        {**URL, "secret_mounts": [{"secret": "s", "mount_path": "/s", "default_mode": "644"}]},
        ("secret_mounts", 0, "default_mode"),
    ),
    (
        "step_operator/runai",
        {**URL, "pvc_mounts": [{"path": "/x"}], "s3_mounts": [{"bucket": "b", "path": "/x"}]},
        ("s3_mounts", 0, "path"),
    ),
]

ALLOWED: list[tuple[str, dict[str, Any]]] = [
    ("alerter/slack", {"slack_channel_id": "a", "default_slack_channel_id": "a"}),
    ("alerter/slack", {"default_slack_channel_id": "a"}),
    ("artifact_store/digitalocean", SPACES),
    ("artifact_store/digitalocean", {**S3, "client_kwargs": {"endpoint_url": "https://e"}}),
    ("artifact_store/digitalocean", {**S3, "client_kwargs": "${ARGUMENTS}"}),
    ("artifact_store/digitalocean", {**S3, "region": "${REGION}"}),
    ("artifact_store/digitalocean", {**S3, "region": "{{a.b}}"}),
    ("artifact_store/local", {"path": "/data"}),
    ("artifact_store/local", {}),
    ("artifact_store/s3", {**S3, "client_kwargs": {"endpoint_url": ""}}),
    ("artifact_store/s3", {**S3, "client_kwargs": {"endpoint_url": "${URL}"}}),
    ("artifact_store/s3", {**S3, "client_kwargs": None}),
    ("container_registry/aws", {"uri": "1.dkr.ecr.eu-west-1.amazonaws.com/"}),
    ("container_registry/default", {"uri": "anything/at/all"}),
    ("data_validator/great_expectations", {"context_config": "a: 1"}),
    ("data_validator/great_expectations", {"context_config": ""}),
    ("data_validator/great_expectations", {"context_root_dir": "./somewhere"}),
    ("experiment_tracker/mlflow", {"tracking_uri": "${URI}", "tracking_username": "${USER}"}),
    ("experiment_tracker/mlflow", {"tracking_uri": "/local"}),
    (
        "experiment_tracker/mlflow",
        {
            "tracking_uri": "https://m",
            "tracking_username": "{{a.b}}",
            "tracking_password": "{{a.c}}",
        },
    ),
    (
        "experiment_tracker/mlflow",
        {
            "tracking_uri": "databricks",
            "databricks_host": "h",
            "databricks_client_id": "i",
            "databricks_client_secret": "s",
        },
    ),
    ("experiment_tracker/vertex", {"experiment": ""}),
    ("experiment_tracker/wandb", {"resume": "must", "run_id": "r"}),
    ("experiment_tracker/wandb", {"resume": "must", "run_id": "${RUN}"}),
    ("log_store/datadog", {"max_export_batch_size": 1000}),
    ("orchestrator/azureml", {"mode": "serverless"}),
    ("orchestrator/azureml", {"mode": "compute-cluster", "compute_name": ""}),
    ("orchestrator/databricks", {**HOST, "autoscale": [0, 1.0]}),
    ("orchestrator/databricks", {**HOST, "schedule_timezone": "Europe/Berlin"}),
    ("orchestrator/databricks", {**HOST, "client_id": ""}),
    ("orchestrator/kubeflow", {"client_username": "u", "client_password": ""}),
    ("orchestrator/kubeflow", {"pod_settings": {"volumes": [{}]}}),
    ("orchestrator/kubernetes", {"concurrency_policy": " forbid "}),
    ("orchestrator/modal", {"token_id": " "}),
    ("orchestrator/sagemaker", {"processor_tags": '{"a": "b"}', "tags": {"a": "b"}}),
    (
        "orchestrator/sagemaker",
        {"output_data_s3_uri": {"a": "s3://b"}, "use_training_step": False},
    ),
    ("orchestrator/vm_aws", {"infra": None, "region": "eu-west-1"}),
    ("orchestrator/vm_aws", {"infra": "${INFRA}", "region": "eu-west-1"}),
    ("orchestrator/vm_aws", {"infra": "aws", "region": "${REGION}"}),
    ("orchestrator/sagemaker", {"processor_tags": {"a": "${A}"}, "tags": {"a": "b"}}),
    ("orchestrator/sagemaker", {"processor_tags": "null", "tags": {"a": "b"}}),
    ("step_operator/azureml", {"compute_target_name": "x"}),
    ("step_operator/runai", {**RUNAI, **URL, "gpu_portion_limit": 0.5, "gpu_portion_request": 0.5}),
    ("step_operator/runai", {**RUNAI, **URL, "pvc_mounts": [{"path": "${PATH}"}] * 2}),
    ("no_such_type/at_all", {"a": 1}),
]


@cache
def catalog() -> CatalogFolder:
    return open_folder()


@cache
def shipped(text: str) -> Flavor:
    component_type, _, name = text.partition("/")
    found = catalog().load(component_type, name)
    return found or Flavor(component_type, name, name)


@pytest.mark.parametrize(("flavor", "configuration", "path"), REFUSED)
def test_refused(flavor: str, configuration: dict[str, Any], path: tuple[str | int, ...]):
    found = violations(shipped(flavor), configuration)
    assert [violation.path for violation in found] == [path]
    assert found[0].message.endswith(".")


@pytest.mark.parametrize(("flavor", "configuration"), ALLOWED)
def test_allowed(flavor: str, configuration: dict[str, Any]):
    assert violations(shipped(flavor), configuration) == []


ODD = [None, 0, 1.5, True, "", " ", "x", "[", "{}", "${X}", "{{a.b}}", [], [None], {}, {1: 2}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_values_never_raise(odd: object):
    for flavor in everything():
        configuration = dict.fromkeys(flavor.parameters, odd)
        violations(flavor, configuration)
        filled_fields(flavor, configuration)
        resolved_references(flavor, configuration)
        for name in flavor.parameters:
            accepts(flavor, (name,), odd)


def everything() -> list[Flavor]:
    return [shipped("/".join(key)) for key in catalog().summaries]


def run_classes() -> list[SettingsClass]:
    known = bundled_settings()
    return [known.of_class(name) for name in (*CLASSES, "pipeline", "step")]


# -- the validators that rules mirror ------------------------------------------------------------

CITED = sorted(
    {
        *(rule.mirrors for rule in class_rules.RULES),
        *(rule.also for rule in class_rules.RULES if isinstance(rule, Predicate) and rule.also),
        *(rule.mirrors for rule in (*class_rules.ACCEPTED, *class_rules.FILLED, *LOOKUPS)),
        *(setting.mirrors for setting in read_models().settings.values()),
        *(class_rules.DEPRECATE, class_rules.POD_SETTINGS_INIT),
        *(*stack_facts.REFUSE_LOCAL, stack_facts.GCP_BUILDER),
        *(stack_facts.MLFLOW_REGISTRY, stack_facts.MLFLOW_TRACKER),
        *(mirrors for _, mirrors in (*READ_BESIDE, *PASSED_ON)),
        *CITED_BY_RULES,
    }
)


PAST = {rule.mirrors for rule in PAST_RULES}


@pytest.mark.parametrize("validator", sorted(set(CITED) - PAST))
def test_every_cited_validator_is_in_the_shipped_catalog_as_it_was_read(validator: str):
    every = [*everything(), *run_classes()]
    found = {one.code[validator] for one in every if validator in one.code}
    assert found
    assert found <= set(HASHES.get(validator, ()))


def test_every_validator_of_the_past_is_in_a_past_version_alone(shipped_catalogs: AllCatalogs):
    newest, found = shipped_catalogs.versions[-1], dict[str, set[tuple[str, str]]]()
    for version in shipped_catalogs.versions:
        known = shipped_catalogs.exact(version)
        for one in (known.flavor(*key) for kind in known.types for key in keys(known, kind)):
            for name in PAST & set(one.code if one else ()):
                found.setdefault(name, set()).add((version, one.code[name] if one else ""))
    assert found.keys() == PAST
    for name, seen in found.items():
        assert {code for _, code in seen} == set(HASHES[name])
        assert newest not in dict(seen)


def keys(known: Catalog, component_type: str) -> list[tuple[str, str]]:
    return [(component_type, summary.name) for summary in known.flavors(component_type)]


def test_hashes_are_kept_for_cited_validators_alone():
    assert sorted(HASHES) == CITED


def test_a_rule_that_cites_no_validator_of_the_flavor_is_silent():
    spaces = shipped("artifact_store/digitalocean")
    rule = Predicate(lambda _: [Violation((), "No.")], "zenml.nowhere.Config._validate")
    assert not class_rules.applies(spaces, rule)


@pytest.mark.parametrize(("flavor", "configuration", "path"), REFUSED)
def test_a_validator_that_reads_otherwise_silences_its_rules(
    flavor: str, configuration: dict[str, Any], path: tuple[str | int, ...]
):
    other = replace(shipped(flavor), code=dict.fromkeys(shipped(flavor).code, "0123456789abcdef"))
    assert violations(other, configuration) == []
    assert filled_fields(other, configuration) == frozenset()
    references = dict.fromkeys(other.parameters, "{{a.b}}")
    assert resolved_references(other, references) == frozenset()


def test_only_the_rules_of_that_validator_are_silent():
    mlflow = shipped("experiment_tracker/mlflow")
    pairs = next(name for name in mlflow.code if name.endswith("_ensure_complete_credential_pairs"))
    configuration = {"tracking_username": "me", "databricks_host": "h"}
    assert [v.path for v in violations(mlflow, configuration)] == [
        ("tracking_username",),
        ("databricks_host",),
    ]
    other = replace(mlflow, code={**mlflow.code, pairs: "0123456789abcdef"})
    assert [v.path for v in violations(other, configuration)] == [("databricks_host",)]


def test_a_custom_flavor_that_inherits_a_validator_has_its_rules():
    mine = replace(shipped("artifact_store/s3"), name="my_s3", is_custom=True)
    found = violations(mine, {"path": "s3://b", "client_kwargs": {"endpoint_url": "minio:9000"}})
    assert [violation.path for violation in found] == [("client_kwargs", "endpoint_url")]


def test_without_models_nothing_is_said_about_pod_settings():
    configuration = {"pod_settings": {"volumes": [{}]}}
    assert violations(shipped("orchestrator/kubernetes"), configuration, NO_MODELS) == []


def test_filled_fields():
    datadog, sagemaker = shipped("log_store/datadog"), shipped("orchestrator/sagemaker")
    assert filled_fields(datadog, {}) == {"endpoint"}
    assert filled_fields(datadog, {"endpoint": "https://e"}) == frozenset()
    assert filled_fields(sagemaker, {}) == frozenset()
    given = {"execution_role": None, "processor_role": "r"}
    assert filled_fields(sagemaker, given) == {"execution_role"}
    assert filled_fields(shipped("orchestrator/local"), {}) == frozenset()


@pytest.mark.parametrize(
    ("flavor", "path", "value", "expected"),
    [
        ("orchestrator/kubernetes", ("api_request_timeout",), 3.7, True),
        ("step_operator/kubernetes", ("api_request_timeout",), 0.5, None),
        ("orchestrator/kubernetes", ("api_request_timeout",), float("nan"), None),
        ("orchestrator/kubeflow", ("pod_settings",), 5, True),
        ("orchestrator/kubeflow", ("pod_settings",), "5", None),
        ("orchestrator/kubernetes", ("pod_settings", "volumes"), {}, True),
        ("orchestrator/kubernetes", ("pod_settings", "volumes"), None, None),
        ("orchestrator/kubernetes", ("pod_settings", "labels"), "", None),
        ("data_validator/great_expectations", ("context_config",), "a: 1", True),
        ("data_validator/great_expectations", ("context_config",), "abc", None),
        ("log_store/datadog", ("endpoint",), 0, True),
        ("log_store/datadog", ("endpoint",), 5, None),
        ("alerter/slack", ("slack_token",), 5, None),
    ],
)
def test_accepts(flavor: str, path: tuple[str, ...], value: object, expected: bool | None):
    assert accepts(shipped(flavor), path, value) is expected


@pytest.mark.parametrize(
    ("flavor", "configuration", "expected"),
    [
        ("orchestrator/modal", {"token_id": "{{a.b}}", "token_secret": "x"}, {"token_id"}),
        ("experiment_tracker/mlflow", {"tracking_token": "{{a.b}}"}, set()),
        (
            "experiment_tracker/mlflow",
            {"tracking_uri": "https://m", "tracking_token": "{{a.b}}"},
            {"tracking_token"},
        ),
        ("orchestrator/vm_aws", {"region": "{{a.b}}"}, set()),
        ("deployer/kubernetes", {"kubernetes_context": "{{a.b}}"}, {"kubernetes_context"}),
        ("deployer/kubernetes", {"kubernetes_context": "{{a.b}}", "local": True}, set()),
        ("alerter/slack", {"slack_token": "{{a.b}}"}, set()),
    ],
)
def test_references_that_the_import_looks_up(
    flavor: str, configuration: dict[str, Any], expected: set[str]
):
    assert resolved_references(shipped(flavor), configuration) == expected


@pytest.mark.parametrize(
    ("flavor", "configuration", "names"),
    [
        ("orchestrator/azureml", {"size": "x", "location": "y", "shm_size": "2g"}, "location size"),
        ("orchestrator/azureml", {"mode": "serverless", "compute_name": "a"}, "compute_name"),
        ("orchestrator/azureml", {"mode": "compute-instance", "size": "x", "tier": "y"}, "tier"),
        ("orchestrator/azureml", {"mode": "compute-cluster", "size": "x", "tier": "y"}, ""),
        ("orchestrator/azureml", {"mode": "${MODE}", "tier": "y"}, ""),
        ("orchestrator/azureml", {"mode": 5, "tier": "y"}, ""),
        ("step_operator/azureml", {"compute_target_name": "a", "size": "x", "tier": "y"}, "tier"),
        ("step_operator/azureml", {"compute_target_name": None, "size": "x"}, "size"),
        ("orchestrator/kubernetes", {"tier": "y"}, ""),
    ],
)
def test_parameters_that_have_no_effect(flavor: str, configuration: dict[str, Any], names: str):
    assert sorted(ignored(shipped(flavor), configuration)) == names.split()
