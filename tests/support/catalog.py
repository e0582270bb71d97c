"""A tiny catalog, written by hand: every kind of parameter once, and nothing from ZenML."""

from __future__ import annotations

from typing import Any

from stackls_core.catalog.bundled import read_flavor
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import Flavor, FlavorSummary

VERSION = "1.2.3"


class InMemorySource:
    """Flavors from records in the catalog's format; counts how many were loaded."""

    def __init__(self, records: list[dict[str, Any]], version: str = VERSION) -> None:
        self.zenml_version = version
        self.loaded = 0
        self._flavors: dict[tuple[str, str], Flavor] = {}
        self._records = {(record["type"], record["name"]): record for record in records}
        self.summaries = {key: _summary(record) for key, record in self._records.items()}

    def load(self, component_type: str, name: str) -> Flavor | None:
        key = (component_type, name)
        if key not in self._flavors and key in self._records:
            self.loaded += 1
            self._flavors[key] = read_flavor(self._records[key], self.zenml_version)
        return self._flavors.get(key)


def _summary(record: dict[str, Any]) -> FlavorSummary:
    integration = record.get("integration")
    return FlavorSummary(
        record["type"],
        record["name"],
        record.get("display_name", record["name"]),
        integration["name"] if integration else None,
        record.get("description", "").partition(".")[0],
        record.get("docs_url"),
    )


def flavor(
    component_type: str,
    name: str,
    properties: dict[str, Any] | None = None,
    *,
    required: list[str] | None = None,
    definitions: dict[str, Any] | None = None,
    integration: str | None = None,
    description: str = "",
    **facts: Any,
) -> dict[str, Any]:
    """A record as the probe writes it."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties or {},
        "required": required or [],
    }
    if definitions:
        schema["$defs"] = definitions
    return {
        "type": component_type,
        "name": name,
        "display_name": name.title(),
        "description": description,
        "docs_url": f"https://docs.example.com/{component_type}/{name}",
        "integration": (
            {"name": integration, "requirements": [f"{integration}>=1"]} if integration else None
        ),
        "remote": facts.pop("remote", False),
        "local": facts.pop("local", False),
        "schema": schema,
        "facts": {"required": required or [], **facts},
    }


def optional(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that takes null too, as pydantic writes ``Optional``."""
    return {"anyOf": [schema, {"type": "null"}], "default": None}


TEXT: dict[str, Any] = {"type": "string"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}

POD = {
    "type": "object",
    "description": "Settings of a pod.",
    "additionalProperties": True,
    "properties": {
        "labels": {"type": "object", "additionalProperties": TEXT, "default": {}},
        "env": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": True},
            "default": [],
        },
        "host_ipc": {"type": "boolean", "default": False},
    },
}
MOUNT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"path": TEXT, "read_only": {"type": "boolean", "default": False}},
    "required": ["path"],
}

RECORDS = [
    flavor("orchestrator", "local", local=True, description="Runs steps right here."),
    flavor(
        "orchestrator",
        "harbor",
        {
            "region": {**TEXT, "description": "Where to run.", "examples": ["eu-west-1"]},
            "synchronous": {"type": "boolean", "default": True, "description": "Wait for the end."},
            "workers": {**COUNT, "default": 1},
            "ratio": optional({"type": "number"}),
            "mode": {"enum": ["fast", "careful"], "type": "string", "default": "fast"},
            "token": {**optional(TEXT), "sensitive": True},
            "pod_settings": {
                "anyOf": [{"$ref": "#/$defs/Pod"}, {"type": "null"}],
                "default": None,
            },
            "mounts": {"type": "array", "items": {"$ref": "#/$defs/Mount"}, "default": []},
            "tags": {"type": "object", "additionalProperties": TEXT, "default": {}},
            "names": {"type": "array", "items": TEXT, "default": []},
            "old_mode": {**optional(TEXT), "deprecated": True},
            "endpoint": optional(TEXT),
        },
        required=["region"],
        definitions={"Pod": POD, "Mount": MOUNT},
        integration="harbor",
        description="Runs steps on Harbor. It needs an account.",
        remote=True,
        sensitive=["token"],
        deprecated={"old_mode": {"message": "Deprecated.", "replacement": "mode"}},
        refuse_secret_references=["endpoint"],
        json_fields={"tags": "container", "names": "container", "pod_settings": "model"},
        minimal={"region": "eu-west-1"},
    ),
    flavor(
        "artifact_store",
        "local",
        {"path": {**TEXT, "default": ""}},
        local=True,
        supported_schemes=[""],
        description="Keeps artifacts in a folder.",
    ),
    flavor(
        "artifact_store",
        "s3",
        {"path": TEXT, "key": {**optional(TEXT), "sensitive": True}},
        required=["path"],
        integration="s3",
        supported_schemes=["s3://"],
        sensitive=["key"],
        minimal={"path": "s3://my-bucket"},
        description="Keeps artifacts in a bucket.",
    ),
    flavor("container_registry", "default", {"uri": TEXT}, required=["uri"]),
    flavor("image_builder", "local", local=True),
    flavor("experiment_tracker", "logbook", {"uri": optional(TEXT)}, integration="logbook"),
    flavor("alerter", "pager", {"channel": optional(TEXT)}, integration="pager"),
    flavor("step_operator", "harbor", {"size": COUNT}, required=["size"], integration="harbor"),
]


def tiny_catalog() -> Catalog:
    """A catalog of a few made-up flavors; ZenML's version is 1.2.3."""
    return Catalog([InMemorySource(RECORDS)])
