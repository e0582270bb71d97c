"""What the keys of a stack file are, in Markdown."""

from __future__ import annotations


def _attribute(key: str, what: str) -> str:
    """About a key that holds an attribute."""
    return (
        f"**{key}** · optional\n\n{what} `stackls stack apply` registers it, `zenml stack import` "
        "ignores it. Without this key, what is registered stays as it is."
    )


_OF_COMPONENTS = {
    "connector": _attribute(
        "connector",
        "The name of the service connector that the component authenticates with; null for none.",
    ),
    "connector_resource_id": _attribute(
        "connector\\_resource\\_id",
        "The resource that the component gets through its connector, where that gives access to "
        "several.",
    ),
    "labels": _attribute("labels", "The labels of the component."),
    "environment": _attribute(
        "environment", "Variables that runs on the component get, all of them strings."
    ),
    "secrets": _attribute(
        "secrets", "Names of secrets whose values runs on the component get as variables."
    ),
}

COMPONENT_KEY_DOCS: dict[str, str] = {
    "name": "**name** · required\n\nThe component's name in the registry. Import reuses a "
    "component of the same type, name and configuration.",
    "type": "**type** · optional\n\nRepeats the key that the component is under. ZenML "
    "writes it and does not read it.",
    "flavor": "**flavor** · required\n\nWhich implementation of the component type this is.",
    "configuration": "**configuration** · required\n\nThe flavor's parameters; `{}` where "
    "there is nothing to set.",
    **_OF_COMPONENTS,
}

_OF_STACKS = {
    "description": _attribute("description", "What the stack is for, in at most 255 characters."),
    "labels": _attribute("labels", "The labels of the stack."),
    "environment": _attribute(
        "environment", "Variables that runs on the stack get, all of them strings."
    ),
    "secrets": _attribute(
        "secrets", "Names of secrets whose values runs on the stack get as variables."
    ),
}

TOP_KEY_DOCS: dict[str, str] = {
    "stack_name": "**stack\\_name** · required\n\nThe name that the stack gets on import.",
    "zenml_version": "**zenml\\_version** · required\n\nThe ZenML version the file is for. "
    "Import refuses a version other than the installed one without --ignore-version-mismatch.",
    "components": "**components** · required\n\nThe stack's components by type. A stack needs "
    "an orchestrator and an artifact store.",
    **_OF_STACKS,
}
