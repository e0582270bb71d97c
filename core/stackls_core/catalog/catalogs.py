"""The catalogs of all ZenML versions that are known, and which one speaks for a version.

Known are the bundled version, those of the history, and those that a user has added. Of a version
between two of them the older one's catalog is used, and what the newer one does not say too is not
an error. Below the oldest and above the newest, nothing that differs between versions is an error.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from stackls_core.catalog.added import Added, AddedCatalogs
from stackls_core.catalog.bundled import BUNDLED_CATALOG, CatalogFolder, open_folder
from stackls_core.catalog.catalog import Catalog, Catalogs, FlavorSource
from stackls_core.catalog.history import HISTORY, History
from stackls_core.catalog.versions import Order, in_order, order_of
from stackls_core.catalog.widened import Widened
from stackls_core.catalog.workspace_flavors import workspace_of

_MOST_STAND_INS = 64
"""How many versions that are not known are remembered; a user types many."""


class _Known:
    """The catalogs that are known at one moment, kept once they are asked for.

    Threads ask while others are added: they are then known to another one of these.
    """

    def __init__(self, newest: Catalog, history: History, added: Added) -> None:
        self.added = added
        self.versions = in_order({newest.zenml_version, *history.versions, *added.catalogs})
        self._newest = newest
        self._history = history
        self._orders = [order for one in self.versions if (order := order_of(one)) is not None]
        self._exact: dict[str, Catalog] = {}
        self._stand_ins: dict[str, Catalog] = {}

    def for_order(self, version: str, order: Order) -> Catalog:
        at = bisect_right(self._orders, order)
        if at and self._orders[at - 1] == order:
            return self.exact(self.versions[at - 1])
        found = self._stand_ins.get(version)
        if found is None:
            if len(self._stand_ins) >= _MOST_STAND_INS:
                self._stand_ins.clear()
            older = self.exact(self.versions[max(at - 1, 0)])
            newer = self.exact(self.versions[at]) if 0 < at < len(self.versions) else None
            found = self._stand_ins[version] = older.standing_in(newer)
        return found

    def exact(self, version: str) -> Catalog:
        found = self._exact.get(version)
        if found is None:
            found = self._exact[version] = self._open(version)
        return found

    def _open(self, version: str) -> Catalog:
        if version == self._newest.zenml_version:
            return self._newest
        folder = self.added.catalogs.get(version)
        if folder is not None:
            return Catalog(
                [folder],
                folder.facts,
                lifetimes=self._history.lifetimes,
                settings=folder.run_settings,
            )
        return self._history.catalog(version)


class AllCatalogs:
    """Every version that is known. Nothing but the newest is read before it is asked for."""

    def __init__(
        self, newest: CatalogFolder, history: History, added: AddedCatalogs | None = None
    ) -> None:
        """``added`` are the catalogs of the user's own; `refresh` looks at them again."""
        self._newest = newest
        self._history = history
        self._added = added or AddedCatalogs()
        self._mark = self._added.mark

    @cached_property
    def bundled(self) -> Catalog:
        """The catalog that is used where nothing names a version."""
        return Catalog([self._newest], self._newest.facts, lifetimes=self._history.lifetimes)

    @cached_property
    def _known(self) -> _Known:
        return _Known(self.bundled, self._history, self._added.look())

    @property
    def added(self) -> Added:
        """The catalogs that the user has added."""
        return self._known.added

    @property
    def versions(self) -> list[str]:
        """The versions that are known, the oldest first."""
        return self._known.versions

    def refresh(self) -> bool:
        """Look for catalogs that were added, made anew or removed meanwhile; whether any were.

        Where nothing has changed, that is one look at a folder's time.
        """
        mark = self._added.mark
        if mark == self._mark:
            return False
        self._mark = mark
        found = self._added.look()
        if found.marks == self._known.added.marks:
            return False
        self._known = _Known(self.bundled, self._history, found)
        return True

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for a version as a document says it; the bundled one for what is no version.

        Raises `CatalogError` where it is there and cannot be read.
        """
        order = order_of(version) if version else None
        if order is None or version is None:
            return self.bundled
        return self._known.for_order(version, order)

    def with_default(self, version: str | None) -> Catalogs:
        """The same where documents that name no version are for ``version``."""
        is_one = version is not None and order_of(version) is not None
        return _Usual(self, version, None) if is_one else self

    def with_choice(self, version: str) -> Catalogs:
        """The same where a user has chosen ``version`` for documents that name none."""
        return _Chosen(self, version) if order_of(version) is not None else self

    def as_target(self, version: str) -> Catalog | None:
        """The catalog of one of `versions` for all documents. Raises `CatalogError`."""
        return self.exact(version).as_target(version) if version in self.versions else None

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same with the flavors of a ZenML that is at hand, for its version and for none."""
        return _Usual(self, source.zenml_version, source)

    def for_folder(self, folder: Path) -> Catalogs:
        """The same with the custom flavors that were added for the workspace of a folder."""
        found = workspace_of(folder, self.added.flavors)
        return Widened(self, found.source) if found is not None else self

    def exact(self, version: str) -> Catalog:
        """The catalog of one of `versions`. Raises `CatalogError`."""
        return self._known.exact(version)


