"""What configuration classes of ZenML refuse, accept or fill in beyond their JSON schema.

Every validator of the configuration classes in ZenML 0.98.0, and of the settings classes nested in
them, is written down here as a fact that cites the validator it mirrors. It holds for each flavor
whose classes have that very validator, in any version; see `mirrored`. Not here, because the
catalog has the facts: which path schemes an artifact store takes, which fields refuse secret
references, which are old names of others, and which fields JSON text stands for.
"""

from __future__ import annotations

import math
import re
from operator import itemgetter
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
    Pattern,
    Predicate,
    Prefix,
    Renamed,
    Rule,
    Together,
    Violation,
    container_of,
)
from stackls_core.catalog.kubernetes import BUNDLED, read_models
from stackls_core.catalog.kubernetes_models import refusals
from stackls_core.catalog.mirrored import is_mirrored
from stackls_core.catalog.past_class_rules import PAST_RULES
from stackls_core.catalog.run_class_rules import PASSED_ON, READ_BESIDE, RUN_FILLED, RUN_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_core.catalog.kubernetes import KubernetesModels
    from stackls_core.catalog.model import ClassFacts

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
_LOCAL_PATH = (
    "zenml.artifact_stores.local_artifact_store.LocalArtifactStoreConfig.ensure_path_local"
)
_WANDB = (
    f"{_INTEGRATIONS}.wandb.flavors.wandb_experiment_tracker_flavor.WandbExperimentTrackerSettings"
)
_GREAT = (
    f"{_INTEGRATIONS}.great_expectations.flavors.great_expectations_data_validator_flavor"
    ".GreatExpectationsDataValidatorConfig"
)
_AZUREML = f"{_INTEGRATIONS}.azure.flavors"
DEPRECATE = "zenml.utils.deprecation_utils.deprecate_pydantic_attributes"

