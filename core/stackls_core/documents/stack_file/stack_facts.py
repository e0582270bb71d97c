"""What a stack needs to run beyond what its import checks.

ZenML finds these out only when a pipeline is prepared: each entry mirrors the ``validator``
property of the implementation class it cites, as of ZenML 0.98.0.
"""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.documents.stack_file.rule import ComponentContext
from stackls_core.yamltree.nodes import as_scalar, entry_of
from stackls_core.yamltree.values import has_placeholder, is_null, try_value

REGISTRY = "container_registry"
BUILDER = "image_builder"


@dataclass(frozen=True)
class Needs:
    """The component types that must be in the same stack, and the class that says so."""

    types: tuple[str, ...]
    source: str
    remote_only: bool = True
    """Whether its validator also refuses a local artifact store or container registry."""


_I = "zenml.integrations"
_BOTH = (REGISTRY, BUILDER)

NEEDS: dict[tuple[str, str], Needs] = {
    ("orchestrator", "local_docker"): Needs(
        (BUILDER,), "zenml.orchestrators.local_docker.LocalDockerOrchestrator", False
    ),
    ("orchestrator", "sagemaker"): Needs(_BOTH, f"{_I}.aws.orchestrators.SagemakerOrchestrator"),
    ("orchestrator", "azureml"): Needs(_BOTH, f"{_I}.azure.orchestrators.AzureMLOrchestrator"),
    ("orchestrator", "vertex"): Needs(_BOTH, f"{_I}.gcp.orchestrators.VertexOrchestrator"),
    ("orchestrator", "hyperai"): Needs(
        _BOTH, f"{_I}.hyperai.orchestrators.HyperAIOrchestrator", False
    ),
    ("orchestrator", "kubeflow"): Needs(
        _BOTH, f"{_I}.kubeflow.orchestrators.KubeflowOrchestrator", False
    ),
    ("orchestrator", "kubernetes"): Needs(
        _BOTH, f"{_I}.kubernetes.orchestrators.KubernetesOrchestrator", False
    ),
    ("orchestrator", "modal"): Needs(_BOTH, f"{_I}.modal.orchestrators.ModalOrchestrator"),
    ("orchestrator", "ssh"): Needs(_BOTH, f"{_I}.ssh.orchestrators.SSHOrchestrator", False),
    ("orchestrator", "tekton"): Needs(
        _BOTH, f"{_I}.tekton.orchestrators.TektonOrchestrator", False
    ),
    **{
        ("orchestrator", f"vm_{cloud}"): Needs(
            _BOTH, f"{_I}.skypilot.orchestrators.SkypilotBaseOrchestrator"
        )
        for cloud in ("aws", "azure", "gcp", "kubernetes", "lambda")
    },
    ("orchestrator", "databricks"): Needs((), f"{_I}.databricks.DatabricksOrchestrator"),
    ("step_operator", "sagemaker"): Needs(_BOTH, f"{_I}.aws.step_operators.SagemakerStepOperator"),
    ("step_operator", "azureml"): Needs(_BOTH, f"{_I}.azure.step_operators.AzureMLStepOperator"),
    ("step_operator", "baseten"): Needs(_BOTH, f"{_I}.baseten.BasetenStepOperator"),
    ("step_operator", "vertex"): Needs(_BOTH, f"{_I}.gcp.step_operators.VertexStepOperator"),
    ("step_operator", "kubernetes"): Needs(
        _BOTH, f"{_I}.kubernetes.step_operators.KubernetesStepOperator"
    ),
    ("step_operator", "modal"): Needs(_BOTH, f"{_I}.modal.step_operators.ModalStepOperator"),
    ("step_operator", "runai"): Needs(_BOTH, f"{_I}.runai.step_operators.RunAIStepOperator"),
    ("step_operator", "spark-kubernetes"): Needs(
        _BOTH, f"{_I}.spark.step_operators.KubernetesSparkStepOperator"
    ),
    ("step_operator", "ssh"): Needs(_BOTH, f"{_I}.ssh.step_operators.SSHStepOperator"),
    ("step_operator", "databricks"): Needs((), f"{_I}.databricks.DatabricksStepOperator"),
    ("deployer", "docker"): Needs((BUILDER,), "zenml.deployers.docker.DockerDeployer", False),
    ("deployer", "aws"): Needs(_BOTH, f"{_I}.aws.deployers.AWSDeployer", False),
    ("deployer", "gcp"): Needs(_BOTH, f"{_I}.gcp.deployers.GCPDeployer", False),
    ("deployer", "kubernetes"): Needs(_BOTH, f"{_I}.kubernetes.KubernetesDeployer", False),
    ("model_deployer", "seldon"): Needs((BUILDER,), f"{_I}.seldon.SeldonModelDeployer", False),
    ("image_builder", "aws"): Needs((REGISTRY,), f"{_I}.aws.image_builders.AWSImageBuilder"),
    ("image_builder", "gcp"): Needs((REGISTRY,), f"{_I}.gcp.image_builders.GCPImageBuilder"),
    ("image_builder", "kaniko"): Needs((REGISTRY,), f"{_I}.kaniko.KanikoImageBuilder", False),
}

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - compared with, never bound to


def needs_of(context: ComponentContext) -> Needs | None:
    """What the component needs around it, if its flavor is known to need anything."""
    flavor = context.component.flavor
    return NEEDS.get((context.component.type, flavor)) if flavor else None


def text_of(context: ComponentContext, parameter: str) -> str | None:
    """The text that a parameter is given as; ``None`` where it has none or one not known yet."""
    entry = entry_of(context.component.configuration, parameter)
    if entry is None or is_null(entry.value) or as_scalar(entry.value) is None:
        return None
    readable, value = try_value(entry.value)
    return value if readable and isinstance(value, str) and not has_placeholder(value) else None


def is_local(context: ComponentContext) -> bool:
    """Whether a component lives on one machine, as far as its flavor and configuration tell.

    Mirrors ``StackComponentConfig.is_local`` and, for container registries, the host names that
    ``BaseContainerRegistryConfig.is_local`` looks for.
    """
    if context.component.type == REGISTRY:
        uri = text_of(context, "uri")
        return uri is not None and uri.partition("/")[0].partition(":")[0] in _LOCAL_HOSTS
    return context.flavor is not None and context.flavor.local is True
