"""Which service connectors a component of a flavor can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor
    from stackls_core.registry.model import ConnectorInfo


def fits(connector: ConnectorInfo, flavor: Flavor) -> bool:
    """Whether a connector is what the flavor asks for; yes where it does not say.

    Mirrors ``zenml.models.ServiceConnectorRequirements.is_satisfied_by``.
    """
    needs = flavor.connector
    if needs is None:
        return True
    if needs.type and connector.type != needs.type:
        return False
    return not needs.resource_type or needs.resource_type in connector.resource_types


def needs_of(flavor: Flavor) -> str:
    """What a flavor asks for, in words: ``a connector of type aws for docker-registry``."""
    needs = flavor.connector
    if needs is None:
        return "no connector"
    kind = f" of type {needs.type}" if needs.type else ""
    return f"a connector{kind}" + (f" for {needs.resource_type}" if needs.resource_type else "")
