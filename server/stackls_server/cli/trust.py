"""``stackls trust``: whose code may be run, kept for the user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import Failure, NotFound, complain
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.terminal import say

if TYPE_CHECKING:
    from stackls_core.zenml.trust import Trusted


@click.command(
    "trust",
    epilog="Example: stackls trust ~/pipelines\n\n"
    "In CI, STACKLS_TRUST_WORKSPACE=1 trusts the workspace that a command runs in.",
)
@click.argument(
    "folder",
    required=False,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    shell_complete=files,
)
@click.option("--list", "is_list", is_flag=True, help="List the workspaces that are trusted.")
@click.option("--revoke", is_flag=True, help="Stop trusting the workspace.")
@click.option(
    "--zenml-python",
    "named",
    metavar="PATH",
    shell_complete=files,
    help="Trust this interpreter, or environment, with the workspace.",
)
@output_option
def trust(folder: Path | None, is_list: bool, revoke: bool, named: str | None, output: str) -> None:
    """Allow the interpreters and the code of a workspace to be run.

    stackls runs a Python interpreter that belongs to a workspace, and imports custom flavors from
    it, only after this. FOLDER is the workspace or a folder in it, by default this one. An
    environment that is made anew has to be trusted anew.
    """
    from stackls_core.zenml.trust import workspace_of

    if is_list + revoke > 1 or (is_list and folder is not None):
        raise click.UsageError("--list cannot be combined with FOLDER or --revoke.")
    if output != "table" and not is_list:
        raise click.UsageError("--output needs --list.")
    if is_list:
        _list(output)
        return
    workspace = workspace_of(folder or Path.cwd())
    try:
        _revoke(workspace) if revoke else _trust(workspace, named)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Failure(f"Cannot write what is trusted: {reason}.") from error


def _trust(workspace: Path, named: str | None) -> None:
    from stackls_core.paths import HOME_VARIABLE
    from stackls_core.zenml.interpreters import environments_to_trust
    from stackls_core.zenml.trust import TrustList, declined

    known = TrustList()
    environments = environments_to_trust(named, os.environ, workspace, declined(workspace))
    trusted = known.add(workspace, environments)
    if known.get(workspace) is None:
        known.revoke(workspace)
        raise Failure(
            f"What is trusted would be kept in {known.folder}, which is in the workspace or open "
            f"to other users. Set {HOME_VARIABLE} to a folder of your own."
        )
    say(f"Trusted: the code of {trusted.workspace}")
    for environment in trusted.environments:
        say(f"         the environment {environment}")


def _revoke(workspace: Path) -> None:
    from stackls_core.zenml.trust import TrustList

    if not TrustList().revoke(workspace):
        raise NotFound(f"{workspace} is not trusted.")
    say(f"No longer trusted: {os.path.realpath(workspace)}")


def _list(output: str) -> None:
    from stackls_core.zenml.trust import TrustList

    rows = [_row(one) for one in TrustList().all()]
    if output != "table":
        write_data(rows, output)
        return
    if not rows:
        complain("no workspace is trusted")
    for row in rows:
        say(row["workspace"])
        for environment in row["environments"]:
            state = "" if environment["state"] == "trusted" else f" ({environment['state']})"
            say(f"  {environment['path']}{state}")


def _row(one: Trusted) -> dict[str, Any]:
    from stackls_core.zenml.trust import identity

    def state(path: str, known: str) -> str:
        if not Path(path).is_dir():
            return "missing"
        return "trusted" if identity(Path(path)) == known else "changed"

    environments = [
        {"path": path, "state": state(path, known)} for path, known in one.environments.items()
    ]
    return {"workspace": one.workspace, "environments": environments}
