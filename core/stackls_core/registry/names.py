"""Names that mean something to ZenML, or say what a registry is."""

from __future__ import annotations

DEFAULT_NAME = "default"
"""The name of the stack that exists from the start, and of the components in it."""

ZENML = "zenml"
"""The kind of a registry that a ZenML keeps."""
