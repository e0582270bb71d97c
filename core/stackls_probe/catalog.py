# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The catalog of a ZenML: an index, a file a flavor, and the models behind pod settings."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_probe.flavors import describe_all, shipped_flavors
from stackls_probe.imports import import_facts
from stackls_probe.installation import probe_hash
from stackls_probe.kubernetes_models import kubernetes_facts
from stackls_probe.library_steps import library_steps
from stackls_probe.prose import first_sentence
from stackls_probe.protocol import FORMAT
from stackls_probe.settings import (
    flavor_settings,
    integration_names,
    run_configuration,
    unschedulable_orchestrators,
)
from stackls_probe.streams import quieten

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


def index_of(flavors: list[Json], skipped: list[Json]) -> Json:
    """Give the catalog's table of contents."""
    import zenml
    from zenml.enums import StackComponentType

    return {
        "format": FORMAT,
        "zenml_version": zenml.__version__,
        "probe": probe_hash(),
        "types": [kind.value for kind in StackComponentType],
        "import": import_facts(),
        "flavors": [
            {
                "type": flavor["type"],
                "name": flavor["name"],
                "display_name": flavor["display_name"],
                "integration": (flavor["integration"] or {}).get("name"),
                "summary": first_sentence(flavor["description"]),
                "docs_url": flavor["docs_url"],
                "remote": flavor["remote"],
                "local": flavor["local"],
            }
            for flavor in flavors
        ],
        "skipped": sorted(skipped, key=lambda item: item["flavor"]),
    }


def settings_index(settings: Json) -> Json:
    """Give what is in every run configuration, and which flavors have settings."""
    return {
        "flavors": {key: described["description"] for key, described in settings.items()},
        "integrations": integration_names(),
        "unschedulable": unschedulable_orchestrators(shipped_flavors([])),
        "classes": run_configuration(),
    }


def _write(path: Path, content: Json | list[Json]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(text.encode("utf-8") + b"\n")


def write_catalog(out: Path) -> Json:
    """Write the catalog of the ZenML that this interpreter has into a folder; give its index."""
    skipped: list[Json] = []
    flavors = describe_all(shipped_flavors(skipped), skipped)
    for flavor in flavors:
        _write(out / flavor["type"] / (flavor["name"] + ".json"), flavor)
    settings = flavor_settings(shipped_flavors([]), skipped)
    for key, described in settings.items():
        _write(out / "settings" / (key + ".json"), described)
    _write(out / "settings" / "index.json", settings_index(settings))
    _write(out / "steps.json", library_steps())
    kubernetes = kubernetes_facts()
    if kubernetes is not None:
        _write(out / "kubernetes.json", kubernetes)
    index = index_of(flavors, skipped)
    _write(out / "index.json", index)
    return index


def run_catalog(out: Path) -> Json:
    """Write a catalog without touching the user's own ZenML configuration."""
    quieten()
    scratch = tempfile.mkdtemp(prefix="stackls-probe-")
    os.environ["ZENML_CONFIG_PATH"] = scratch
    try:
        return write_catalog(out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
