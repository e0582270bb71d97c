"""The flavors as the generator needs them: straight from the catalog's files, without stackls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BUNDLED = Path(__file__).parents[2] / "core" / "stackls_core" / "catalog" / "data"

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class FlavorSchema:
    """One flavor: the JSON Schema of its configuration and what else the catalog knows of it."""

    type: str
    name: str
    schema: Schema
    facts: Mapping[str, Any]

    @property
    def parameters(self) -> Mapping[str, Schema]:
        return self.schema.get("properties", {})

    @property
    def required(self) -> list[str]:
        return list(self.facts.get("required", ()))

    @property
    def replaced(self) -> set[str]:
        """Parameters that have a successor; ZenML refuses two different values for the pair."""
        deprecated = self.facts.get("deprecated", {})
        return {name for name, about in deprecated.items() if about["replacement"]}

    @property
    def minimal(self) -> Mapping[str, Any]:
        return self.facts.get("minimal") or {}

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a ``$ref`` points to, or the schema itself."""
        if "$ref" not in schema:
            return schema
        return self.schema["$defs"][schema["$ref"].rpartition("/")[2]]

    def options(self, schema: Schema) -> list[Schema]:
        """Every shape that a value may have, null last."""
        resolved = self.resolve(schema)
        options = [self.resolve(option) for option in resolved.get("anyOf", [resolved])]
        return sorted(options, key=lambda option: option.get("type") == "null")

    def shape(self, parameter: str) -> Schema:
        """The first shape that a value of the parameter may have."""
        return self.options(self.parameters[parameter])[0]

    def has_object(self, parameter: str) -> bool:
        """Whether its values are objects with known keys, or lists of such."""
        shape = self.shape(parameter)
        return "properties" in shape or "properties" in self.resolve(shape.get("items", {}))


@dataclass(frozen=True)
class Catalog:
    """All flavors, in a fixed order."""

    flavors: tuple[FlavorSchema, ...]
    layouts: tuple[str, ...] = ("mapping", "list")
    """How components are written, by turns."""
    repeatable: bool = True
    """Whether stacks may have several components of some types."""
    _index: dict[tuple[str, str], FlavorSchema] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {(f.type, f.name): f for f in self.flavors})

    def get(self, component_type: str, name: str) -> FlavorSchema:
        return self._index[component_type, name]

    def has(self, component_type: str, name: str) -> bool:
        return (component_type, name) in self._index

    def of_type(self, component_type: str) -> list[FlavorSchema]:
        return [flavor for flavor in self.flavors if flavor.type == component_type]

    @property
    def types(self) -> list[str]:
        return sorted({flavor.type for flavor in self.flavors})


def load_catalog(folder: Path = BUNDLED) -> Catalog:
    """Every flavor in the folder that the build wrote."""
    flavors = tuple(_flavors(folder))
    if not flavors:
        raise SystemExit(f"no flavor catalog in {folder}: install stackls first (pip install -e .)")
    return Catalog(flavors)


def past_catalog(version: str) -> Catalog:
    """Every flavor that a past version has, from what stackls keeps of it."""
    from stackls_core.catalog.bundled import open_folder
    from stackls_core.catalog.history import History

    facts = History(open_folder()).facts(version)
    flavors = tuple(
        FlavorSchema(one["type"], one["name"], one["schema"], one["facts"])
        for one in facts["flavors"].values()
    )
    layouts = ("mapping", "list") if facts["import"]["lists"] else ("mapping",) * 9 + ("list",)
    return Catalog(flavors, layouts, bool(facts["import"]["repeatable"]))


def _flavors(folder: Path) -> Iterator[FlavorSchema]:
    _, *lines = (folder / "records.jsonl").read_bytes().splitlines()
    records = [record for line in lines if "name" in (record := json.loads(line))]
    for record in sorted(records, key=lambda one: (one["type"], one["name"])):
        yield FlavorSchema(record["type"], record["name"], record["schema"], record["facts"])
