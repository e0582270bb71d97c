"""What a user has added to the catalogs that come with stackls: a folder in the cache.

It has catalogs of versions, and files with the custom flavors of workspaces.

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
from stackls_core.catalog.workspace_flavors import PATTERN, WorkspaceFlavors, read_flavors

Mark = tuple[int, int]
"""Time of the last change and number of a file or folder: another one where it was replaced."""

_REMEDY = "Make it again with stackls catalog update."


@dataclass(frozen=True)
class Added:
    """What is there: catalogs by version, and custom flavors by workspace.

    ``unreadable`` are names of folders and of files that hold none that can be read. That is how
    one looks that is damaged, or that a newer stackls has written.
    """

    catalogs: Mapping[str, CatalogFolder] = field(default_factory=dict[str, CatalogFolder])
    flavors: Mapping[str, WorkspaceFlavors] = field(default_factory=dict[str, WorkspaceFlavors])
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
        flavors: dict[str, WorkspaceFlavors] = {}
        for path in self._files():
            mark, found = _mark(path), read_flavors(path)
            if found is None:
                unreadable.append(path.name)
            elif mark is not None:
                flavors[found.workspace] = found
                marks[found.workspace] = mark
        return Added(catalogs, flavors, marks, tuple(unreadable))

    def _folders(self) -> list[Path]:
        # what is being made begins with a dot
        found = self._inside("*")
        return [path for path in found if order_of(path.name) is not None and path.is_dir()]

    def _files(self) -> list[Path]:
        return [path for path in self._inside(PATTERN) if path.is_file()]

    def _inside(self, pattern: str) -> list[Path]:
        try:
            return sorted(self._folder.glob(pattern)) if self._folder is not None else []
        except OSError:
            return []


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
