"""The ZenML that files are for: what they may hold there, and the stacks that they are made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from benchmarks.differential.catalog import FlavorSchema, load_catalog, past_catalog
from benchmarks.differential.document import ZENML_VERSION

from .project import stacks

if TYPE_CHECKING:
    from collections.abc import Mapping

GENERAL = ("docker", "resources", "deployment")


@dataclass(frozen=True)
class Target:
    """One ZenML: the settings it has, by key, and the keys at the top of a file and in a step."""

    version: str
    settings: Mapping[str, FlavorSchema]
    top: frozenset[str]
    step: frozenset[str]
    by_name: bool
    """Whether settings may be for a component by its name."""
    classes: Mapping[str, FlavorSchema]
    """Those of the top of a file, ``pipeline``, and of a ``step``."""
    stacks: tuple[dict[str, Any], ...]

    def takes(self, level: str, key: str, value: Any) -> bool:
        """Whether the object at a key of ``pipeline`` or ``step`` has all fields of a value."""
        known = self.classes[level]
        if not isinstance(value, dict) or key not in known.parameters:
            return True
        objects = [one for one in known.options(known.parameters[key]) if "properties" in one]
        return not objects or any(value.keys() <= one["properties"].keys() for one in objects)

    @property
    def general(self) -> tuple[str, ...]:
        """The settings that belong to no component."""
        return tuple(key for key in GENERAL if key in self.settings)


@lru_cache(maxsize=4)
def target_of(version: str = ZENML_VERSION) -> Target:
    """That of a version that stackls knows, from what is kept of it."""
    from stackls_core.catalog.bundled import open_folder
    from stackls_core.catalog.settings_history import SettingsHistory

    newest = open_folder()
    facts = SettingsHistory(newest.zenml_version, newest.folder).facts(version)
    catalog = load_catalog() if version == ZENML_VERSION else past_catalog(version)
    classes = facts["classes"]
    records = {**facts["flavors"], **{key: classes[key] for key in GENERAL if key in classes}}
    settings = {
        key: FlavorSchema(*(key.split(".") if "." in key else (key, key)), r["schema"], r["facts"])
        for key, r in records.items()
    }
    return Target(
        version,
        settings,
        frozenset({*classes["pipeline"]["schema"]["properties"], *facts["unlisted"]}),
        frozenset(classes["step"]["schema"]["properties"]),
        facts["selectors"]["name"],
        {
            key: FlavorSchema(key, key, classes[key]["schema"], classes[key]["facts"])
            for key in ("pipeline", "step")
        },
        tuple(stacks(catalog, list(facts["flavors"]))),
    )
