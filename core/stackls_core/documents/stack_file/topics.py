"""Documentation of what a stack file may have: by topic and name."""

from __future__ import annotations

from stackls_core.documents.completion import DocumentationKey

NAME = "stack file"
"""What the kind is called."""

TOP, TYPE, COMPONENT, FLAVOR = "top", "type", "component", "flavor"
"""The topics of documentation."""


def about(topic: str, *names: str) -> DocumentationKey:
    """The key of what is said about something."""
    return DocumentationKey(NAME, topic, names)
