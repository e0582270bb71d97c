"""Stacks and components as plain data, for the command line and for commands of editors.

Configurations are masked unless the caller asks for their secrets. What only they need is imported
where they are shown: a list has to come at once.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from stackls_core.registry.attributes import Attributes, shown_labels
from stackls_core.registry.existing import is_default_component
from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.registry.store import StoreInfo

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor


def store_data(info: StoreInfo) -> dict[str, Any]:
    """Which store this is; ``place`` names it in a sentence."""
    return {**asdict(info), "place": info.place}


# --- stacks and components ----------------------------------------------------------------------


def stack_summary(stack: Stack, snapshot: Snapshot) -> dict[str, Any]:
    """A stack in a list."""
    return {
        "name": stack.name,
        "id": stack.id,
        "active": stack.id == snapshot.active,
        "components": [component_reference(component) for component in stack.components],
    }


def stack_description(
    stack: Stack, snapshot: Snapshot, catalog: Catalog, *, show_secrets: bool = False
) -> dict[str, Any]:
    """A stack with the configurations of its components."""
    components = [
        {
            **component_reference(component),
            "configuration": shown_configuration(component, catalog, show_secrets=show_secrets),
            **_remote_and_local(flavor_of(component, catalog)),
            **shown_attributes(component.attributes, show_secrets=show_secrets),
        }
        for component in stack.components
    ]
    return {
        **stack_summary(stack, snapshot),
        **shown_attributes(stack.attributes, show_secrets=show_secrets),
        "components": components,
    }


def component_reference(component: Component) -> dict[str, Any]:
    """A component as a part of a stack."""
    return {"type": component.type, "name": component.name, "flavor": component.flavor}


def component_summary(component: Component, snapshot: Snapshot) -> dict[str, Any]:
    """A component in a list, with the stacks that it is part of.

    One that is ``protected`` belongs to the default stack, and stays as it is.
    """
    return {
        **component_reference(component),
        "id": component.id,
        "stacks": [stack.name for stack in snapshot.stacks_with(component)],
        "protected": is_default_component(snapshot, component),
    }


def component_description(
    component: Component,
    snapshot: Snapshot,
    catalog: Catalog,
    *,
    show_secrets: bool = False,
) -> dict[str, Any]:
    """A component with its configuration."""
    return {
        **component_summary(component, snapshot),
        "configuration": shown_configuration(component, catalog, show_secrets=show_secrets),
        **_remote_and_local(flavor_of(component, catalog)),
        **shown_attributes(component.attributes, show_secrets=show_secrets),
    }


def shown_attributes(attributes: Attributes, *, show_secrets: bool = False) -> dict[str, Any]:
    """Attributes without the labels of stackls; values of variables may be secrets."""
    from stackls_core.registry.plain import plain
    from stackls_core.registry.secrets import masked

    hidden = {
        name: masked(value, None)
        for name, value in attributes.items()
        if name in ("labels", "environment") and value and not show_secrets
    }
    shown = {**attributes, **hidden, "labels": shown_labels(attributes["labels"])}
    if "labels" in hidden:
        shown["labels"] = shown_labels(hidden["labels"])
    return plain(shown)


def shown_configuration(
    component: Component, catalog: Catalog, *, show_secrets: bool = False
) -> dict[str, Any]:
    """A component's configuration, fit to show unless secrets are asked for."""
    from stackls_core.registry.plain import plain
    from stackls_core.registry.secrets import masked

    if show_secrets:
        return plain(component.configuration)
    return plain(masked(component.configuration, flavor_of(component, catalog)))


def flavor_of(component: Component, catalog: Catalog) -> Flavor | None:
    """The flavor of a component; ``None`` also where the catalog cannot be read."""
    from stackls_core.catalog.errors import CatalogError

    try:
        return catalog.flavor(component.type, component.flavor)
    except CatalogError:
        return None


def _remote_and_local(flavor: Flavor | None) -> dict[str, Any]:
    remote, local = flavor.locality if flavor is not None else (None, None)
    return {"remote": remote, "local": local}
