"""Which secret references ZenML looks up while it imports a component, and so may refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackls_core.catalog import class_predicates as predicates
from stackls_core.catalog.class_rule_kinds import BOOL, Configuration, coerced, text_of
from stackls_core.catalog.mirrored import is_mirrored
from stackls_core.yamltree.values import parse_secret_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stackls_core.catalog.model import Flavor


@dataclass(frozen=True)
class Lookup:
    """The parameters that a validator, ``is_remote`` or ``is_local`` reads."""

    mirrors: str
    reads: Callable[[Configuration], Iterable[str]]


def resolved_references(flavor: Flavor, configuration: Configuration) -> frozenset[str]:
    """Give the parameters whose secret references ZenML looks up while it imports a component.

    Validators, ``is_remote`` and ``is_local`` read attributes, and reading one resolves its
    reference (``StackComponentConfig.__custom_getattribute__``): where such a secret does not
    exist, the import is refused. All other references are first looked up when a pipeline runs.
    """
    return frozenset(
        name
        for lookup in LOOKUPS
        if is_mirrored(flavor, lookup.mirrors)
        for name in lookup.reads(configuration)
        if parse_secret_reference(configuration.get(name))
    )


def _always(*names: str) -> Callable[[Configuration], Iterable[str]]:
    return lambda _: names


def _mlflow_reads(configuration: Configuration) -> Iterator[str]:
    yield from ("tracking_uri", "tracking_username", "tracking_password")
    uri = text_of(configuration, "tracking_uri") or ""
    if uri == "databricks" or uri.startswith(("http://", "https://")):
        yield "tracking_token"


def _infra_reads(configuration: Configuration) -> Iterator[str]:
    if configuration.get("infra") is not None:
        yield from ("infra", "region", "zone")


def _compute_reads(configuration: Configuration) -> Iterator[str]:
    if configuration.get("mode") in predicates.COMPUTE_TARGETS:
        yield "compute_name"


def _compute_target_reads(configuration: Configuration) -> Iterator[str]:
    if "mode" not in configuration and "compute_name" not in configuration:
        yield "compute_target_name"


def _deployer_reads(configuration: Configuration) -> Iterator[str]:
    if not coerced(BOOL, configuration.get("local", False)):
        yield "kubernetes_context"


_I = "zenml.integrations"
_DATABRICKS = f"{_I}.databricks.flavors"
_MLFLOW = f"{_I}.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig"

LOOKUPS = (
    Lookup(
        f"{_I}.digitalocean.flavors.digitalocean_artifact_store_flavor"
        ".DigitalOceanSpacesArtifactStoreConfig._validate_region_or_endpoint",
        _always("region"),
    ),
    Lookup(
        f"{_I}.kubernetes.flavors.kubernetes_deployer_flavor.KubernetesDeployerConfig.is_local",
        _deployer_reads,
    ),
    Lookup(f"{_MLFLOW}._ensure_exactly_one_authentication_method_if_necessary", _mlflow_reads),
    Lookup(f"{_MLFLOW}._ensure_databricks_tracking_uri", _always(*predicates.MLFLOW_DATABRICKS)),
    Lookup(
        f"{_I}.wandb.flavors.wandb_experiment_tracker_flavor.WandbExperimentTrackerSettings"
        "._validate_wandb_init_settings",
        _always("run_id"),
    ),
    Lookup(
        f"{_I}.feast.flavors.feast_feature_store_flavor.FeastFeatureStoreConfig.is_local",
        _always("online_host"),
    ),
    Lookup(
        f"{_I}.azure.flavors.azureml.AzureMLComputeSettings.azureml_settings_validator",
        _compute_reads,
    ),
    Lookup(
        f"{_I}.azure.flavors.azureml_step_operator_flavor.AzureMLStepOperatorSettings"
        "._migrate_compute_name",
        _compute_target_reads,
    ),
    Lookup(
        f"{_DATABRICKS}.databricks_orchestrator_flavor.DatabricksOrchestratorConfig"
        "._validate_service_principal_credentials",
        _always("client_id", "client_secret"),
    ),
    Lookup(
        f"{_DATABRICKS}.databricks_step_operator_flavor.DatabricksStepOperatorConfig"
        "._validate_service_principal_credentials",
        _always("client_id", "client_secret"),
    ),
    Lookup(
        f"{_DATABRICKS}.databricks_shared_settings.DatabricksBaseSettings"
        "._validate_docker_image_credentials",
        _always("docker_image_username", "docker_image_password"),
    ),
    Lookup(
        f"{_I}.modal.flavors.modal_base_flavor.ModalCredentialsMixin.validate_modal_token_pair",
        _always("token_id", "token_secret"),
    ),
    Lookup(
        f"{_I}.skypilot.flavors.skypilot_orchestrator_base_vm_config"
        ".SkypilotBaseOrchestratorSettings._validate_infra_configuration",
        _infra_reads,
    ),
)
"""What ZenML 0.98.0 reads of a configuration while it imports a component."""
