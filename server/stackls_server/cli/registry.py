"""Which flavors the command line knows."""

from __future__ import annotations

from stackls_core.catalog.bundled import CatalogError, open_catalog
from stackls_core.catalog.flavors import FlavorRegistry
from stackls_server.cli.failures import Failure


def open_registry() -> FlavorRegistry:
    """The flavors that come with stackls. Raises `Failure` where their catalog cannot be read."""
    try:
        return FlavorRegistry([open_catalog()])
    except CatalogError as error:
        raise Failure(str(error)) from error
