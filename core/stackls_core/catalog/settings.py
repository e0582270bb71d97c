"""What a run configuration consists of: ZenML's classes for it, and the settings of each flavor.

Written by the probe beside the flavors; a flavor's settings are read when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from stackls_core.catalog.model import HandedOn, handed_on
from stackls_core.catalog.record_file import RECORDS, RecordFile
from stackls_core.schema.json_schema import parameters_of
from stackls_core.schema.model import Parameter

BUNDLED = Path(__file__).parent / "data"

INDEX = "index"
"""The record of what is in every run configuration, and of which flavors have settings."""

CLASSES = ("docker", "resources", "deployment")
"""The settings that belong to no flavor, by their keys."""


@dataclass(frozen=True, eq=False)
class SettingsClass:
    """A class of a run configuration, as `ClassFacts`: ZenML drops keys that it does not have."""

    name: str
    title: str
    description: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    migrated: Mapping[str, str] = field(default_factory=dict[str, str])
    pod_settings: tuple[str, ...] = ()
    kubernetes: Mapping[str, HandedOn] = field(default_factory=dict[str, HandedOn])
    pod_models: Path | None = None
    code: Mapping[str, str] = field(default_factory=dict[str, str])
    extra: str = "ignore"
    schemes: tuple[str, ...] = ()
    json_fields: Mapping[str, str] = field(default_factory=dict[str, str])
    minimal: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that have to be given; settings have none."""
        return tuple(p for p in self.parameters.values() if p.required)


class RunSettings:
    """All of that for one ZenML."""

    def __init__(
        self, index: Mapping[str, Any], read: Callable[[str], Mapping[str, Any] | None]
    ) -> None:
        """``index`` is what the probe writes; ``read`` gives the record of ``TYPE.FLAVOR``."""
        self._read = read
        self._loaded: dict[str, SettingsClass | None] = {}
        self._classes = cast("Mapping[str, Any]", index.get("classes") or {})
        self.flavors = cast("Mapping[str, str]", index.get("flavors") or {})
        """The flavors that have settings, by ``TYPE.FLAVOR``, and what their settings are for."""
        self.integrations = tuple(cast("list[str]", index.get("integrations") or ()))
        """The names of ZenML's integrations."""
        self.unschedulable = frozenset(cast("list[str]", index.get("unschedulable") or ()))
        """The flavors of orchestrators that run no schedules, however they are configured."""
        self.unlisted = frozenset(cast("list[str]", index.get("unlisted") or ()))
        """The keys at the top that have an effect and that no class has."""
        selectors = cast("Mapping[str, bool]", index.get("selectors") or {})
        self.takes_names = selectors.get("name", True)
        """Whether settings may be for a component by its name: ``orchestrator:prod``."""
        self.takes_nothing = selectors.get("nothing", False)
        """Whether a key may end in the dot before a flavor, and is for no component then."""
        self.needs_component = selectors.get("required", True)
        """Whether a key that is a type alone is refused where the stack has no such component."""
        self.general = tuple(key for key in CLASSES if key in self._classes) or CLASSES
        """The keys of settings that belong to no flavor."""

    def of_class(self, name: str) -> SettingsClass:
        """``docker``, ``resources``, ``deployment``; ``pipeline`` and ``step`` for the two levels.

        Of a catalog that lacks it, a class without fields.
        """
        if name not in self._loaded:
            record = self._classes.get(name)
            title = f"{name} settings" if name in CLASSES else name
            self._loaded[name] = _read(record, name, title) if record else None
        return self._loaded[name] or SettingsClass(name, name, extra="allow")

    def of_flavor(self, component_type: str, flavor: str) -> SettingsClass | None:
        """The settings of a flavor; ``None`` where it has none."""
        key = f"{component_type}.{flavor}"
        if key not in self.flavors:
            return None
        if key not in self._loaded:
            title = f"{flavor} {component_type.replace('_', ' ')} settings"
            record = self._read(key)
            self._loaded[key] = _read(record, flavor, title) if record else None
        return self._loaded[key]


@lru_cache(maxsize=8)
def settings_in(folder: Path) -> RunSettings:
    """Those in a folder; without any where it lacks them, so that nothing is claimed."""
    records = RecordFile(folder / RECORDS)
    index = settings_record(records, INDEX) or {}
    return RunSettings(index, lambda key: settings_record(records, key))


def bundled_settings() -> RunSettings:
    """Those of the bundled catalog."""
    return settings_in(BUNDLED)


def settings_record(records: RecordFile, key: str) -> dict[str, Any] | None:
    """What a catalog says of the settings of ``TYPE.FLAVOR``; ``None`` where it cannot be read."""
    try:
        return records.read(f"settings/{key}")
    except (KeyError, OSError, ValueError, TypeError):
        return None


def _read(record: Mapping[str, Any], name: str, title: str) -> SettingsClass | None:
    try:
        schema = cast("Mapping[str, Any]", record["schema"])
        facts = cast("Mapping[str, Any]", record["facts"])
        return SettingsClass(
            name,
            title,
            record.get("description") or "",
            parameters_of(schema, facts),
            schema,
            facts.get("migrated") or {},
            tuple(facts.get("pod_settings") or ()),
            handed_on(facts),
            code=facts.get("validators") or {},
        )
    except (KeyError, TypeError, AttributeError):
        return None