class _Usual:
    """Catalogs of which another one is for documents that name no version."""

    def __init__(
        self, catalogs: AllCatalogs, version: str | None, installed: FlavorSource | None
    ) -> None:
        self._catalogs = catalogs
        self._version = version
        self._order = order_of(version) if version is not None else None
        self._installed = installed
        self._usual: tuple[Catalog, Catalog] | None = None
        """The last one that was made, after the one that it was made of."""

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for ``version``; the usual one for its own version and for none."""
        order = order_of(version) if version else None
        if order is not None and order != self._order:
            return self._catalogs.for_version(version)
        found = self._catalogs.for_version(self._version)
        if self._installed is None:
            return found
        kept = self._usual
        if kept is None or kept[0] is not found:
            kept = self._usual = (found, found.below(self._installed))
        return kept[1]

    def with_default(self, version: str | None) -> Catalogs:
        """The same for another default; a ZenML that is at hand goes before every default."""
        return self if self._installed is not None else self._catalogs.with_default(version)

    def with_choice(self, version: str) -> Catalogs:
        """The same where a user has chosen ``version`` for documents that name none."""
        return _Chosen(self, version) if order_of(version) is not None else self

    def as_target(self, version: str) -> Catalog | None:
        """The catalog of one of `versions` for all documents; of the installed one, its own."""
        if self._installed is not None and version == self._version:
            return self.for_version(None).as_target(version)
        return self._catalogs.as_target(version)

    @property
    def versions(self) -> list[str]:
        """The versions that are known, that of a ZenML that is at hand among them."""
        known = self._catalogs.versions
        is_more = self._installed is not None and self._version not in known
        return in_order([*known, self._version or ""]) if is_more else known

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same for another ZenML."""
        return self._catalogs.with_installed(source)

    def for_folder(self, folder: Path) -> Catalogs:
        """The same with custom flavors; a ZenML that is at hand knows its own."""
        if self._installed is not None:
            return self
        return self._catalogs.for_folder(folder).with_default(self._version)

    def refresh(self) -> bool:
        """Look for catalogs that were added or removed meanwhile; whether any were."""
        return self._catalogs.refresh()


class _Chosen:
    """Catalogs where a user has chosen the version of documents that name none."""

    def __init__(self, catalogs: Catalogs, version: str) -> None:
        self._catalogs = catalogs
        self._version = version

    def for_version(self, version: str | None) -> Catalog:
        """The catalog for ``version``; for what is none, that of the chosen one."""
        is_one = version is not None and order_of(version) is not None
        return self._catalogs.for_version(version if is_one else self._version)

    def with_default(self, version: str | None) -> Catalogs:
        """The same: a choice goes before every default."""
        del version
        return self

    def with_choice(self, version: str) -> Catalogs:
        """The same for another choice."""
        return self._catalogs.with_choice(version)

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same where a ZenML is at hand."""
        return self._catalogs.with_installed(source).with_choice(self._version)

    def for_folder(self, folder: Path) -> Catalogs:
        """The same with the custom flavors of a folder's workspace."""
        return self._catalogs.for_folder(folder).with_choice(self._version)

    def as_target(self, version: str) -> Catalog | None:
        """The catalog of one of `versions` for all documents."""
        return self._catalogs.as_target(version)

    @property
    def versions(self) -> list[str]:
        """The versions that are known."""
        return self._catalogs.versions

    def refresh(self) -> bool:
        """Look for catalogs that were added or removed meanwhile; whether there are any."""
        return self._catalogs.refresh()


def open_catalogs(
    added: Path | None = None, bundled: Path = BUNDLED_CATALOG, history: Path = HISTORY
) -> AllCatalogs:
    """All catalogs that are there. Raises `CatalogError` where the bundled one cannot be read.

    ``added`` is the folder that has those of the user's own, if there are any.
    """
    newest = open_folder(bundled)
    return AllCatalogs(newest, History(newest, history), AddedCatalogs(added))
