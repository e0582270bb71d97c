"""Documentation of what a stack file may have: by topic and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_core.documents.completion import DocumentationKey

NAME = "stack file"
"""What the kind is called."""

TOP, TYPE, COMPONENT, FLAVOR = "top", "type", "component", "flavor"
"""The topics of documentation."""


def about(topic: str, *names: str) -> DocumentationKey:
    """The key of what is said about something."""
    from stackls_core.documents.completion import DocumentationKey

    return DocumentationKey(NAME, topic, names)
