"""Which catalogs the command line knows."""

from __future__ import annotations

from pathlib import Path

from stackls_core.catalog.catalog import Catalog, Catalogs
from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.catalog.catalogs import open_catalogs as open_all
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.pins import pinned_version
from stackls_core.paths import catalogs_folder, find_repository
from stackls_server.cli.failures import Failure


def open_catalogs() -> AllCatalogs:
    """Those that come with stackls and those that were added. Raises `Failure`."""
    try:
        return open_all(catalogs_folder())
    except CatalogError as error:
        raise Failure(str(error)) from error


def require_known(version: str | None, catalogs: Catalogs) -> None:
    """Raise `Failure` for a version of which there is no catalog."""
    if version is not None and version not in catalogs.versions:
        raise Failure(
            f"ZenML {version} is not known. stackls catalog list shows which versions are; "
            "stackls catalog add adds one."
        )


def catalog_here(version: str | None, folder: Path | None = None) -> Catalog:
    """The one of ``version``, or else of what the project of a folder pins, by default of this one.

    Raises `Failure`, also for a version that is not known.
    """
    catalogs = open_catalogs()
    require_known(version, catalogs)
    here = folder or Path.cwd()
    if version is None:
        pin = pinned_version(here, find_repository(here))
        version = pin.version if pin is not None else None
    return catalogs.for_folder(here).for_version(version)
