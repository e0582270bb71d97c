"""The catalogs that a user has added to those that come with stackls: a folder in the cache.

Others write it while it is read: `stackls catalog` puts a catalog there by renaming it, which
changes the folder's own time, so one look at that says whether there is anything new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stackls_core.catalog.bundled import CatalogFolder, open_folder
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.versions import order_of

Mark = tuple[int, int]
"""Time of the last change and number of a file or folder: another one where it was replaced."""

_REMEDY = "Make it again with stackls catalog update."


@dataclass(frozen=True)
class Added:
    """What is there: catalogs by version, and names of folders that hold none that can be read.

    That is how one looks that is damaged, or that a newer stackls has written.
    """

    catalogs: Mapping[str, CatalogFolder] = field(default_factory=dict[str, CatalogFolder])
    marks: Mapping[str, Mark] = field(default_factory=dict[str, Mark])
    unreadable: tuple[str, ...] = ()


class AddedCatalogs:
    """The folder with the catalogs that were added; without one there are none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def mark(self) -> Mark | None:
        """Another one whenever a catalog was added or removed."""
        return _mark(self._folder) if self._folder is not None else None

    def look(self) -> Added:
        """All that is there. Raises nothing."""
        catalogs: dict[str, CatalogFolder] = {}
        marks: dict[str, Mark] = {}
        unreadable: list[str] = []
        for path in self._folders():
            mark = _mark(path)
            try:
                catalog = open_folder(path, _REMEDY)
                is_whole = catalog.is_whole
            except (CatalogError, OSError):
                is_whole, catalog = False, None
            if catalog is None or not is_whole or order_of(catalog.zenml_version) is None:
                unreadable.append(path.name)
            elif mark is not None:
                catalogs[catalog.zenml_version] = catalog
                marks[catalog.zenml_version] = mark
        return Added(catalogs, marks, tuple(unreadable))

    def _folders(self) -> list[Path]:
        try:
            found = sorted(self._folder.iterdir()) if self._folder is not None else []
        except OSError:
            return []
        # what is being made begins with a dot
        return [path for path in found if order_of(path.name) is not None and path.is_dir()]


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
