"""What a stack needs to run beyond what its import checks.

ZenML finds these out only when a pipeline is prepared, by the ``validator`` property of the
implementation class. The types that it always asks for are in the catalog; the rest is written down
here for each validator as of ZenML 0.98.0, and holds only for that code; see `mirrored`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackls_core.catalog.mirrored import is_mirrored
from stackls_core.yamltree.nodes import as_scalar, entry_of
from stackls_core.yamltree.values import has_placeholder, is_null, try_value

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.section import ComponentSection

REGISTRY = "container_registry"
BUILDER = "image_builder"


@dataclass(frozen=True)
class Needs:
    """The component types that must be in the same stack."""

    types: tuple[str, ...]
    remote_only: bool = True
    """Whether a local artifact store or container registry is refused, too."""


_I = "zenml.integrations"
_MLFLOW = f"{_I}.mlflow"

REFUSE_LOCAL = (
    f"{_I}.aws.image_builders.aws_image_builder.AWSImageBuilder.validator",
    f"{_I}.aws.orchestrators.sagemaker_orchestrator.SagemakerOrchestrator.validator",
    f"{_I}.aws.step_operators.sagemaker_step_operator.SagemakerStepOperator.validator",
    f"{_I}.azure.orchestrators.azureml_orchestrator.AzureMLOrchestrator.validator",
    f"{_I}.azure.step_operators.azureml_step_operator.AzureMLStepOperator.validator",
    f"{_I}.baseten.step_operators.baseten_step_operator.BasetenStepOperator.validator",
    f"{_I}.databricks.orchestrators.databricks_orchestrator.DatabricksOrchestrator.validator",
    f"{_I}.databricks.step_operators.databricks_step_operator.DatabricksStepOperator.validator",
    f"{_I}.gcp.image_builders.gcp_image_builder.GCPImageBuilder.validator",
    f"{_I}.gcp.orchestrators.vertex_orchestrator.VertexOrchestrator.validator",
    f"{_I}.gcp.step_operators.vertex_step_operator.VertexStepOperator.validator",
    f"{_I}.kubernetes.step_operators.kubernetes_step_operator.KubernetesStepOperator.validator",
    f"{_I}.modal.orchestrators.modal_orchestrator.ModalOrchestrator.validator",
    f"{_I}.modal.step_operators.modal_step_operator.ModalStepOperator.validator",
    f"{_I}.runai.step_operators.runai_step_operator.RunAIStepOperator.validator",
    f"{_I}.skypilot.orchestrators.skypilot_base_vm_orchestrator.SkypilotBaseOrchestrator.validator",
    f"{_I}.spark.step_operators.kubernetes_step_operator.KubernetesSparkStepOperator.validator",
    f"{_I}.ssh.step_operators.ssh_step_operator.SSHStepOperator.validator",
)
"""Validators that refuse a local artifact store or container registry, whatever is configured."""

GCP_BUILDER = f"{_I}.gcp.image_builders.gcp_image_builder.GCPImageBuilder.validator"
"""Refuses all artifact stores but those of flavor gcp."""

MLFLOW_REGISTRY = f"{_MLFLOW}.model_registries.mlflow_model_registry.MLFlowModelRegistry.validator"
"""Refuses all experiment trackers but those of flavor mlflow."""

MLFLOW_TRACKER = (
    f"{_MLFLOW}.experiment_trackers.mlflow_experiment_tracker.MLFlowExperimentTracker.validator"
)
"""Refuses all artifact stores but local ones, where there is no tracking URI."""

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - compared with, never bound to


def needs_of(context: ComponentSection) -> Needs | None:
    """What the component needs around it, if its flavor is known to need anything."""
    flavor = context.flavor
    if flavor is None:
        return None
    refuses_local = any(is_mirrored(flavor, validator) for validator in REFUSE_LOCAL)
    if not flavor.stack_needs and not refuses_local:
        return None
    return Needs(flavor.stack_needs, refuses_local)


def is_checked_by(context: ComponentSection, validator: str) -> bool:
    """Whether the implementation of a component checks its stack by the ``validator`` we know."""
    return context.flavor is not None and is_mirrored(context.flavor, validator)


def text_of(context: ComponentSection, parameter: str) -> str | None:
    """The text that a parameter is given as; ``None`` where it has none or one not known yet."""
    entry = entry_of(context.component.configuration, parameter)
    if entry is None or is_null(entry.value) or as_scalar(entry.value) is None:
        return None
    readable, value = try_value(entry.value)
    return value if readable and isinstance(value, str) and not has_placeholder(value) else None


def is_local(context: ComponentSection) -> bool:
    """Whether a component lives on one machine, as far as its flavor and configuration tell.

    Mirrors ``StackComponentConfig.is_local`` and, for container registries, the host names that
    ``BaseContainerRegistryConfig.is_local`` looks for.
    """
    if context.component.type == REGISTRY:
        uri = text_of(context, "uri")
        return uri is not None and uri.partition("/")[0].partition(":")[0] in _LOCAL_HOSTS
    return context.flavor is not None and context.flavor.local is True
