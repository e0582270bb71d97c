"""For which ZenML the files are that a command reads: by their text, or by their project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.catalog.pins import Pin, pinned_version
from stackls_core.catalog.versions import order_of
from stackls_core.paths import find_repository

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog, Catalogs
    from stackls_core.documents.kind import DocumentKind
    from stackls_core.text import LineIndex


class FileVersions:
    """The catalogs of files; each folder's project is looked for once."""

    def __init__(self, catalogs: Catalogs, target: str | None = None) -> None:
        """With a ``target``, one of their versions, files are judged by that whatever they say."""

        def catalogs_in(folder: Path) -> Catalogs:
            found = catalogs.for_folder(folder)
            return found if target is None else found.as_target(target) or found

        self._catalogs_in = lru_cache(maxsize=256)(catalogs_in)
        self.pin = lru_cache(maxsize=256)(_pin)

    def version(self, kind: DocumentKind, lines: LineIndex, folder: Path) -> str | None:
        """The version that a file in ``folder`` is for, where that is said anywhere."""
        version = kind.zenml_version(lines)
        if version is not None and order_of(version) is not None:
            return version
        pin = self.pin(folder)
        return pin.version if pin is not None else None

    def catalog(self, kind: DocumentKind, lines: LineIndex, folder: Path) -> Catalog:
        """The catalog of that version. Raises `CatalogError`."""
        version = kind.zenml_version(lines)
        if version is not None and order_of(version) is not None:
            return self._catalogs_in(folder).for_version(version)
        pin = self.pin(folder)
        usual = self._catalogs_in(folder).with_default(pin.version if pin else None)
        return usual.for_version(None)


def _pin(folder: Path) -> Pin | None:
    """The version that the project in a folder is made for."""
    return pinned_version(folder, find_repository(folder))
