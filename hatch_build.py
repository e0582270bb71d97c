"""Build hook: puts the flavor catalog and the NOTICE into the wheel.

The catalog is read from the ZenML that the build environment holds (a build requirement), by the
same probe that reads a user's ZenML. It is git-ignored, like any compiled artefact, and the source
distribution does not carry it.
"""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROBE = Path("core/stackls_probe")
CATALOG = Path("core/stackls_core/catalog/data")
TYPES = 15
FLAVORS = 82
REMEDY = (
    "Build in an isolated environment with access to a package index (`pip install .`), or, "
    "without build isolation, install what [build-system] in pyproject.toml names first."
)


class CatalogError(RuntimeError):
    """The catalog could not be written; the message says why and what helps."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"stackls: the flavor catalog could not be built: {reason}\n{REMEDY}")


def read_index(catalog: Path) -> dict[str, Any]:
    """Read a catalog's index; an absent or broken one is empty."""
    try:
        index: object = json.loads((catalog / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", index) if isinstance(index, dict) else {}


def hash_of(probe: Path) -> str:
    """Ask the probe for the hash that it writes into the catalogs it makes."""
    return str(runpy.run_path(str(probe / "installation.py"))["package_hash"](probe))


def is_current(catalog: Path, probe: Path, zenml_version: str) -> bool:
    """Say whether a catalog was written by this very probe for this ZenML, and is all there."""
    index = read_index(catalog)
    return (
        index.get("zenml_version") == zenml_version
        and index.get("probe") == hash_of(probe)
        and problem_with(catalog) is None
    )


def recorded(catalog: Path) -> set[str]:
    """Read which records a catalog has; an absent or broken file has none."""
    try:
        with (catalog / "records.jsonl").open("rb") as file:
            return set(json.loads(file.readline()))
    except (OSError, ValueError):
        return set()


def problem_with(catalog: Path) -> str | None:
    """Say what is wrong with a catalog, or None."""
    index = read_index(catalog)
    types, flavors = index.get("types", []), index.get("flavors", [])
    if index.get("skipped"):
        return f"some flavors could not be described: {index['skipped']}"
    if len(types) != TYPES or len(flavors) < FLAVORS:
        return f"it has {len(types)} component types and {len(flavors)} flavors"
    records = recorded(catalog)
    absent = [
        f"{flavor['type']}/{flavor['name']}"
        for flavor in flavors
        if f"{flavor['type']}/{flavor['name']}" not in records
    ]
    if not (catalog / "kubernetes.json").is_file():
        absent.append("kubernetes.json, which needs the kubernetes package")
    return f"it lacks {', '.join(absent)}" if absent else None


def run_probe(probe: Path, out: Path) -> None:
    """Run the probe in this interpreter's environment, in a process of its own."""
    command = [sys.executable, str(probe), "catalog", str(out)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, capture_output=True, text=True, timeout=600, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CatalogError(str(error)) from None
    if done.returncode != 0:
        last_words = "\n".join(done.stderr.strip().splitlines()[-3:])
        raise CatalogError(f"the probe failed with\n{last_words}")


def write_catalog(probe: Path, catalog: Path) -> None:
    """Write a verified catalog beside the old one, then put it in the old one's place."""
    catalog.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".catalog-", dir=catalog.parent) as scratch:
        fresh, old = Path(scratch, "new"), Path(scratch, "old")
        run_probe(probe, fresh)
        problem = problem_with(fresh)
        if problem:
            raise CatalogError(problem)
        if catalog.exists():
            catalog.rename(old)
        shutil.move(str(fresh), str(catalog))


class CatalogBuildHook(BuildHookInterface[Any]):
    """Makes sure a current catalog exists before the wheel is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the catalog if need be and add it to the wheel, standard or editable."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        try:
            zenml_version = metadata.version("zenml")
        except metadata.PackageNotFoundError:
            raise SystemExit(str(CatalogError("ZenML is not installed here."))) from None
        if not is_current(root / CATALOG, root / PROBE, zenml_version):
            self.app.display_info(f"Reading the flavors of ZenML {zenml_version}")
            try:
                write_catalog(root / PROBE, root / CATALOG)
            except CatalogError as error:
                raise SystemExit(str(error)) from None
        build_data["artifacts"].append(f"/{CATALOG.as_posix()}/*")
        if version == "standard":
            build_data["force_include"][str(root / "NOTICE")] = "stackls_core/catalog/NOTICE"
