"""The custom flavors of workspaces for ``stackls catalog``: added, listed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackls_server.cli.failures import Failure, NotFound, complain
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.catalog.added import Added
    from stackls_core.catalog.workspace_flavors import WorkspaceFlavors


_NOT_TRUSTED = "the code of the workspace is not trusted. Allow it with: stackls trust"


def add_flavors(folder: Path, interpreter: str | None) -> str:
    """Ask the ZenML of a folder's workspace for its custom flavors, and keep them; what was kept.

    It is run, and its code is imported, as far as the user trusts the workspace. Raises `Failure`.
    """
    from stackls_core.catalog.component_types import label_of
    from stackls_core.catalog.record_source import RecordSource
    from stackls_core.catalog.workspace_flavors import write_flavors
    from stackls_core.paths import catalogs_folder
    from stackls_core.zenml.trust import workspace_of
    from stackls_server.cli.stack_store import Opener

    workspace = workspace_of(folder)
    if not workspace.is_dir():
        raise NotFound(
            f"{display_path(str(workspace))} is gone. Forget its flavors with stackls catalog "
            f"remove {display_path(str(workspace))}."
        )
    doing = f"Reading the custom flavors of {display_path(str(workspace))}"
    opener = Opener("zenml", interpreter, workspace)
    with opener.opened(doing) as opened:
        source = opened.store.flavors()
    records = source.custom if isinstance(source, RecordSource) else []
    version = source.zenml_version if source is not None else ""
    if not records:
        raise Failure(
            f"ZenML {version} has no custom flavors registered, so there are none to add."
        )
    why = "" if opener.context().trust.code else _NOT_TRUSTED
    for record in records:
        if record.get("not_imported"):
            complain(
                f"The {label_of(record['type'])} flavor {record['name']} is known only by what is "
                f"registered of it: {why or record['not_imported']}"
            )
    try:
        write_flavors(catalogs_folder(), workspace, version, records)
    except OSError as error:
        raise Failure(f"They cannot be kept: {error.strerror or error}") from error
    return _what(workspace, len(records))


def remove_flavors(folder: Path, added: Added) -> str:
    """Forget the custom flavors of a folder's workspace; what was removed. Raises `Failure`."""
    from stackls_core.catalog.workspace_flavors import file_of, workspace_of
    from stackls_core.paths import catalogs_folder

    found = workspace_of(folder, added.flavors)
    if found is None:
        raise NotFound(
            f"{display_path(str(folder))} is no version, and no flavors of it were added."
        )
    try:
        file_of(catalogs_folder(), found.workspace).unlink(missing_ok=True)
    except OSError as error:
        raise Failure(f"They cannot be removed: {error.strerror or error}") from error
    return _what(Path(found.workspace), len(found.records))


def flavors_line(found: WorkspaceFlavors) -> str:
    """A line of the list of what is known."""
    what = _what(Path(found.workspace), len(found.records))
    return f"{what}  added, from ZenML {found.zenml_version}"


def flavors_row(found: WorkspaceFlavors) -> dict[str, Any]:
    """The same as data, with what is said of versions."""
    return {
        "version": found.zenml_version,
        "origin": "workspace",
        "types": len({record["type"] for record in found.records}),
        "flavors": len(found.records),
        "default": False,
        "workspace": found.workspace,
    }


def _what(workspace: Path, count: int) -> str:
    flavors = "1 custom flavor" if count == 1 else f"{count} custom flavors"
    return f"{flavors} of {display_path(str(workspace))}"
