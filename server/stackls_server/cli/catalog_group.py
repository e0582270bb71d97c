"""``stackls catalog``: which ZenML versions are known, how they differ, and adding more."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_core.catalog.versions import in_order, order_of
from stackls_core.stores.choices import INTERPRETER_VARIABLE
from stackls_server.cli.catalog_flavors import (
    add_flavors,
    flavors_line,
    flavors_row,
    remove_flavors,
)
from stackls_server.cli.failures import Failure, NotFound, complain
from stackls_server.cli.lazy import Entry, LazyGroup, Section
from stackls_server.cli.output import output_option, write_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.catalogs import AllCatalogs
    from stackls_core.catalog.comparing import Change


def catalog_group() -> click.Group:
    """The commands for catalogs."""
    entries = (
        Entry("list", "List the ZenML versions that are known", lambda: list_command),
        Entry("diff", "Show how two ZenML versions differ", lambda: diff_command),
        Entry("add", "Add another version, or a workspace's custom flavors", lambda: add_command),
        Entry("update", "Make what was added anew", lambda: update_command),
        Entry("remove", "Remove what was added", lambda: remove_command),
    )
    return LazyGroup(
        "catalog",
        (Section("Commands", entries),),
        help="Show which ZenML versions stackls knows, how they differ, and add others.",
        epilog="Example: stackls catalog diff 0.85.0 0.98.0",
    )


@click.command("list")
@output_option
def list_command(output: str) -> None:
    """List the ZenML versions that are known, the newest first."""
    catalogs = _catalogs()
    rows = [
        {
            "version": version,
            "origin": "added" if version in catalogs.added.catalogs else "stackls",
            "types": len(catalogs.exact(version).types),
            "flavors": sum(
                len(catalogs.exact(version).flavors(one)) for one in catalogs.exact(version).types
            ),
            "default": version == catalogs.bundled.zenml_version,
            "workspace": None,
        }
        for version in reversed(catalogs.versions)
    ]
    if output != "table":
        write_data([*rows, *map(flavors_row, catalogs.added.flavors.values())], output)
        return
    for row in rows:
        default = "  used where nothing names a version" if row["default"] else ""
        origin = "  added" if row["origin"] == "added" else ""
        counts = f"{row['types']:>3} types  {row['flavors']:>3} flavors"
        click.echo(f"{row['version']:<10}{counts}{origin}{default}")
    for found in catalogs.added.flavors.values():
        click.echo(flavors_line(found))
    for name in catalogs.added.unreadable:
        what = f"The catalog of ZenML {name} is" if order_of(name) else f"{name} is"
        again = "stackls catalog update" if order_of(name) else "stackls catalog add FOLDER"
        complain(f"{what} damaged, or of another stackls. Make it again with {again}.")


@click.command("diff")
@click.argument("before", metavar="OLD")
@click.argument("after", metavar="NEW")
@click.option(
    "--output",
    type=click.Choice(("table", "json", "markdown")),
    default="table",
    metavar="FORMAT",
    help="table (the default), json or markdown.",
)
def diff_command(before: str, after: str, output: str) -> None:
    """Show what version NEW has that OLD does not, what is gone, and what has changed."""
    from stackls_core.catalog.comparing import changes

    catalogs = _catalogs()
    found = list(changes(_exact(catalogs, before), _exact(catalogs, after)))
    if output == "json":
        write_data([asdict(change) for change in found], "json")
        return
    lines = _as_markdown(before, after, found) if output == "markdown" else _as_text(found)
    for line in lines:
        click.echo(line)


_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def _as_text(found: Sequence[Change]) -> list[str]:
    if not found:
        return ["No differences."]
    return [f"{_SIGNS[change.kind]} {_what(change)}{_details(change)}" for change in found]


def _as_markdown(before: str, after: str, found: Sequence[Change]) -> list[str]:
    lines = [f"# ZenML {before} to {after}"]
    for kind in ("removed", "changed", "added"):
        some = [change for change in found if change.kind == kind]
        if some:
            lines += ["", f"## {kind.capitalize()}", ""]
            lines += [f"- `{_what(change)}`{_details(change)}" for change in some]
    return lines


def _what(change: Change) -> str:
    flavor = f"/{change.flavor}" if change.flavor else ""
    return change.type + flavor + (f".{change.parameter}" if change.parameter else "")


def _details(change: Change) -> str:
    return f": {change.details}" if change.details else ""


@click.command("add")
@click.argument("what", metavar="VERSION|FOLDER")
@click.option(
    "--zenml-python",
    envvar=INTERPRETER_VARIABLE,
    metavar="PATH",
    help=f"The interpreter, or its environment, with that ZenML. [{INTERPRETER_VARIABLE}]",
)
def add_command(what: str, zenml_python: str | None) -> None:
    """Make the catalog of a ZenML VERSION, so that files for it are judged by it.

    ZenML is installed into an environment of its own, with uv where there is one, and read; only
    the catalog is kept. What is interrupted goes on the next time. Of a FOLDER, such as ., the
    custom flavors are kept that the ZenML of its workspace has registered; code of the workspace is
    run only where it is trusted. Editors know either a moment later.
    """
    if order_of(what) is None:
        if not Path(what).is_dir():
            raise Failure(
                f"{what} is not a version: write it in full, such as 0.98.0. "
                "Nor is it a folder, whose custom flavors could be added."
            )
        click.echo(f"Added {add_flavors(Path(what), zenml_python)}.")
        return
    if what in _catalogs().versions:
        raise Failure(f"ZenML {what} is known already.")
    _make(what)
    click.echo(f"Added ZenML {what}.")


@click.command("update")
def update_command() -> None:
    """Make anew what was added, with this version of stackls."""
    added = _catalogs().added
    versions = in_order({*added.catalogs, *filter(order_of, added.unreadable)})
    for version in versions:
        _make(version)
        click.echo(f"Updated ZenML {version}.")
    for workspace in added.flavors:
        click.echo(f"Updated {add_flavors(Path(workspace), None)}.")
    if not versions and not added.flavors:
        click.echo("No catalogs were added.")


@click.command("remove")
@click.argument("what", metavar="VERSION|FOLDER")
def remove_command(what: str) -> None:
    """Remove what was added: the catalog of a VERSION, or the custom flavors of a FOLDER."""
    if order_of(what) is None:
        click.echo(f"Removed {remove_flavors(Path(what), _catalogs().added)}.")
        return
    _remove_version(what)


def _remove_version(version: str) -> None:
    from stackls_core.paths import catalogs_folder
    from stackls_core.zenml.catalog_making import making_folder

    catalogs = _catalogs()
    folder = catalogs_folder()
    made = (folder / version, making_folder(version, folder))
    there = [one for one in made if one.is_dir()]
    if not there:
        known = "comes with stackls" if version in catalogs.versions else "is not known"
        raise NotFound(f"ZenML {version} was not added: it {known}.")
    try:
        for one in there:
            shutil.rmtree(one)
    except OSError as error:
        raise Failure(f"It cannot be removed: {error.strerror or error}") from error
    click.echo(f"Removed ZenML {version}.")


def _make(version: str) -> None:
    from stackls_core.paths import catalogs_folder
    from stackls_core.zenml.catalog_making import MakingFailed, make_catalog

    try:
        make_catalog(version, catalogs_folder(), complain)
    except MakingFailed as error:
        raise Failure(str(error)) from error


def _catalogs() -> AllCatalogs:
    from stackls_server.cli.catalog import open_catalogs

    return open_catalogs()


def _exact(catalogs: AllCatalogs, version: str) -> Catalog:
    """The catalog of a version that is known. Raises `NotFound`."""
    if version not in catalogs.versions:
        known = ", ".join(reversed(catalogs.versions))
        raise NotFound(
            f"ZenML {version} is not known. Add it with stackls catalog add {version}; "
            f"known are {known}."
        )
    return catalogs.exact(version)
