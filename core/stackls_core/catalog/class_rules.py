"""What configuration classes of ZenML refuse, accept or fill in beyond their JSON schema.

Every validator of the configuration classes in ZenML 0.98.0, and of the settings classes nested in
them, is written down here as a fact, keyed by (component type, flavor) and citing the validator it
mirrors. Not here, because the catalog has the facts: which path schemes an artifact store takes,
which fields refuse secret references, and which fields JSON text stands for.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, cast

from stackls_core.catalog import class_predicates as predicates
from stackls_core.catalog.class_rule_kinds import (
    EACH,
    Accepts,
    AtMost,
    Beside,
    ConfigPath,
    Configuration,
    ExactlyOne,
    FilledFrom,
    Key,
    Pattern,
    Predicate,
    Prefix,
    Renamed,
    Rule,
    Together,
    Violation,
    container_of,
)
from stackls_core.catalog.kubernetes import POD_SETTINGS, read_models
from stackls_core.catalog.kubernetes_models import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackls_core.catalog.kubernetes import KubernetesModels

_INTEGRATIONS = "zenml.integrations"
_S3 = f"{_INTEGRATIONS}.s3.flavors.s3_artifact_store_flavor.S3ArtifactStoreConfig"
_DO = f"{_INTEGRATIONS}.digitalocean.flavors"
_MLFLOW = (
    f"{_INTEGRATIONS}.mlflow.flavors.mlflow_experiment_tracker_flavor.MLFlowExperimentTrackerConfig"
)
_DATABRICKS = f"{_INTEGRATIONS}.databricks.flavors"
_KUBERNETES = f"{_INTEGRATIONS}.kubernetes.flavors"
_KUBEFLOW = f"{_INTEGRATIONS}.kubeflow.flavors.kubeflow_orchestrator_flavor"
_TEKTON = f"{_INTEGRATIONS}.tekton.flavors.tekton_orchestrator_flavor"
_SAGEMAKER = f"{_INTEGRATIONS}.aws.flavors.sagemaker_orchestrator_flavor"
_RUNAI = f"{_INTEGRATIONS}.runai.flavors"
_WANDB = (
    f"{_INTEGRATIONS}.wandb.flavors.wandb_experiment_tracker_flavor.WandbExperimentTrackerSettings"
)
_GREAT = (
    f"{_INTEGRATIONS}.great_expectations.flavors.great_expectations_data_validator_flavor"
    ".GreatExpectationsDataValidatorConfig"
)
_AZUREML = f"{_INTEGRATIONS}.azure.flavors"
_DEPRECATE = "zenml.utils.deprecation_utils.deprecate_pydantic_attributes"

_ENDPOINT = Predicate(predicates.endpoint_url, f"{_S3}._validate_client_kwargs")
_MODAL_PAIR = Together(
    "token_id",
    "token_secret",
    f"{_INTEGRATIONS}.modal.flavors.modal_base_flavor.ModalCredentialsMixin"
    ".validate_modal_token_pair",
    blank=False,
)
_INFRA = Predicate(
    predicates.infra,
    f"{_INTEGRATIONS}.skypilot.flavors.skypilot_orchestrator_base_vm_config"
    ".SkypilotBaseOrchestratorSettings._validate_infra_configuration",
)
_COMPUTE = Predicate(
    predicates.compute_name, f"{_AZUREML}.azureml.AzureMLComputeSettings.azureml_settings_validator"
)
_DATABRICKS_SHARED: tuple[Rule, ...] = (
    Predicate(
        predicates.autoscale,
        f"{_DATABRICKS}.databricks_shared_settings.DatabricksBaseSettings"
        "._validate_autoscale_bounds",
    ),
    Prefix(
        ("init_scripts", EACH),
        ("dbfs:/",),
        "Init scripts are DBFS paths: start with dbfs:/.",
        f"{_DATABRICKS}.databricks_shared_settings.DatabricksBaseSettings"
        "._validate_init_script_paths",
    ),
    ExactlyOne(
        ("access_control_list", EACH),
        ("group_name", "user_name", "service_principal_name"),
        f"{_DATABRICKS}.databricks_shared_settings.DatabricksAccessControlRequest"
        "._validate_single_principal",
    ),
    Together(
        "docker_image_username",
        "docker_image_password",
        f"{_DATABRICKS}.databricks_shared_settings.DatabricksBaseSettings"
        "._validate_docker_image_credentials",
    ),
    Together(
        "client_id",
        "client_secret",
        f"{_DATABRICKS}.databricks_orchestrator_flavor.DatabricksOrchestratorConfig"
        "._validate_service_principal_credentials",
    ),
)


def _absolute(*path: str) -> Prefix:
    return Prefix(
        path,
        ("/",),
        "The path has to be absolute: start with /.",
        f"{_RUNAI}.runai_training_workload_settings._validate_absolute_path",
    )


def _file_mode(*path: str) -> Pattern:
    return Pattern(
        path,
        re.compile(r"^0[0-7]{3}$"),
        "The mode is four octal digits in quotes, such as '0644'.",
        f"{_RUNAI}.runai_training_workload_settings._validate_default_mode",
    )


def _memory(name: str) -> Pattern:
    return Pattern(
        (name,),
        re.compile(r"^(\d+(?:\.\d+)?)(K|M|G|T|Ki|Mi|Gi|Ti)$"),
        "A memory size is a number with one of the units K, M, G, T, Ki, Mi, Gi, Ti: 8Gi.",
        f"{_RUNAI}.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_memory_format",
    )


def _probe_path(name: str) -> Prefix:
    return Prefix(
        (name,),
        ("/",),
        "The path of a probe starts with /.",
        f"{_KUBERNETES}.kubernetes_deployer_flavor.KubernetesDeployerSettings.validate_probe_path",
    )


RULES: Mapping[Key, tuple[Rule, ...]] = {
    ("alerter", "slack"): (Renamed("default_slack_channel_id", "slack_channel_id", _DEPRECATE),),
    ("annotator", "argilla"): (Renamed("extra_headers", "headers", _DEPRECATE),),
    ("artifact_store", "b2"): (_ENDPOINT,),
    ("artifact_store", "digitalocean"): (
        _ENDPOINT,
        Predicate(
            predicates.spaces_region,
            f"{_DO}.digitalocean_artifact_store_flavor.DigitalOceanSpacesArtifactStoreConfig"
            "._validate_region_or_endpoint",
        ),
    ),
    ("artifact_store", "local"): (
        Prefix(
            ("path",),
            ("gs://", "hdfs://", "s3://", "az://", "abfs://"),
            "A local artifact store cannot have a remote path: choose the flavor that fits it.",
            "zenml.artifact_stores.local_artifact_store.LocalArtifactStoreConfig.ensure_path_local",
            forbidden=True,
            strip=predicates.QUOTES,
        ),
        Predicate(
            predicates.quoted_reference,
            "zenml.stack.stack_component.StackComponentConfig.__init__",
        ),
    ),
    ("artifact_store", "s3"): (_ENDPOINT,),
    ("container_registry", "aws"): (
        Predicate(
            predicates.no_slash,
            f"{_INTEGRATIONS}.aws.flavors.aws_container_registry_flavor.AWSContainerRegistryConfig"
            ".validate_aws_uri",
        ),
    ),
    ("container_registry", "digitalocean"): (
        Predicate(
            predicates.docr_uri,
            f"{_DO}.digitalocean_container_registry_flavor.DigitalOceanContainerRegistryConfig"
            ".validate_uri",
        ),
    ),
    ("data_validator", "great_expectations"): (
        Predicate(predicates.context_config, f"{_GREAT}.validate_context_config"),
        Predicate(predicates.local_context, f"{_GREAT}._ensure_valid_context_root_dir"),
    ),
    ("deployer", "kubernetes"): (
        _probe_path("readiness_probe_path"),
        _probe_path("liveness_probe_path"),
    ),
    ("experiment_tracker", "mlflow"): (
        Together(
            "tracking_username",
            "tracking_password",
            f"{_MLFLOW}._ensure_complete_credential_pairs",
        ),
        Together(
            "databricks_client_id",
            "databricks_client_secret",
            f"{_MLFLOW}._ensure_complete_credential_pairs",
        ),
        Predicate(
            predicates.mlflow_databricks_options, f"{_MLFLOW}._ensure_databricks_tracking_uri"
        ),
        Predicate(
            predicates.mlflow_databricks_host, f"{_MLFLOW}._ensure_databricks_host_if_necessary"
        ),
        Predicate(
            predicates.mlflow_authentication,
            f"{_MLFLOW}._ensure_exactly_one_authentication_method_if_necessary",
        ),
    ),
    ("experiment_tracker", "vertex"): (
        Pattern(
            ("experiment",),
            re.compile(r"^[a-z0-9][a-z0-9-]{0,127}$"),
            "The name has up to 128 lowercase letters, digits and dashes, with no dash first.",
            f"{_INTEGRATIONS}.gcp.flavors.vertex_experiment_tracker_flavor"
            ".VertexExperimentTrackerSettings._validate_experiment",
            if_set=True,
        ),
    ),
    ("experiment_tracker", "wandb"): (
        Predicate(predicates.wandb_run, f"{_WANDB}._validate_wandb_init_settings"),
        Predicate(predicates.wandb_keys, f"{_WANDB}._validate_wandb_init_settings"),
    ),
    ("log_store", "datadog"): (
        AtMost(
            "max_export_batch_size",
            1000,
            "Datadog takes at most 1000 logs in a batch.",
            "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig"
            ".validate_max_export_batch_size",
        ),
    ),
    ("orchestrator", "azureml"): (_COMPUTE,),
    ("orchestrator", "databricks"): (
        *_DATABRICKS_SHARED,
        Predicate(
            predicates.schedule_timezone,
            f"{_DATABRICKS}.databricks_orchestrator_flavor.DatabricksOrchestratorSettings"
            "._validate_schedule_timezone",
        ),
    ),
    ("orchestrator", "kubeflow"): (
        Beside(
            "client_username",
            "client_password",
            f"{_KUBEFLOW}.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings",
        ),
        Beside(
            "client_password",
            "client_username",
            f"{_KUBEFLOW}.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings",
        ),
    ),
    ("orchestrator", "kubernetes"): (
        Renamed("pod_name_prefix", "job_name_prefix", _DEPRECATE),
        Predicate(
            predicates.concurrency_policy,
            f"{_KUBERNETES}.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings"
            "._validate_concurrency_policy",
        ),
    ),
    ("orchestrator", "modal"): (_MODAL_PAIR,),
    ("orchestrator", "sagemaker"): (
        Renamed("processor_role", "execution_role", _DEPRECATE),
        Renamed("processor_tags", "tags", _DEPRECATE, container=True),
        Predicate(
            predicates.output_uri, f"{_SAGEMAKER}.SagemakerOrchestratorSettings.validate_model"
        ),
    ),
    ("orchestrator", "tekton"): (
        Beside(
            "client_username",
            "client_password",
            f"{_TEKTON}.TektonOrchestratorSettings._validate_and_migrate_pod_settings",
        ),
        Beside(
            "client_password",
            "client_username",
            f"{_TEKTON}.TektonOrchestratorSettings._validate_and_migrate_pod_settings",
        ),
    ),
    ("orchestrator", "vm_aws"): (_INFRA,),
    ("orchestrator", "vm_azure"): (_INFRA,),
    ("orchestrator", "vm_gcp"): (_INFRA,),
    ("orchestrator", "vm_kubernetes"): (_INFRA,),
    ("orchestrator", "vm_lambda"): (_INFRA,),
    ("sandbox", "modal"): (_MODAL_PAIR,),
    ("step_operator", "azureml"): (
        _COMPUTE,
        Predicate(
            predicates.compute_target_name,
            f"{_AZUREML}.azureml_step_operator_flavor.AzureMLStepOperatorSettings"
            "._migrate_compute_name",
        ),
    ),
    ("step_operator", "databricks"): _DATABRICKS_SHARED,
    ("step_operator", "modal"): (_MODAL_PAIR,),
    ("step_operator", "runai"): (
        _memory("cpu_memory_request"),
        _memory("cpu_memory_limit"),
        _memory("gpu_memory_request"),
        _memory("gpu_memory_limit"),
        _absolute("pvc_mounts", EACH, "path"),
        _absolute("config_map_mounts", EACH, "mount_path"),
        _file_mode("config_map_mounts", EACH, "default_mode"),
        _absolute("secret_mounts", EACH, "mount_path"),
        _file_mode("secret_mounts", EACH, "default_mode"),
        _absolute("nfs_mounts", EACH, "mount_path"),
        _absolute("s3_mounts", EACH, "path"),
        _absolute("host_path_mounts", EACH, "path"),
        _absolute("host_path_mounts", EACH, "mount_path"),
        Predicate(
            predicates.runai_base_url,
            f"{_RUNAI}.runai_step_operator_flavor.RunAIStepOperatorConfig._validate_runai_base_url",
        ),
        Predicate(
            predicates.runai_gpu,
            f"{_RUNAI}.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_settings",
        ),
        Predicate(
            predicates.runai_parallelism,
            f"{_RUNAI}.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_settings",
        ),
        Predicate(
            predicates.runai_unique_mounts,
            f"{_RUNAI}.runai_step_operator_flavor.RunAIStepOperatorSettings._validate_settings",
        ),
    ),
}
"""The validators of ZenML 0.98.0 that refuse what the schema of the flavor allows."""

FILLED: Mapping[Key, tuple[FilledFrom, ...]] = {
    ("log_store", "datadog"): (
        FilledFrom(
            "endpoint",
            None,
            "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.set_default_endpoint",
        ),
    ),
    ("orchestrator", "sagemaker"): (
        FilledFrom("execution_role", "processor_role", _DEPRECATE),
        FilledFrom("tags", "processor_tags", _DEPRECATE),
    ),
}
"""Parameters that ZenML fills itself, although the schema requires them or takes no null."""

_LISTS_IN_POD_SETTINGS = ("env", "env_from", "tolerations", "volume_mounts", "volumes")


def _is_not_text(value: object) -> bool:
    return not isinstance(value, str)


def _is_empty(value: object) -> bool:
    return not value


def _is_empty_container(value: object) -> bool:
    return isinstance(value, (str, bytes, dict, set)) and not value


def _is_positive_float(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value) and value >= 1


def _is_context_config(value: object) -> bool:
    return isinstance(value, str) and predicates.reads_as_context_config(value)


_WHOLE_SECONDS = "api_request_timeout_validator"

ACCEPTED: Mapping[Key, tuple[Accepts, ...]] = {
    ("data_validator", "great_expectations"): (
        Accepts(("context_config",), _is_context_config, f"{_GREAT}.validate_context_config"),
    ),
    ("log_store", "datadog"): (
        Accepts(
            ("endpoint",),
            _is_empty,
            "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.set_default_endpoint",
        ),
    ),
    # the validator replaces whatever was given, once JSON text has been read
    ("orchestrator", "kubeflow"): (
        Accepts(
            ("pod_settings",),
            _is_not_text,
            f"{_KUBEFLOW}.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings",
        ),
    ),
    ("orchestrator", "kubernetes"): (
        Accepts(
            ("api_request_timeout",),
            _is_positive_float,
            f"{_KUBERNETES}.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings"
            f".{_WHOLE_SECONDS}",
        ),
    ),
    ("step_operator", "kubernetes"): (
        Accepts(
            ("api_request_timeout",),
            _is_positive_float,
            f"{_KUBERNETES}.kubernetes_step_operator_flavor.KubernetesStepOperatorSettings"
            f".{_WHOLE_SECONDS}",
        ),
    ),
}
"""Values that ZenML takes although the schema would refuse them."""

# --------------------------------------------------------------------------------------------------
# Asking
# --------------------------------------------------------------------------------------------------


def violations(
    component_type: str,
    flavor: str,
    configuration: Configuration,
    kubernetes: KubernetesModels | None = None,
) -> list[Violation]:
    """Give what the configuration class of a flavor refuses beyond its schema, in rule order.

    ``kubernetes`` are the models that pod settings are checked with: the bundled ones unless given.
    """
    key = (component_type, flavor)
    found = [violation for rule in RULES.get(key, ()) for violation in rule.check(configuration)]
    for name in POD_SETTINGS.get(key, ()):
        found.extend(_pod_settings(key, name, configuration, kubernetes))
    return found


def _pod_settings(
    key: Key, name: str, configuration: Configuration, models: KubernetesModels | None
) -> Iterator[Violation]:
    if accepts(*key, (name,), configuration.get(name)):
        return
    settings = container_of(configuration, name)
    if not isinstance(settings, dict):
        return
    known = read_models() if models is None else models
    for refusal in refusals(known, cast("Configuration", settings)):
        yield Violation((name, *refusal.path), refusal.message)


def filled_fields(component_type: str, flavor: str, configuration: Configuration) -> frozenset[str]:
    """Give the parameters that ZenML fills itself for this configuration.

    They may be missing or null although the schema says otherwise: it is what they are filled with
    that is validated.
    """
    fills = FILLED.get((component_type, flavor), ())
    return frozenset(fill.name for fill in fills if fill.applies(configuration))


def accepts(component_type: str, flavor: str, path: ConfigPath, value: object) -> bool | None:
    """Say whether ZenML takes a value at a path whatever its schema says there.

    True when it does; None for no opinion. The path may lead into pod settings.
    """
    key = (component_type, flavor)
    for rule in ACCEPTED.get(key, ()):
        if rule.path == path and rule.takes(value):
            return True
    # KubernetesPodSettings collects the items of whatever is given into a list
    in_pod_settings = len(path) == 2 and path[0] in POD_SETTINGS.get(key, ())
    if in_pod_settings and path[1] in _LISTS_IN_POD_SETTINGS and _is_empty_container(value):
        return True
    return None
