"""Facts of past ZenML versions: for each, what is different from the next newer one.

The newest is the bundled catalog, which is read from ZenML while the wheel is built. The others are
in ``history``, a file a version, written by ``nox -s catalogs`` and reviewed as text. They hold
facts and no text of ZenML's: a parameter that lives on has the words of the newest version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stackls_core.catalog.bundled import CatalogFolder, read_facts, read_flavor, read_summary
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.delta import applied
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.facts import facts_of, with_words
from stackls_core.catalog.lifetimes import NO_LIFETIMES, Lifetime, Lifetimes
from stackls_core.catalog.settings_history import SettingsHistory
from stackls_core.catalog.versions import in_order

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor, FlavorSummary

HISTORY = Path(__file__).parent / "history"
LIFETIMES = "lifetimes"

Json = dict[str, Any]

_REMEDY = "Install stackls again (pip install --force-reinstall stackls) to restore it."
_SUMMARY = ("type", "name", "display_name", "remote", "local", "origin")


class History:
    """The past versions that are known, on top of the newest one's catalog."""

    def __init__(self, newest: CatalogFolder, folder: Path = HISTORY) -> None:
        """Nothing is read before a version is asked for."""
        self._newest = newest
        self._folder = folder
        self._deltas: dict[str, Json] = {}

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The past versions, the newest of them first."""
        names = [path.stem for path in self._folder.glob("*.json") if path.stem != LIFETIMES]
        return tuple(reversed(in_order(names)))

    @cached_property
    def lifetimes(self) -> Lifetimes:
        """What not every known version has."""
        if not self.versions:
            return NO_LIFETIMES
        found = _read(self._folder / f"{LIFETIMES}.json")
        return Lifetimes({name: Lifetime(*one) for name, one in found.items()})

    @cached_property
    def settings(self) -> SettingsHistory:
        """What run configurations of these versions consist of."""
        newest = self._newest
        folder = self._folder / "settings"
        return SettingsHistory(newest.zenml_version, newest.folder, folder)

    @property
    def starts_here(self) -> bool:
        """Whether it is written beside the newest version's catalog, and not that of another."""
        first = _read(self._folder / f"{self.versions[0]}.json") if self.versions else {}
        return first.get("newer") == self._newest.zenml_version

    def facts(self, version: str) -> Json:
        """All facts of one of `versions`, as they were written."""
        index, past = self._past(version)
        flavors = {
            f"{kind}/{name}": facts_of(past.record(kind, name)) for kind, name in past.summaries
        }
        return {**index, "flavors": flavors}

    def catalog(self, version: str) -> Catalog:
        """The catalog of one of `versions`. Raises `CatalogError`."""
        index, flavors = self._past(version)
        return Catalog(
            [flavors],
            read_facts(index),
            lifetimes=self.lifetimes,
            settings=partial(self.settings.settings, version),
        )

    def _past(self, version: str) -> tuple[Json, PastFlavors]:
        chain = self._chain(version)
        index: Json = {"types": self._newest.types, "import": self._newest.imports}
        for delta in chain:
            index = applied(_without(delta, "flavors"), index)
        return index, PastFlavors(version, self._newest, [_flavors(delta) for delta in chain])

    def _chain(self, version: str) -> list[Json]:
        """What leads from the newest version to this one."""
        chain: list[Json] = []
        expected = self._newest.zenml_version
        for one in self.versions[: self.versions.index(version) + 1]:
            if one not in self._deltas:
                self._deltas[one] = _read(self._folder / f"{one}.json")
            written = self._deltas[one]
            if written.get("newer") != expected:
                raise CatalogError(
                    f"The facts of ZenML {one} are written beside those of {written.get('newer')}, "
                    f"not {expected}. {_REMEDY}"
                )
            if not isinstance(written.get("changes"), dict):
                raise _broken(f"those of {one} have no changes")
            chain.append(cast("Json", written["changes"]))
            expected = one
        return chain


class PastFlavors:
    """The flavors of a past version: a source of a catalog."""

    def __init__(self, version: str, newest: CatalogFolder, chain: list[Json]) -> None:
        """``chain`` leads from the flavors of ``newest`` to those of this version."""
        self.zenml_version = version
        self._newest = newest
        self._chain = chain
        self._flavors: dict[tuple[str, str], Flavor] = {}

    @property
    def summaries(self) -> Mapping[tuple[str, str], FlavorSummary]:
        """Every flavor by (type, name), without loading any."""
        return self._summaries

    @cached_property
    def _summaries(self) -> Mapping[tuple[str, str], FlavorSummary]:
        entries: Json = dict(self._newest.entries)
        for delta in self._chain:
            for key in cast("list[str]", delta.get("-") or ()):
                del entries[key]
            for key, record in cast("dict[str, Json]", delta.get("+") or {}).items():
                entries[key] = _entry(record, self._newest.entries.get(key))
            for key, change in cast("dict[str, Json]", delta.get("~") or {}).items():
                entries[key] = {**entries[key], **_entry_changes(change)}
        return {
            (entry["type"], entry["name"]): read_summary(entry, entry.get("integration"))
            for entry in entries.values()
        }

    def load(self, component_type: str, name: str) -> Flavor | None:
        """The flavor with its parameters. Raises `CatalogError`."""
        key = (component_type, name)
        if key not in self.summaries:
            return None
        if key not in self._flavors:
            self._flavors[key] = read_flavor(self.record(component_type, name), self.zenml_version)
        return self._flavors[key]

    def record(self, component_type: str, name: str) -> Json:
        """The record of a flavor, with the words of the newest version. Raises `CatalogError`."""
        key = f"{component_type}/{name}"
        words: Json | None = None
        found: Json | None = None
        if key in self._newest.entries:
            words = self._newest.record(component_type, name)
            found = facts_of(words)
        try:
            for delta in self._chain:
                if key in delta.get("+", {}):
                    found = cast("Json", delta["+"][key])
                elif key in delta.get("~", {}) and found is not None:
                    found = applied(delta["~"][key], found)
        except (KeyError, TypeError) as error:
            raise _broken(f"{key} in ZenML {self.zenml_version} lacks {error}") from error
        if found is None:
            raise _broken(f"{key} in ZenML {self.zenml_version} is not there")
        return with_words(found, words)


def _entry(record: Json, words: Mapping[str, Any] | None) -> Json:
    integration = cast("Json", record.get("integration") or {}).get("name")
    entry = {key: record.get(key) for key in _SUMMARY} | {"integration": integration}
    return {**(words or {}), **entry}


def _entry_changes(change: Json) -> Json:
    new = cast("Json", change.get("+") or {})
    found = {key: new[key] for key in _SUMMARY if key in new}
    inside = cast("Json", cast("Json", change.get("~") or {}).get("integration") or {})
    integration = cast("Json", new.get("integration") or inside.get("+") or {})
    if "integration" in new or "name" in integration:
        found["integration"] = integration.get("name")
    return found


def _flavors(delta: Json) -> Json:
    return cast("Json", delta.get("~", {}).get("flavors") or {})


def _without(delta: Json, key: str) -> Json:
    inside = {name: one for name, one in cast("Json", delta.get("~") or {}).items() if name != key}
    return {**delta, "~": inside}


def _read(path: Path) -> Json:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(f"{path} cannot be read ({error})") from error
    if not isinstance(found, dict):
        raise _broken(f"{path} is not a JSON object")
    return cast("Json", found)


def _broken(what: str) -> CatalogError:
    return CatalogError(f"The facts of past ZenML versions are broken: {what}. {_REMEDY}")
