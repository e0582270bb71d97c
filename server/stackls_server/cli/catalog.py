"""Which flavors the command line knows."""

from __future__ import annotations

from stackls_core.catalog.bundled import CatalogError, open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_server.cli.failures import Failure


def open_catalog() -> Catalog:
    """The flavors that come with stackls. Raises `Failure` where their catalog cannot be read."""
    try:
        return Catalog([open_folder()])
    except CatalogError as error:
        raise Failure(str(error)) from error
