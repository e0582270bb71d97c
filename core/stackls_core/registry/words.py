"""What messages call components and attributes."""

from __future__ import annotations

from stackls_core.catalog.component_types import label_of

_ATTRIBUTES = {
    "connector": "service connector",
    "connector_resource_id": "resource of a service connector",
    "environment": "environment variables",
}


def component_words(component_type: str, name: str) -> str:
    """A component as messages name it: ``the artifact store s3``."""
    return f"the {label_of(component_type)} {name}"


def attribute_words(name: str) -> str:
    """An attribute as messages name it."""
    return _ATTRIBUTES.get(name, name)


def capitalized(text: str) -> str:
    """``text`` as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
