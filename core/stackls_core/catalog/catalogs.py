"""The catalogs of all ZenML versions that are known, and which one speaks for a version.

Known are the bundled version, those of the history, and those that a user has added. Of a version
between two of them the older one's catalog is used, and what the newer one does not say too is not
an error. Below the oldest and above the newest, nothing that differs between versions is an error.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from stackls_core.catalog.bundled import BUNDLED_CATALOG, CatalogError, CatalogFolder, open_folder
from stackls_core.catalog.catalog import Catalog, Catalogs, FlavorSource
from stackls_core.catalog.history import HISTORY, History
from stackls_core.catalog.versions import in_order, order_of

_MOST_STAND_INS = 64
"""How many versions that are not known are remembered; a user types many."""


class AllCatalogs:
    """Every version that is known. Nothing but the newest is read before it is asked for."""

    def __init__(
        self,
        newest: CatalogFolder,
        history: History,
        added: Callable[[], Mapping[str, CatalogFolder]] = dict,
    ) -> None:
        """``added`` are the catalogs of the user's own, by version; `refresh` asks again."""
        self._bundled = newest
        self._history = history
        self._find_added = added
        self._added = added()
        self._exact: dict[str, Catalog] = {}
        self._stand_ins: dict[str, Catalog] = {}

    @cached_property
    def bundled(self) -> Catalog:
        """The catalog that is used where nothing names a version."""
        return Catalog([self._bundled], self._bundled.facts, lifetimes=self._history.lifetimes)

    @property
    def added(self) -> Mapping[str, CatalogFolder]:
        """The catalogs that the user has added, by version."""
        return self._added

    @property
    def versions(self) -> list[str]:
        """The versions that are known, the oldest first."""
        known = {self._bundled.zenml_version, *self._history.versions, *self._added}
        return in_order(known)

    def refresh(self) -> bool:
        """Look for catalogs that were added or removed meanwhile; whether there are any."""
        found = self._find_added()
        if found.keys() == self._added.keys():
            return False
        self._added = found
        self._exact.clear()
        self._stand_ins.clear()
        return True

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for a version as a document says it; the bundled one for what is no version.

        Raises `CatalogError` where it is there and cannot be read.
        """
        order = order_of(version) if version else None
        if order is None or version is None:
            return self.bundled
        known = self.versions
        orders = [order_of(one) or order for one in known]
        at = bisect_right(orders, order)
        if at and orders[at - 1] == order:
            return self.exact(known[at - 1])
        if version not in self._stand_ins:
            if len(self._stand_ins) >= _MOST_STAND_INS:
                self._stand_ins.clear()
            older = self.exact(known[max(at - 1, 0)])
            newer = self.exact(known[at]) if 0 < at < len(known) else None
            self._stand_ins[version] = older.standing_in(newer)
        return self._stand_ins[version]

    def with_default(self, version: str | None) -> Catalogs:
        """The same where documents that name no version are for ``version``."""
        is_one = version is not None and order_of(version) is not None
        return _Usual(self, self.for_version(version), is_installed=False) if is_one else self

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same with the flavors of a ZenML that is at hand, for its version and for none."""
        installed = self.for_version(source.zenml_version).below(source)
        return _Usual(self, installed, is_installed=True)

    def exact(self, version: str) -> Catalog:
        """The catalog of one of `versions`. Raises `CatalogError`."""
        if version not in self._exact:
            self._exact[version] = self._open(version)
        return self._exact[version]

    def _open(self, version: str) -> Catalog:
        if version == self._bundled.zenml_version:
            return self.bundled
        if version in self._added:
            folder = self._added[version]
            return Catalog([folder], folder.facts, lifetimes=self._history.lifetimes)
        return self._history.catalog(version)


class _Usual:
    """Catalogs of which another one is for documents that name no version."""

    def __init__(self, catalogs: AllCatalogs, usual: Catalog, *, is_installed: bool) -> None:
        self._catalogs = catalogs
        self._usual = usual
        self._is_installed = is_installed

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for ``version``; the usual one for its own version and for none."""
        order = order_of(version) if version else None
        if order is None or order == order_of(self._usual.zenml_version):
            return self._usual
        return self._catalogs.for_version(version)

    def with_default(self, version: str | None) -> Catalogs:
        """The same for another default; a ZenML that is at hand goes before every default."""
        return self if self._is_installed else self._catalogs.with_default(version)

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same for another ZenML."""
        return self._catalogs.with_installed(source)


def open_catalogs(
    added: Path | None = None, bundled: Path = BUNDLED_CATALOG, history: Path = HISTORY
) -> AllCatalogs:
    """All catalogs that are there. Raises `CatalogError` where the bundled one cannot be read.

    ``added`` is the folder that has those of the user's own, if there are any.
    """
    newest = open_folder(bundled)
    return AllCatalogs(newest, History(newest, history), lambda: added_catalogs(added))


def added_catalogs(folder: Path | None) -> dict[str, CatalogFolder]:
    """The catalogs in ``folder``, by version; those that cannot be read are none.

    That is how one looks that is being written, or that a newer stackls has written.
    """
    found: dict[str, CatalogFolder] = {}
    if folder is None or not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        try:
            catalog = open_folder(path)
        except CatalogError:
            continue
        if order_of(catalog.zenml_version) is not None:
            found[catalog.zenml_version] = catalog
    return found
