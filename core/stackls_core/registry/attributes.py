"""Attributes: what components and stacks have beside their configuration and their components.

Attributes of one thing are a mapping of names to values as JSON has them. ``connector``,
``connector_resource_id`` and ``description`` are texts (``None`` or empty for nothing), ``labels``
and ``environment`` mappings, ``secrets`` the names of secrets, in no order. What a mapping does not
name is not spoken of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from stackls_core.registry.plain import plain, same_value

Attributes: TypeAlias = "Mapping[str, Any]"

COMPONENT_ATTRIBUTES = ("connector", "connector_resource_id", "labels", "environment", "secrets")
STACK_ATTRIBUTES = ("description", "labels", "environment", "secrets")

OWN_LABEL = "stackls."
"""What labels begin with that stackls sets for itself: files neither show nor remove them."""


def own_labels(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some labels that stackls has set for itself."""
    return {name: value for name, value in labels.items() if name.startswith(OWN_LABEL)}


def shown_labels(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some labels that people have set."""
    return {name: value for name, value in labels.items() if not name.startswith(OWN_LABEL)}


def stated(attributes: Attributes) -> dict[str, Any]:
    """Those attributes that hold something."""
    return {name: value for name, value in attributes.items() if value}


def differing(before: Attributes, wanted: Attributes) -> dict[str, Any]:
    """Those of the ``wanted`` attributes that are not as they are ``before``."""
    return {
        name: value
        for name, value in wanted.items()
        if not same_value(comparable(before.get(name)), comparable(value))
    }


def comparable(value: object) -> Any:
    """The value of an attribute, alike for all forms of it that mean the same."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(set(map(str, cast("list[object]", value)))) or None
    return plain(value) or None
