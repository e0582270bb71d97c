"""Run configurations of past ZenML versions: what is different from the next newer one.

As in `history`: facts and no text of ZenML's, a file a version in ``history/settings``.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from stackls_core.catalog.delta import applied
from stackls_core.catalog.facts import facts_of, with_words
from stackls_core.catalog.record_file import RECORDS, RecordFile
from stackls_core.catalog.settings import BUNDLED, INDEX, RunSettings, settings_record
from stackls_core.catalog.versions import in_order

SETTINGS_HISTORY = Path(__file__).parent / "history" / "settings"

Json = dict[str, Any]


class SettingsHistory:
    """The settings of past versions, on top of those of the newest one."""

    def __init__(
        self, newest_version: str, newest: Path = BUNDLED, folder: Path = SETTINGS_HISTORY
    ) -> None:
        """``newest`` is what the probe has written. Nothing is read before it is used."""
        self._newest_version = newest_version
        self._newest = RecordFile(newest / RECORDS)
        self._folder = folder
        self._facts: dict[str, Json] = {}

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The versions that are known, the newest of them first."""
        return tuple(reversed(in_order([path.stem for path in self._folder.glob("*.json")])))

    def settings(self, version: str) -> RunSettings:
        """Those of a version; of one that is not known, none, so that nothing is claimed."""
        try:
            facts = self.facts(version)
        except (KeyError, TypeError, AttributeError):
            return RunSettings({}, lambda _: None)
        words = settings_record(self._newest, INDEX) or {}
        classes, said = cast("Json", facts["classes"]), cast("Json", words.get("classes") or {})
        flavors, about = cast("Json", facts["flavors"]), cast("Json", words.get("flavors") or {})
        index: Json = {
            **facts,
            "classes": {key: with_words(one, said.get(key)) for key, one in classes.items()},
            "flavors": {key: about.get(key) or "" for key in flavors},
        }
        return RunSettings(
            index, lambda key: with_words(flavors[key], settings_record(self._newest, key))
        )

    def facts(self, version: str) -> Json:
        """All facts of a version, as they were written. Raises `KeyError` where they are not."""
        if version == self._newest_version:
            return _facts_in(self._newest)
        if version not in self._facts:
            written = _read(self._folder / f"{version}.json")
            newer = self.facts(str(written["newer"]))
            self._facts[version] = applied(cast("Json", written["changes"]), newer)
        return self._facts[version]


def _read(path: Path) -> Json:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("Json", found) if isinstance(found, dict) else {}


def settings_facts(folder: Path) -> Json:
    """The facts that a catalog has. Raises `KeyError` where it lacks any."""
    return _facts_in(RecordFile(folder / RECORDS))


def _facts_in(records: RecordFile) -> Json:
    index = settings_record(records, INDEX) or {}
    found = {key: settings_record(records, key) or {} for key in sorted(index["flavors"])}
    return {
        "classes": {key: facts_of(one) for key, one in index["classes"].items()},
        "flavors": {key: facts_of(one) for key, one in found.items()},
        "integrations": index["integrations"],
        "unschedulable": index["unschedulable"],
        "unlisted": index["unlisted"],
        "selectors": index["selectors"],
    }
