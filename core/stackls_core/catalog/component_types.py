"""The component types of ZenML, and which of them a stack needs or may repeat.

Mirrors ``zenml.enums.StackComponentType`` and the checks of ``zenml.models.v2.core.stack`` in
ZenML 0.98.0. The bundled catalog is checked against this list when it is tested.
"""

from __future__ import annotations

from collections.abc import Collection

COMPONENT_TYPES: tuple[str, ...] = (
    "orchestrator",
    "artifact_store",
    "container_registry",
    "image_builder",
    "step_operator",
    "experiment_tracker",
    "model_registry",
    "model_deployer",
    "deployer",
    "data_validator",
    "feature_store",
    "alerter",
    "annotator",
    "log_store",
    "sandbox",
)
"""Every component type, the ones that most stacks have first."""

REQUIRED_TYPES: tuple[str, ...] = ("orchestrator", "artifact_store")
"""A stack without one of each of these is refused."""

REPEATABLE_TYPES: frozenset[str] = frozenset(
    {"alerter", "experiment_tracker", "step_operator", "sandbox"}
)
"""The only types of which a stack may hold more than one component."""

REMOVED_TYPES: dict[str, str] = {
    "metadata_store": "Metadata lives in the ZenML database since version 0.20; delete this entry.",
    "secrets_manager": "Secrets live in ZenML's own secret store since version 0.50; delete this "
    "entry and refer to secrets as {{name.key}}.",
}
"""Types that older releases had, and what to do about an entry that is still in a file."""

REMOVED_FLAVORS: dict[tuple[str, str], str] = {
    ("model_deployer", "kserve"): "ZenML no longer ships the KServe model deployer.",
    ("orchestrator", "mlops_platform"): "ZenML no longer ships this orchestrator.",
    ("orchestrator", "local_dag"): "The local orchestrator is named local now.",
    ("orchestrator", "github"): "ZenML no longer ships the GitHub Actions orchestrator.",
    ("artifact_store", "gcs"): "The Google Cloud Storage flavor is named gcp.",
}
"""Flavors that older releases had, by (type, name), and what became of them."""

RENAMED_FLAVORS: dict[tuple[str, str], str] = {
    ("orchestrator", "local_dag"): "local",
    ("artifact_store", "gcs"): "gcp",
}
"""The new names of those among them that have one."""

COMMON_NAMES: dict[tuple[str, str], str] = {
    ("artifact_store", "abs"): "azure",
    ("artifact_store", "gs"): "gcp",
    ("artifact_store", "minio"): "s3",
    ("container_registry", "acr"): "azure",
    ("container_registry", "docker"): "dockerhub",
    ("container_registry", "ecr"): "aws",
    ("container_registry", "gar"): "gcp",
    ("container_registry", "gcr"): "gcp",
    ("container_registry", "ghcr"): "github",
    ("image_builder", "cloud_build"): "gcp",
    ("image_builder", "codebuild"): "aws",
    ("image_builder", "docker"): "local",
    ("orchestrator", "aws"): "sagemaker",
    ("orchestrator", "azure"): "azureml",
    ("orchestrator", "docker"): "local_docker",
    ("orchestrator", "gcp"): "vertex",
    ("orchestrator", "gke"): "kubernetes",
    ("orchestrator", "eks"): "kubernetes",
    ("orchestrator", "aks"): "kubernetes",
    ("orchestrator", "k8s"): "kubernetes",
    ("orchestrator", "kfp"): "kubeflow",
    ("step_operator", "aws"): "sagemaker",
    ("step_operator", "azure"): "azureml",
    ("step_operator", "gcp"): "vertex",
    ("step_operator", "k8s"): "kubernetes",
}
"""What people call a flavor when they mean its platform, by (type, name)."""

_SUMMARIES: dict[str, str] = {
    "orchestrator": "Runs the steps of your pipelines, locally or on a remote platform.",
    "artifact_store": "Keeps the data that steps produce and consume.",
    "container_registry": "Holds the container images that remote steps run in.",
    "image_builder": "Builds the container images that remote steps run in.",
    "step_operator": "Runs single steps on infrastructure of their own.",
    "experiment_tracker": "Records parameters, metrics and artifacts of experiments.",
    "model_registry": "Keeps versions of trained models.",
    "model_deployer": "Serves trained models.",
    "deployer": "Deploys pipelines as services that answer requests.",
    "data_validator": "Checks and profiles data.",
    "feature_store": "Serves features for training and inference.",
    "alerter": "Sends messages to people, and can wait for their answer.",
    "annotator": "Connects a data labelling tool.",
    "log_store": "Keeps the logs of pipeline runs.",
    "sandbox": "Runs untrusted or generated code in isolation.",
}

MAX_NAME = 255
"""How many characters the name of a component or a stack may have."""

BANNED_IN_NAMES = "\t\n\r\v\f"
"""Characters that no such name has: ``zenml.constants.BANNED_NAME_CHARACTERS``."""


def common_first(types: Collection[str]) -> tuple[str, ...]:
    """The types in the order of `COMPONENT_TYPES`, with those that it lacks at the end."""
    others = [one for one in types if one not in COMPONENT_TYPES]
    return (*(one for one in COMPONENT_TYPES if one in types), *others)


def describe_type(component_type: str) -> str:
    """One sentence on what ``component_type`` is for; empty for a type that is not known."""
    return _SUMMARIES.get(component_type, "")


def label_of(component_type: str) -> str:
    """``artifact_store`` as people say it: ``artifact store``."""
    return component_type.replace("_", " ")


def command_of(component_type: str) -> str:
    """``artifact_store`` as it stands on a command line: ``artifact-store``."""
    return component_type.replace("_", "-")


def type_of_command(command: str) -> str | None:
    """The component type that ``artifact-store`` or ``artifact_store`` names, else ``None``."""
    name = command.replace("-", "_")
    return name if name in COMPONENT_TYPES else None


def singular_of(key: str) -> str | None:
    """The component type that ``key`` is the plural of (``orchestrators``, ``registries``)."""
    for candidate in (key.removesuffix("ies") + "y" if key.endswith("ies") else "", key[:-1]):
        if key.endswith("s") and candidate in COMPONENT_TYPES:
            return candidate
    return None
