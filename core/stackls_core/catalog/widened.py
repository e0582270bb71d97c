"""Catalogs of all versions with more flavors, whatever the version: custom ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog, Catalogs, FlavorSource


class Widened:
    """Other catalogs, each with the flavors of one source beside its own."""

    def __init__(self, catalogs: Catalogs, source: FlavorSource) -> None:
        self._catalogs = catalogs
        self._source = source
        self._made: tuple[Catalog, Catalog] | None = None
        """The last one that was made, after the one that it was made of."""

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for ``version``, as the others have it. Raises `CatalogError`."""
        return self._widened(self._catalogs.for_version(version))

    def _widened(self, found: Catalog) -> Catalog:
        kept = self._made
        if kept is None or kept[0] is not found:
            kept = self._made = (found, found.beside(self._source))
        return kept[1]

    def with_default(self, version: str | None) -> Catalogs:
        """The same for another default."""
        return Widened(self._catalogs.with_default(version), self._source)

    def with_choice(self, version: str) -> Catalogs:
        """The same for a choice."""
        return Widened(self._catalogs.with_choice(version), self._source)

    def as_target(self, version: str) -> Catalog | None:
        """The catalog of one of `versions` for all documents. Raises `CatalogError`."""
        found = self._catalogs.as_target(version)
        return self._widened(found) if found is not None else None

    @property
    def versions(self) -> list[str]:
        """The versions that are known."""
        return self._catalogs.versions

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The others where a ZenML is at hand, which knows its own custom flavors."""
        return self._catalogs.with_installed(source)

    def for_folder(self, folder: Path) -> Catalogs:
        """The same for another folder."""
        return self._catalogs.for_folder(folder)

    def refresh(self) -> bool:
        """Look for catalogs that were added or removed meanwhile; whether any were."""
        return self._catalogs.refresh()
