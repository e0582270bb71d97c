# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The catalog of a ZenML: an index, the records of flavors, and the models behind pod settings."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from itertools import accumulate
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
    selectors,
    unlisted_keys,
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
        "unlisted": unlisted_keys(),
        "selectors": selectors(),
    }


def _write(path: Path, content: Json | list[Json]) -> None:
    path.write_bytes(_line(content))


def _line(content: Json | list[Json]) -> bytes:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8") + b"\n"


def _write_records(path: Path, records: Json) -> None:
    """Write a line a record, below one that says where each starts and how long it is."""
    lines = {key: _line(record) for key, record in records.items()}
    ends = dict(zip(lines, accumulate(map(len, lines.values()))))  # noqa: B905 - Python 3.8
    spans = {key: [ends[key] - len(line), len(line)] for key, line in lines.items()}
    path.write_bytes(b"".join([_line(spans), *lines.values()]))


def _alike_together(key: str) -> tuple[str, str, str]:
    """Order records so that a wheel is small: those of flavors of one name are much the same."""
    kind, _, name = key.partition("/")
    outer, dot, flavor = name.partition(".")
    return (flavor, outer, kind) if dot else (name, kind, "")


def write_catalog(out: Path) -> Json:
    """Write the catalog of the ZenML that this interpreter has into a folder; give its index."""
    skipped: list[Json] = []
    flavors = describe_all(shipped_flavors(skipped), skipped)
    settings = flavor_settings(shipped_flavors([]), skipped)
    records = {flavor["type"] + "/" + flavor["name"]: flavor for flavor in flavors}
    records.update({"settings/" + key: described for key, described in settings.items()})
    records["settings/index"] = settings_index(settings)
    out.mkdir(parents=True, exist_ok=True)
    in_order = sorted(records, key=_alike_together)
    _write_records(out / "records.jsonl", {key: records[key] for key in in_order})
    _write(out / "steps.json", library_steps())
    handed_on = (one for flavor in flavors for one in flavor["facts"]["kubernetes"].values())
    kubernetes = kubernetes_facts({one["model"] for one in handed_on})
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
