"""For which ZenML files are, and what says so: the part of ``stackls doctor`` about versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.regular_files import FileTooLarge
from stackls_core.search.source import TOO_LARGE, NotUtf8, read_source
from stackls_core.search.walk import reason
from stackls_server.cli.failures import NotFound
from stackls_server.cli.file_versions import FileVersions
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.zenml_versions import Hints, document_version

Json = dict[str, Any]


def version_facts(catalogs: AllCatalogs, folder: Path, files: Sequence[str]) -> Json:
    """What files in ``folder`` are for that name no version, then what each of ``files`` is for.

    Each fact is as `document_version` gives it. Raises `NotFound` for a file that cannot be read.
    """
    versions = FileVersions(catalogs)
    return {
        **_version_of("", folder / "new.stack.yaml", catalogs, versions),
        "unreadable": list(catalogs.added.unreadable),
        "files": [
            {"path": path, **_version_of(_text(path), Path(path), catalogs, versions)}
            for path in files
        ],
    }


def _version_of(text: str, path: Path, catalogs: AllCatalogs, versions: FileVersions) -> Json:
    pin = versions.pin(path.absolute().parent)
    by_project = catalogs.with_default(pin.version) if pin is not None else catalogs
    hints = Hints(pinned=pin.version, pinned_in=str(pin.path)) if pin is not None else Hints()
    return document_version(Snapshot(text, by_project, str(path)), hints)


def _text(path: str) -> str:
    try:
        return read_source(path, pipes=True).text
    except NotUtf8 as error:
        raise NotFound(f"{path}: {error}") from error
    except FileTooLarge:
        raise NotFound(f"{path}: {TOO_LARGE}") from None
    except OSError as error:
        raise NotFound(f"{path}: {reason(error)}") from error


def version_rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The same for people: a row about the folder, then one for each file."""
    rows = [("version", f"files that name none are for ZenML {_said(facts)}")]
    if facts["unreadable"]:
        rows.append(("", _UNREADABLE.format(", ".join(facts["unreadable"]))))
    rows += [("", f"{one['path']} is for ZenML {_said(one)}") for one in facts["files"]]
    return rows


_UNREADABLE = "the catalogs of {} are damaged, or of another stackls: see stackls catalog update"


def _said(one: Mapping[str, Any]) -> str:
    version, where = one["zenml_version"], one["where"]
    why = {
        "file": "it says so",
        "project": f"{where} says so",
        "newest": "the newest that stackls comes with: nothing says another",
    }[one["source"]]
    judged = "" if one["is_known"] else f"; not known, so {one['judged_by']} stands in"
    return f"{version} ({why}{judged})"
