"""Which catalogs the command line knows."""

from __future__ import annotations

from stackls_core.catalog.bundled import CatalogError
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.catalog.catalogs import open_catalogs as open_all
from stackls_core.paths import catalogs_folder
from stackls_server.cli.failures import Failure


def open_catalogs() -> AllCatalogs:
    """Those that come with stackls and those that were added. Raises `Failure`."""
    try:
        return open_all(catalogs_folder())
    except CatalogError as error:
        raise Failure(str(error)) from error


def open_catalog() -> Catalog:
    """The one that is used where nothing names a version. Raises `Failure`."""
    return open_catalogs().bundled
