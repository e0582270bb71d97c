"""Which secret references ZenML looks up while it imports a component, and so may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.catalog import class_predicates as predicates
from stackls_core.catalog.class_rule_kinds import BOOL, Configuration, Key, coerced, text_of
from stackls_core.yamltree.values import parse_secret_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def resolved_references(
    component_type: str, flavor: str, configuration: Configuration
) -> frozenset[str]:
    """Give the parameters whose secret references ZenML looks up while it imports a component.

    Validators, ``is_remote`` and ``is_local`` read attributes, and reading one resolves its
    reference (``StackComponentConfig.__custom_getattribute__``): where such a secret does not
    exist, the import is refused. All other references are first looked up when a pipeline runs.
    """
    reads = _READS.get((component_type, flavor))
    names = reads(configuration) if reads else ()
    return frozenset(name for name in names if parse_secret_reference(configuration.get(name)))


def _always(*names: str) -> Callable[[Configuration], Iterable[str]]:
    return lambda _: names


def _mlflow_reads(configuration: Configuration) -> Iterator[str]:
    yield from (
        "tracking_uri",
        "tracking_username",
        "tracking_password",
        *predicates.MLFLOW_DATABRICKS,
    )
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
    yield from _compute_reads(configuration)
    if "mode" not in configuration and "compute_name" not in configuration:
        yield "compute_target_name"


def _deployer_reads(configuration: Configuration) -> Iterator[str]:
    if not coerced(BOOL, configuration.get("local", False)):
        yield "kubernetes_context"


_DATABRICKS_READS = _always(
    "client_id", "client_secret", "docker_image_username", "docker_image_password"
)
_MODAL_READS = _always("token_id", "token_secret")

_READS: Mapping[Key, Callable[[Configuration], Iterable[str]]] = {
    ("artifact_store", "digitalocean"): _always("region"),
    ("deployer", "kubernetes"): _deployer_reads,
    ("experiment_tracker", "mlflow"): _mlflow_reads,
    ("experiment_tracker", "wandb"): _always("run_id"),
    ("feature_store", "feast"): _always("online_host"),
    ("orchestrator", "azureml"): _compute_reads,
    ("orchestrator", "databricks"): _DATABRICKS_READS,
    ("orchestrator", "modal"): _MODAL_READS,
    ("orchestrator", "vm_aws"): _infra_reads,
    ("orchestrator", "vm_azure"): _infra_reads,
    ("orchestrator", "vm_gcp"): _infra_reads,
    ("orchestrator", "vm_kubernetes"): _infra_reads,
    ("orchestrator", "vm_lambda"): _infra_reads,
    ("sandbox", "modal"): _MODAL_READS,
    ("step_operator", "azureml"): _compute_target_reads,
    ("step_operator", "databricks"): _DATABRICKS_READS,
    ("step_operator", "modal"): _MODAL_READS,
}
