"""A catalog on disk: an index and the records of flavors, written by ``stackls_probe``.

The bundled catalog is made when the wheel is built. Opening it reads the index only; a flavor's
record is read when somebody asks for that flavor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from stackls_core.catalog.component_types import REQUIRED_TYPES, common_first
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.model import (
    POD_MODELS,
    Connector,
    Flavor,
    FlavorSummary,
    ImportFacts,
    Integration,
    VersionFacts,
    handed_on,
)
from stackls_core.catalog.record_file import RECORDS, RecordFile
from stackls_core.catalog.settings import RunSettings, settings_in
from stackls_core.schema.json_schema import parameters_of

BUNDLED_CATALOG = Path(__file__).parent / "data"
FORMAT = 2

_REMEDY = "Install stackls again (pip install --force-reinstall stackls) to restore it."


class CatalogFolder:
    """Flavors of one ZenML release, read from a folder on first use."""

    def __init__(self, folder: Path, index: Mapping[str, Any], remedy: str = _REMEDY) -> None:
        """Use `open_folder`; ``index`` is what ``index.json`` of ``folder`` holds."""
        self.folder = folder
        self._records = RecordFile(folder / RECORDS)
        self._remedy = remedy
        self._flavors: dict[tuple[str, str], Flavor] = {}
        self.zenml_version = str(index["zenml_version"])
        self.facts = read_facts(index)
        self.types = cast("list[str]", index["types"])
        self.imports = cast("dict[str, Any]", index["import"])
        self.entries = {
            f"{entry['type']}/{entry['name']}": entry
            for entry in cast("list[dict[str, Any]]", index["flavors"])
        }
        self.summaries = {
            (entry["type"], entry["name"]): read_summary(entry, entry.get("integration"))
            for entry in self.entries.values()
        }

    def run_settings(self) -> RunSettings:
        """What run configurations of its ZenML consist of."""
        return settings_in(self.folder)

    @property
    def is_whole(self) -> bool:
        """Whether it has the record of every flavor in its index, to the last byte."""
        return self._records.has(self.entries)

    @property
    def loaded(self) -> int:
        """How many flavors have been read so far."""
        return len(self._flavors)

    def load(self, component_type: str, name: str) -> Flavor | None:
        """The flavor, or ``None`` where the catalog has none of that type and name.

        Raises `CatalogError` when its record is missing or broken.
        """
        key = (component_type, name)
        if key not in self.summaries:
            return None
        if key not in self._flavors:
            record = self.record(component_type, name)
            pod_models = self.folder / POD_MODELS
            self._flavors[key] = read_flavor(record, self.zenml_version, pod_models)
        return self._flavors[key]

    def record(self, component_type: str, name: str) -> dict[str, Any]:
        """All that it says of a flavor. Raises `CatalogError`."""
        key = f"{component_type}/{name}"
        try:
            return self._records.read(key)
        except (KeyError, OSError, ValueError, TypeError) as error:
            what = f"{key} in {self._records.path} cannot be read ({error})"
            raise CatalogError(f"The flavor catalog is broken: {what}. {self._remedy}") from error


def open_folder(folder: Path = BUNDLED_CATALOG, remedy: str = _REMEDY) -> CatalogFolder:
    """The catalog in ``folder``. Raises `CatalogError` where there is none that can be read.

    ``remedy`` is what messages say that helps.
    """
    path = folder / "index.json"
    if not path.is_file():
        raise CatalogError(f"The flavor catalog is missing: there is no {path}. {remedy}")
    index = _read_json(path, remedy)
    if index.get("format") != FORMAT:
        raise CatalogError(
            f"The flavor catalog {path} is of format {index.get('format')!r}, not {FORMAT}. "
            f"{remedy}"
        )
    try:
        return CatalogFolder(folder, index, remedy)
    except (KeyError, TypeError, AttributeError) as error:
        raise CatalogError(
            f"The flavor catalog {path} is incomplete ({error}). {remedy}"
        ) from error


def _read_json(path: Path, remedy: str = _REMEDY) -> dict[str, Any]:
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = f"The flavor catalog is broken: {path} cannot be read ({error}). {remedy}"
        raise CatalogError(reason) from error
    if not isinstance(data, dict):
        raise CatalogError(f"The flavor catalog is broken: {path} is not a JSON object. {remedy}")
    return cast("dict[str, Any]", data)


def read_facts(index: Mapping[str, Any]) -> VersionFacts:
    """What an index says of its ZenML beside the flavors."""
    types = cast("list[str]", index["types"])
    found = cast("Mapping[str, Any]", index["import"])
    return VersionFacts(
        common_first(types),
        ImportFacts(
            lists=bool(found["lists"]),
            # a catalog that does not say it is of a version that could not be asked
            required=common_first(found.get("required") or REQUIRED_TYPES),
            repeatable=frozenset(found["repeatable"]),
            refuses_unknown_keys=found["unknown_keys"] != "dropped",
            searches=found.get("searches") or {},
        ),
    )


def read_summary(entry: Mapping[str, Any], integration: str | None) -> FlavorSummary:
    """What lists of flavors show, from an entry of the catalog's index or the probe's record."""
    return FlavorSummary(
        type=entry["type"],
        name=entry["name"],
        display_name=entry.get("display_name") or entry["name"],
        integration=integration,
        summary=entry.get("summary") or "",
        docs_url=entry.get("docs_url"),
        remote=entry.get("remote"),
        local=entry.get("local"),
        is_custom=entry.get("origin") == "custom",
    )


def read_flavor(
    record: Mapping[str, Any], zenml_version: str, pod_models: Path | None = None
) -> Flavor:
    """A flavor from the record that the probe writes for it.

    ``pod_models`` is as in `ClassFacts`. Raises `CatalogError` where the record lacks what a flavor
    must have.
    """
    try:
        schema = cast("Mapping[str, Any]", record["schema"])
        facts = cast("Mapping[str, Any]", record.get("facts") or {})
        stack_validator = cast("Mapping[str, Any]", record.get("stack_validator") or {})
        return Flavor(
            type=record["type"],
            name=record["name"],
            display_name=record.get("display_name") or record["name"],
            description=record.get("description") or "",
            docs_url=record.get("docs_url"),
            integration=_integration(record.get("integration")),
            connector=_connector(record.get("connector")),
            remote=record.get("remote"),
            local=record.get("local"),
            is_custom=record.get("origin") == "custom",
            source=record.get("source") or "",
            parameters=parameters_of(schema, facts),
            schema=schema,
            schemes=tuple(facts.get("supported_schemes") or ()),
            json_fields=facts.get("json_fields") or {},
            minimal=facts.get("minimal") or {},
            config_class=record.get("config_class") or "",
            zenml_version=zenml_version,
            migrated=facts.get("migrated") or {},
            pod_settings=tuple(facts.get("pod_settings") or ()),
            kubernetes=handed_on(facts),
            pod_models=pod_models,
            stack_needs=tuple(stack_validator.get("required") or ()),
            code=_code(facts, stack_validator),
        )
    except (KeyError, TypeError, AttributeError) as error:
        name = f"{record.get('type')}/{record.get('name')}"
        reason = f"The flavor catalog is broken: its record of {name} lacks {error}. {_REMEDY}"
        raise CatalogError(reason) from error


def _code(facts: Mapping[str, Any], stack_validator: Mapping[str, Any]) -> Mapping[str, str]:
    found = cast("Mapping[str, str]", facts.get("validators") or {})
    if not stack_validator:
        return found
    return {**found, stack_validator["name"]: stack_validator["hash"]}


def _integration(data: Mapping[str, Any] | None) -> Integration | None:
    if not data:
        return None
    return Integration(data["name"], tuple(data.get("requirements") or ()))


def _connector(data: Mapping[str, Any] | None) -> Connector | None:
    if not data:
        return None
    return Connector(data.get("connector_type"), data.get("resource_type"))
