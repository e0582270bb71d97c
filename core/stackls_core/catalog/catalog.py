"""A catalog: every flavor of one ZenML version by (type, name), from layered sources.

A flavor is known by its type and its name together: fifteen names are shared by several types.
Sources are asked in order and the first that has a flavor wins, so the user's own ZenML goes
before the bundled catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from stackls_core.catalog.lifetimes import NO_LIFETIMES, Lifetimes
from stackls_core.catalog.model import (
    NEWEST_FACTS,
    Flavor,
    FlavorSummary,
    ImportFacts,
    VersionFacts,
)
from stackls_core.catalog.settings import RunSettings, bundled_settings
from stackls_core.catalog.versions import in_order, order_of
from stackls_core.suggest import nearest


class FlavorSource(Protocol):
    """Something that knows flavors of one ZenML version."""

    @property
    def zenml_version(self) -> str:
        """The version whose flavors these are."""
        ...

    @property
    def summaries(self) -> Mapping[tuple[str, str], FlavorSummary]:
        """Every flavor by (type, name), without loading any."""
        ...

    def load(self, component_type: str, name: str) -> Flavor | None: ...


class Catalogs(Protocol):
    """Catalogs of several versions. One catalog alone stands for all."""

    def for_version(self, version: str | None) -> Catalog:
        """The catalog of what a document says its version is; the usual one where that is none.

        Raises `CatalogError` where it is there and cannot be read.
        """
        ...

    def with_default(self, version: str | None) -> Catalogs:
        """The same where documents that name no version are for ``version``."""
        ...

    def with_choice(self, version: str) -> Catalogs:
        """The same where a user has chosen the version of documents that name none.

        It goes before that of a ZenML that is at hand. What is no version chooses nothing.
        """
        ...

    def as_target(self, version: str) -> Catalog | None:
        """The catalog of one of `versions`, for documents of whatever version.

        ``None`` for another version. Raises `CatalogError` where it cannot be read.
        """
        ...

    @property
    def versions(self) -> list[str]:
        """The versions that are known, the oldest first."""
        ...

    def with_installed(self, source: FlavorSource) -> Catalogs:
        """The same where a ZenML is at hand: of its version, its own flavors are the ones.

        It is also what documents are for that name no version.
        """
        ...

    def for_folder(self, folder: Path) -> Catalogs:
        """The same with the custom flavors that were added for the workspace of a folder.

        A ZenML that is at hand knows its own.
        """
        ...

    def refresh(self) -> bool:
        """Look for catalogs that were added or removed meanwhile; whether any were."""
        ...


class _Only:
    """A source of which only some flavors count."""

    def __init__(self, source: FlavorSource, names: Mapping[tuple[str, str], object]) -> None:
        self._source = source
        self._names = names

    @property
    def zenml_version(self) -> str:
        return self._source.zenml_version

    @property
    def summaries(self) -> Mapping[tuple[str, str], FlavorSummary]:
        found = self._source.summaries
        return {key: summary for key, summary in found.items() if key in self._names}

    def load(self, component_type: str, name: str) -> Flavor | None:
        is_there = (component_type, name) in self._names
        return self._source.load(component_type, name) if is_there else None


class Catalog:
    """All types and flavors that are known of one ZenML version, from one or several sources."""

    def __init__(
        self,
        sources: Sequence[FlavorSource],
        facts: VersionFacts = NEWEST_FACTS,
        *,
        newer: Catalog | None = None,
        is_exact: bool = True,
        is_target: bool = False,
        lifetimes: Lifetimes = NO_LIFETIMES,
        settings: Callable[[], RunSettings] = bundled_settings,
    ) -> None:
        """``sources`` are asked in order; there has to be at least one.

        Where the version that was asked for lies between two that are known, this is the catalog of
        the older one, and ``newer`` that of the other. It ``is_exact`` where it is the catalog of
        the version that was asked for. It ``is_target`` where documents of all versions are to be
        judged by it. ``settings`` is asked for those of run configurations on first use.
        """
        self._sources = tuple(sources)
        self._facts = facts
        self.newer = newer
        self.is_exact = is_exact
        self.is_target = is_target
        self.lifetimes = lifetimes
        self._settings = settings

    @cached_property
    def run_settings(self) -> RunSettings:
        """The classes that run configurations are read with, and the settings of flavors."""
        return self._settings()

    def below(self, source: FlavorSource) -> Catalog:
        """A catalog that asks ``source`` first, and then this one's sources.

        A source of another version has all flavors of that version, so there are no others; ours
        stand in for those that it names and cannot load.
        """
        sources = self._sources
        if source.zenml_version != self.zenml_version:
            sources = tuple(_Only(one, source.summaries) for one in sources)
        return Catalog(
            [source, *sources], self._facts, lifetimes=self.lifetimes, settings=self._settings
        )

    def beside(self, source: FlavorSource) -> Catalog:
        """A catalog with the flavors of ``source``, too, whatever version that is of."""
        return Catalog(
            [*self._sources, source],
            self._facts,
            newer=self.newer,
            is_exact=self.is_exact,
            is_target=self.is_target,
            lifetimes=self.lifetimes,
            settings=self._settings,
        )

    def standing_in(self, newer: Catalog | None) -> Catalog:
        """This one for a version that is not known, below ``newer`` or above all that are known."""
        return Catalog(
            self._sources,
            self._facts,
            newer=newer,
            is_exact=False,
            lifetimes=self.lifetimes,
            settings=self._settings,
        )

    def as_target(self, version: str) -> Catalog | None:
        """The same, for documents of whatever version: what they would be there.

        ``None`` where its own version is another one.
        """
        if version != self.zenml_version:
            return None
        return Catalog(
            self._sources,
            self._facts,
            newer=self.newer,
            is_exact=self.is_exact,
            is_target=True,
            lifetimes=self.lifetimes,
            settings=self._settings,
        )

    def for_version(self, version: str | None) -> Catalog:
        """Itself; of another version than its own, it only stands in for what is not known."""
        own, other = order_of(self.zenml_version), order_of(version or "")
        if self.is_target or other is None or own is None or other == own:
            return self
        return self._stand_in

    @cached_property
    def _stand_in(self) -> Catalog:
        return self.standing_in(None)

    def with_default(self, version: str | None) -> Catalog:
        """Itself."""
        del version
        return self

    def with_choice(self, version: str) -> Catalog:
        """Itself."""
        del version
        return self

    @property
    def versions(self) -> list[str]:
        """Its own."""
        return in_order([self.zenml_version])

    def with_installed(self, source: FlavorSource) -> Catalog:
        """This one `below` the flavors that are installed."""
        return self.below(source)

    def for_folder(self, folder: Path) -> Catalog:
        """Itself."""
        del folder
        return self

    def refresh(self) -> bool:
        """There is nothing to look for."""
        return False

    @property
    def zenml_version(self) -> str:
        """The version that messages speak for: that of the first source."""
        return self._sources[0].zenml_version if self._sources else ""

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The component types, the ones that most stacks have first."""
        more = dict.fromkeys(summary.type for summary in self._summaries.values())
        return (*self._facts.types, *(one for one in more if one not in self._facts.types))

    @property
    def imports(self) -> ImportFacts:
        """What this version's import of stack files takes."""
        return self._facts.imports

    @cached_property
    def _summaries(self) -> Mapping[tuple[str, str], FlavorSummary]:
        merged: dict[tuple[str, str], FlavorSummary] = {}
        for source in reversed(self._sources):
            merged.update(source.summaries)
        return merged

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[FlavorSummary, ...]]:
        found: dict[str, list[FlavorSummary]] = {}
        for summary in self._summaries.values():
            found.setdefault(summary.type, []).append(summary)
        return {
            component_type: tuple(sorted(summaries, key=_common_first))
            for component_type, summaries in found.items()
        }

    def flavors(self, component_type: str) -> tuple[FlavorSummary, ...]:
        """The flavors of a type: those that need no integration first, then by name."""
        return self._by_type.get(component_type, ())

    def summary(self, component_type: str, name: str) -> FlavorSummary | None:
        """What is known of a flavor without loading it."""
        return self._summaries.get((component_type, name))

    def flavor(self, component_type: str, name: str) -> Flavor | None:
        """The flavor with its parameters; loaded on first use."""
        for source in self._sources:
            if (component_type, name) in source.summaries:
                found = source.load(component_type, name)
                if found is not None:
                    return found
        return None

    def nearest_flavor(self, component_type: str, name: str) -> str | None:
        """The flavor of that type which ``name`` is most likely a misspelling of."""
        return nearest(name, [summary.name for summary in self.flavors(component_type)])

    def types_with_flavor(self, name: str) -> tuple[str, ...]:
        """The component types that do have a flavor of this name."""
        return tuple(t for t in self.types if (t, name) in self._summaries)


def _common_first(summary: FlavorSummary) -> tuple[bool, bool, str]:
    return (summary.is_custom, summary.integration is not None, summary.name)
