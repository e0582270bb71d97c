"""The custom flavors of a workspace, kept beside the catalogs that a user has added.

They are what the ZenML of the workspace has said of them when `stackls catalog add FOLDER` asked
it, a file a workspace. Reading them runs nothing, so they are there for editors that have no ZenML
at hand or may not run it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from stackls_core import cache_files
from stackls_core.catalog.record_source import RecordSource

FORMAT = 1
PATTERN = "workspace-*.json"


@dataclass(frozen=True)
class WorkspaceFlavors:
    """``workspace`` is a real path, ``zenml_version`` that of the ZenML that knew the flavors."""

    workspace: str
    zenml_version: str
    records: Sequence[Mapping[str, Any]] = field(repr=False)
    source: RecordSource = field(repr=False, compare=False)


def write_flavors(
    folder: Path, workspace: Path, zenml_version: str, records: Sequence[Mapping[str, Any]]
) -> None:
    """Keep the custom flavors of a workspace; those that were kept are replaced.

    ``records`` are as the probe writes them. Raises `OSError`.
    """
    content = {
        "format": FORMAT,
        "workspace": os.path.realpath(workspace),
        "zenml_version": zenml_version,
        "flavors": list(records),
    }
    text = json.dumps(content, indent=1, sort_keys=True)
    cache_files.write_private(file_of(folder, workspace), text.encode("ascii"))


def file_of(folder: Path, workspace: str | Path) -> Path:
    """Where the custom flavors of a workspace are kept in ``folder``."""
    import hashlib  # OpenSSL comes with it, which most commands have no use for

    real = os.fsencode(os.path.realpath(workspace))
    return folder / PATTERN.replace("*", hashlib.sha256(real).hexdigest()[:32])


def read_flavors(file: Path) -> WorkspaceFlavors | None:
    """What a file says; ``None`` where it is damaged, or of another stackls."""
    try:
        data = cast("dict[str, Any]", json.loads(file.read_bytes()))
        if data["format"] != FORMAT or file != file_of(file.parent, data["workspace"]):
            return None
        records = cast("list[dict[str, Any]]", data["flavors"])
        source = RecordSource(records, str(data["zenml_version"]))
        return WorkspaceFlavors(data["workspace"], source.zenml_version, records, source)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None


def workspace_of(folder: Path, known: Mapping[str, WorkspaceFlavors]) -> WorkspaceFlavors | None:
    """Of the workspaces that a folder is inside of, the nearest that is known."""
    if not known:
        return None
    real = Path(os.path.realpath(folder))
    return next((known[str(one)] for one in (real, *real.parents) if str(one) in known), None)
