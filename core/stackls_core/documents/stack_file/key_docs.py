"""What the keys of a stack file are, in Markdown."""

from __future__ import annotations

COMPONENT_KEY_DOCS: dict[str, str] = {
    "name": "**name** · required\n\nThe component's name in the registry. Import reuses a "
    "component of the same type, name and configuration.",
    "type": "**type** · optional\n\nRepeats the key that the component is under. ZenML "
    "writes it and does not read it.",
    "flavor": "**flavor** · required\n\nWhich implementation of the component type this is.",
    "configuration": "**configuration** · required\n\nThe flavor's parameters; `{}` where "
    "there is nothing to set.",
}

TOP_KEY_DOCS: dict[str, str] = {
    "stack_name": "**stack\\_name** · required\n\nThe name that the stack gets on import.",
    "zenml_version": "**zenml\\_version** · required\n\nThe ZenML version the file is for. "
    "Import refuses a version other than the installed one without --ignore-version-mismatch.",
    "components": "**components** · required\n\nThe stack's components by type. A stack needs "
    "an orchestrator and an artifact store.",
}