POD_SETTINGS = f"{_INTEGRATIONS}.kubernetes.pod_settings.KubernetesPodSettings"
POD_SETTINGS_INIT = "zenml.config.secret_reference_mixin.SecretReferenceMixin.__init__"

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
    *(
        Together("client_id", "client_secret", f"{owner}._validate_service_principal_credentials")
        for owner in (
            f"{_DATABRICKS}.databricks_orchestrator_flavor.DatabricksOrchestratorConfig",
            f"{_DATABRICKS}.databricks_step_operator_flavor.DatabricksStepOperatorConfig",
        )
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


RULES: tuple[Rule, ...] = (
    _ENDPOINT,
    Predicate(
        predicates.spaces_region,
        f"{_DO}.digitalocean_artifact_store_flavor.DigitalOceanSpacesArtifactStoreConfig"
        "._validate_region_or_endpoint",
    ),
    Prefix(
        ("path",),
        ("gs://", "hdfs://", "s3://", "az://", "abfs://"),
        "A local artifact store cannot have a remote path: choose the flavor that fits it.",
        _LOCAL_PATH,
        forbidden=True,
        strip=predicates.QUOTES,
    ),
    Predicate(
        predicates.quoted_reference,
        "zenml.stack.stack_component.StackComponentConfig.__init__",
        also=_LOCAL_PATH,
    ),
    Predicate(
        predicates.no_slash,
        f"{_INTEGRATIONS}.aws.flavors.aws_container_registry_flavor.AWSContainerRegistryConfig"
        ".validate_aws_uri",
    ),
    Predicate(
        predicates.docr_uri,
        f"{_DO}.digitalocean_container_registry_flavor.DigitalOceanContainerRegistryConfig"
        ".validate_uri",
    ),
    Predicate(predicates.context_config, f"{_GREAT}.validate_context_config"),
    Predicate(predicates.local_context, f"{_GREAT}._ensure_valid_context_root_dir"),
    _probe_path("readiness_probe_path"),
    _probe_path("liveness_probe_path"),
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
    Predicate(predicates.mlflow_databricks_options, f"{_MLFLOW}._ensure_databricks_tracking_uri"),
    Predicate(predicates.mlflow_databricks_host, f"{_MLFLOW}._ensure_databricks_host_if_necessary"),
    Predicate(
        predicates.mlflow_authentication,
        f"{_MLFLOW}._ensure_exactly_one_authentication_method_if_necessary",
    ),
    Pattern(
        ("experiment",),
        re.compile(r"^[a-z0-9][a-z0-9-]{0,127}$"),
        "The name has up to 128 lowercase letters, digits and dashes, with no dash first.",
        f"{_INTEGRATIONS}.gcp.flavors.vertex_experiment_tracker_flavor"
        ".VertexExperimentTrackerSettings._validate_experiment",
        if_set=True,
    ),
    Predicate(predicates.wandb_run, f"{_WANDB}._validate_wandb_init_settings"),
    Predicate(predicates.wandb_keys, f"{_WANDB}._validate_wandb_init_settings"),
    AtMost(
        "max_export_batch_size",
        1000,
        "Datadog takes at most 1000 logs in a batch.",
        "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig"
        ".validate_max_export_batch_size",
    ),
    _COMPUTE,
    *_DATABRICKS_SHARED,
    Predicate(
        predicates.schedule_timezone,
        f"{_DATABRICKS}.databricks_orchestrator_flavor.DatabricksOrchestratorSettings"
        "._validate_schedule_timezone",
    ),
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
    Predicate(
        predicates.concurrency_policy,
        f"{_KUBERNETES}.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings"
        "._validate_concurrency_policy",
    ),
    _MODAL_PAIR,
    Predicate(predicates.output_uri, f"{_SAGEMAKER}.SagemakerOrchestratorSettings.validate_model"),
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
    _INFRA,
    Predicate(
        predicates.compute_target_name,
        f"{_AZUREML}.azureml_step_operator_flavor.AzureMLStepOperatorSettings"
        "._migrate_compute_name",
    ),
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
    *RUN_RULES,
    *PAST_RULES,
)
"""The validators that refuse what the schema of a flavor allows."""

FILLED: tuple[FilledFrom, ...] = (
    FilledFrom(
        "endpoint",
        None,
        "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.set_default_endpoint",
    ),
    *RUN_FILLED,
)
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

ACCEPTED: tuple[Accepts, ...] = (
    Accepts(("context_config",), _is_context_config, f"{_GREAT}.validate_context_config"),
    Accepts(
        ("endpoint",),
        _is_empty,
        "zenml.log_stores.datadog.datadog_flavor.DatadogLogStoreConfig.set_default_endpoint",
    ),
    # the validator replaces whatever was given, once JSON text has been read
    Accepts(
        ("pod_settings",),
        _is_not_text,
        f"{_KUBEFLOW}.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings",
    ),
    Accepts(
        ("api_request_timeout",),
        _is_positive_float,
        f"{_KUBERNETES}.kubernetes_orchestrator_flavor.KubernetesOrchestratorSettings"
        f".{_WHOLE_SECONDS}",
    ),
    Accepts(
        ("api_request_timeout",),
        _is_positive_float,
        f"{_KUBERNETES}.kubernetes_step_operator_flavor.KubernetesStepOperatorSettings"
        f".{_WHOLE_SECONDS}",
    ),
)
"""Values that ZenML takes although the schema would refuse them."""

IGNORED: tuple[Predicate, ...] = (
    Predicate(
        predicates.compute_settings,
        f"{_AZUREML}.azureml.AzureMLComputeSettings.azureml_settings_validator",
    ),
)
"""What ZenML takes and then ignores, beside what it does not know: its log says so."""

# --------------------------------------------------------------------------------------------------
# Asking
# --------------------------------------------------------------------------------------------------


def violations(
    facts: ClassFacts, configuration: Configuration, kubernetes: KubernetesModels | None = None
) -> list[Violation]:
    """Give what the configuration class of a flavor refuses beyond its schema, in rule order.

    ``kubernetes`` are the models that pod settings are checked with: those of the flavor's catalog
    unless given.
    """
    found = [
        violation
        for rule in (*_rules_about(facts), *_renamed(facts))
        if applies(facts, rule)
        for violation in rule.check(configuration)
    ]
    for name in facts.pod_settings:
        found.extend(_pod_settings(facts, name, configuration, kubernetes))
    return found


def _rules_about(facts: ClassFacts) -> list[Rule]:
    """Give the rules about validators that the classes have, whatever their code, in rule order."""
    about = [numbered for name in facts.code for numbered in _BY_VALIDATOR.get(name, ())]
    return [rule for _, rule in sorted(about, key=itemgetter(0))]


_BY_VALIDATOR: dict[str, list[tuple[int, Rule]]] = {}
for _number, _rule in enumerate(RULES):
    _BY_VALIDATOR.setdefault(_rule.mirrors, []).append((_number, _rule))


def applies(facts: ClassFacts, rule: Rule | FilledFrom | Accepts) -> bool:
    """Say whether a flavor's classes have the very validator that a rule mirrors."""
    also = rule.also if isinstance(rule, Predicate) else ""
    return is_mirrored(facts, rule.mirrors) and (not also or is_mirrored(facts, also))


def _renamed(facts: ClassFacts) -> Iterator[Renamed]:
    """Give the rules about old names, which the class itself lists."""
    for old, new in facts.migrated.items():
        is_container = facts.json_fields.get(old) == "container"
        yield Renamed(old, new, DEPRECATE, container=is_container)


def _pod_settings(
    facts: ClassFacts, name: str, configuration: Configuration, models: KubernetesModels | None
) -> Iterator[Violation]:
    if accepts(facts, (name,), configuration.get(name)):
        return
    settings = container_of(configuration, name)
    if not isinstance(settings, dict):
        return
    known = read_models(facts.pod_models or BUNDLED) if models is None else models
    mirrored = known.only(lambda setting: is_mirrored(facts, setting.mirrors))
    for refusal in refusals(mirrored, cast("Configuration", settings)):
        if refusal.path or is_mirrored(facts, POD_SETTINGS_INIT):
            yield Violation((name, *refusal.path), refusal.message)


def filled_fields(facts: ClassFacts, configuration: Configuration) -> frozenset[str]:
    """Give the parameters that ZenML fills itself for this configuration.

    They may be missing or null although the schema says otherwise: it is what they are filled with
    that is validated.
    """
    moved = (FilledFrom(new, old, DEPRECATE) for old, new in facts.migrated.items())
    return frozenset(
        fill.name
        for fill in (*FILLED, *moved)
        if applies(facts, fill) and fill.applies(configuration)
    )


def may_ignore(facts: ClassFacts) -> bool:
    """Say whether there are parameters that have no effect beside others."""
    return any(applies(facts, rule) for rule in IGNORED)


def ignored(facts: ClassFacts, configuration: Configuration) -> dict[str, str]:
    """Give the parameters that have no effect beside the others, and why."""
    return {
        str(one.path[0]): one.message
        for rule in IGNORED
        if applies(facts, rule)
        for one in rule.check(configuration)
    }


def is_read(facts: ClassFacts, key: str | None) -> bool:
    """Say whether a validator reads a key that the schema of the class does not have."""
    return any(key == name and is_mirrored(facts, mirrors) for name, mirrors in READ_BESIDE)


def passes_on(facts: ClassFacts, where: str) -> bool:
    """Say whether every key of the object at a dotted path has an effect, known or not."""
    return any(where == path and is_mirrored(facts, mirrors) for path, mirrors in PASSED_ON)


def is_replaced(facts: ClassFacts, parameter: str | None) -> bool:
    """Say whether ZenML puts a value of its own into a parameter, whatever is written there."""
    return parameter == "pod_settings" and is_mirrored(
        facts, f"{_KUBEFLOW}.KubeflowOrchestratorSettings._validate_and_migrate_pod_settings"
    )


def accepts(facts: ClassFacts, path: ConfigPath, value: object) -> bool | None:
    """Say whether ZenML takes a value at a path whatever its schema says there.

    True when it does; None for no opinion. The path may lead into pod settings.
    """
    for rule in ACCEPTED:
        if rule.path == path and applies(facts, rule) and rule.takes(value):
            return True
    # KubernetesPodSettings collects the items of whatever is given into a list
    if len(path) != 2 or path[0] not in facts.pod_settings:
        return None
    collects = f"{POD_SETTINGS}._convert_{path[1]}"
    is_list = path[1] in _LISTS_IN_POD_SETTINGS and is_mirrored(facts, collects)
    return True if is_list and _is_empty_container(value) else None
