"""What every ZenML has from the start: a stack named default, and its components of that name.

``BaseZenStore._create_default_stack`` makes them with the flavor ``local`` and no configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.registry.name_lookups import is_like
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.yamltree.values import try_value

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import ComponentNode

DEFAULT_TYPES = ("orchestrator", "artifact_store", "deployer")
"""The types of the components of the default stack."""

DEFAULT_FLAVOR = "local"


def finds_default(component: ComponentNode) -> bool:
    """Whether import, which looks for the beginning of a name, finds the default component."""
    name = component.name
    is_of_default = component.type in DEFAULT_TYPES
    return bool(name) and is_of_default and is_like(DEFAULT_NAME, f"{name}%")


def has_default_configuration(component: ComponentNode) -> bool:
    """Whether its configuration is that of the default component: an empty one."""
    entry = component.entry("configuration")
    return entry is not None and try_value(entry.value) == (True, {})


def takes_the_active_one(component: ComponentNode) -> bool:
    """Whether import takes the active stack's component for one with something empty for a name.

    ``Client.get_stack_component`` gives that one for ``no``, ``0``, ``''``, null and empty
    collections. Where the configurations differ, import asks for another name.
    """
    entry = component.entry("name")
    if entry is None or component.type not in DEFAULT_TYPES:
        return False
    readable, value = try_value(entry.value)
    return readable and not value and has_default_configuration(component)
