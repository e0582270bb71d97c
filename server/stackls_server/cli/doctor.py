"""``stackls doctor``: what stackls runs on, which flavors it knows, and what is wrong with that."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stackls_server import __version__
from stackls_server.cli.completing import files as complete_files
from stackls_server.cli.output import output_option, write_data

if TYPE_CHECKING:
    from stackls_core.stores.opening import StoreContext

DEPENDENCIES = (
    "cattrs",
    "click",
    "lsprotocol",
    "platformdirs",
    "pydantic",
    "pygls",
    "python-dotenv",
    "PyYAML",
    "rapidfuzz",
    "rich",
    *(("tomli",) if sys.version_info < (3, 11) else ()),
)

SOMETHING_WRONG = 1
"""The exit code where stackls cannot work as it is installed."""


@click.command("doctor")
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=complete_files)
@output_option
@click.pass_context
def doctor(ctx: click.Context, files: tuple[str, ...], output: str) -> None:
    """Show what stackls runs on and which flavors it knows; good to have in a report.

    Of each FILE it also says for which ZenML it is, and why.
    """
    facts = examine(files)
    if output == "table":
        _print(facts)
    else:
        write_data(facts, output)
    ctx.exit(SOMETHING_WRONG if facts["problems"] else 0)


def examine(files: Sequence[str] = ()) -> dict[str, Any]:
    """The facts, as plain data; ``problems`` are sentences."""
    problems: list[str] = []
    catalog = _catalog(problems)
    dependencies = {name: _version_of(name) for name in DEPENDENCIES}
    problems += [
        f"{name} is not installed. Install stackls again (pip install --force-reinstall stackls)."
        for name, version in dependencies.items()
        if version is None
    ]
    return {
        "stackls": __version__,
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "executable": sys.executable,
        },
        "platform": platform.platform(),
        "encoding": {"stdout": getattr(sys.stdout, "encoding", None)},
        "warm": _warm(),
        "catalog": catalog,
        "workspace": _workspace(),
        "version": _versions(files) if not problems else None,
        "zenml": _interpreters(),
        "dependencies": dependencies,
        "problems": problems,
    }


def _catalog(problems: list[str]) -> dict[str, Any]:
    from stackls_core.catalog.bundled import BUNDLED_CATALOG, open_folder
    from stackls_core.catalog.errors import CatalogError

    facts: dict[str, Any] = {"path": str(BUNDLED_CATALOG), "zenml_version": None, "flavors": 0}
    try:
        catalog = open_folder()
        facts |= {"zenml_version": catalog.zenml_version, "flavors": len(catalog.summaries)}
        for component_type, name in catalog.summaries:
            catalog.load(component_type, name)
    except CatalogError as error:
        problems.append(str(error))
    return facts


def _versions(files: Sequence[str]) -> dict[str, Any]:
    """For which ZenML files are that are checked here."""
    from stackls_server.cli.catalog import open_catalogs
    from stackls_server.cli.doctor_versions import version_facts

    return version_facts(open_catalogs(), Path.cwd(), files)


def _interpreters() -> list[dict[str, Any]]:
    """The interpreters that were looked at for ZenML, in order, and why each was taken or not."""
    from stackls_core.stores.opening import candidates, why_started
    from stackls_core.zenml.interpreters import Verdict

    context = _context()
    return [
        {
            "path": one.path,
            "found": one.source,
            "verdict": one.verdict.value,
            "reason": one.reason,
            "zenml_version": one.zenml_version,
            "started_because": why_started(one.path, context)
            if one.verdict is Verdict.CHOSEN
            else None,
        }
        for one in candidates(context)
    ]


def _workspace() -> dict[str, Any]:
    """The workspace that the other commands would work in, and whether its code may be run."""
    context = _context()
    return {"path": str(context.workspace), "trusted": context.trust.code}


def _context() -> StoreContext:
    from stackls_core.stores.choices import INTERPRETER_VARIABLE
    from stackls_server.cli.stack_store import Opener

    # where the other commands would look
    return Opener(interpreter=os.environ.get(INTERPRETER_VARIABLE) or None).context()


def _warm() -> dict[str, Any]:
    """The process that is kept for the next command, and why there is none where none can be."""
    from stackls_server.warm.state import state

    process, reason = state()
    return {"process": process, "cold_because": reason}


def _version_of(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _print(facts: dict[str, Any]) -> None:
    from stackls_server.cli.terminal import terminal_of

    python, catalog, workspace = facts["python"], facts["catalog"], facts["workspace"]
    trusted = "trusted" if workspace["trusted"] else "not trusted: none of its code is run"
    flavors = f"{catalog['flavors']} flavors of ZenML {catalog['zenml_version']}"
    rows = [
        ("stackls", facts["stackls"]),
        ("python", f"{python['version']} ({python['implementation']}) at {python['executable']}"),
        ("platform", facts["platform"]),
        ("start", _start(facts["warm"])),
        ("catalog", flavors if catalog["zenml_version"] else "unreadable"),
        ("", f"in {catalog['path']}"),
        ("workspace", f"{workspace['path']} ({trusted})"),
        *_version_rows(facts["version"]),
        *interpreter_rows(facts["zenml"]),
        *((name, version or "not installed") for name, version in facts["dependencies"].items()),
    ]
    terminal = terminal_of(sys.stdout)
    width = max(len(name) for name, _ in rows)
    lines = [
        f"{terminal.style(name.ljust(width), bold=True)}  {terminal.shown(value)}"
        for name, value in rows
    ]
    lines.append("")
    lines += [terminal.style(terminal.shown(text), fg="red") for text in facts["problems"]]
    if not facts["problems"]:
        lines.append(terminal.style("No problems found.", fg="green"))
    click.echo("\n".join(lines), color=terminal.color)


def _start(warm: dict[str, Any]) -> str:
    if warm["cold_because"] is not None:
        return f"cold: {warm['cold_because']}"
    if warm["process"] is None:
        return "cold, since no process is kept now; a command that reads leaves one"
    return f"warm, by process {warm['process']}, which ends after ten minutes without a command"


def _version_rows(facts: dict[str, Any] | None) -> list[tuple[str, str]]:
    from stackls_server.cli.doctor_versions import version_rows

    return version_rows(facts) if facts is not None else []


def interpreter_rows(candidates: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What was looked at for ZenML, as two rows each: where it is, and what became of it."""
    if not candidates:
        return [("zenml", "no interpreter with it was found; the built-in registry is used")]
    from stackls_core.zenml.interpreters import Verdict

    rows: list[tuple[str, str]] = []
    for index, one in enumerate(candidates):
        is_used = one["verdict"] == Verdict.CHOSEN.value
        rows.append(("" if index else "zenml", f"{one['path']} ({one['found']})"))
        rows.append(("", f"  {one['reason']}{' It is used.' if is_used else ''}"))
        if is_used:
            why = one["started_because"]
            how = (
                f"Reading stacks starts it: {why}." if why else "Reading stacks does not start it."
            )
            rows.append(("", f"  {how}"))
    return rows
