"""``stackls config``: what holds for a file or a folder, and where it is said."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stackls_core.stores.choices import STORE_VARIABLE
from stackls_server.cli.completing import files
from stackls_server.cli.failures import COULD_NOT_RUN, Failure, complain
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.terminal import say

if TYPE_CHECKING:
    from stackls_core.configuration.find import Found


@click.command("config", epilog="Example: stackls config stacks/prod.stack.yaml")
@click.argument("path", metavar="[PATH]", default=".", shell_complete=files)
@output_option
@click.pass_context
def config(ctx: click.Context, path: str, output: str) -> None:
    """Show the configuration that holds for PATH, and where each part of it is said.

    PATH is a file or a folder, by default this one. Its configuration is the nearest one above it:
    stackls.toml, or [tool.stackls] in pyproject.toml. What is wrong with it is told, with its
    place. Options and an editor's settings go before it.
    """
    from stackls_core.configuration.find import Configurations
    from stackls_server.cli.check_settings import all_codes, problem_lines

    whole = Path(path).absolute()
    if not whole.exists():
        raise Failure(f"{path}: no such file or folder")
    found = Configurations(all_codes).of(whole if whole.is_dir() else whole.parent)
    rows = _rows(found, whole, os.environ)
    if output == "table":
        _print(found, rows)
    else:
        file = str(found.path) if found.path is not None else None
        write_data({"file": file, "settings": rows}, output)
    problems = problem_lines(found)
    for line in problems:
        complain(line)
    ctx.exit(COULD_NOT_RUN if problems else 0)


def _rows(found: Found, path: Path, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    from stackls_core.catalog.pins import pinned_version
    from stackls_core.configuration.model import SUMMARIES
    from stackls_core.paths import find_repository

    configuration = found.configuration
    rows: list[dict[str, Any]] = []
    for key in SUMMARIES:
        value, origin = configuration.value(key), "default"
        if key in configuration.lines:
            origin = f"{found.path}:{configuration.lines[key]}"
        elif key == "zenml-version":
            folder = path if path.is_dir() else path.parent
            pin = pinned_version(folder, find_repository(folder))
            value, origin = (pin.version, str(pin.path)) if pin is not None else (None, origin)
        if key == "registry" and environment.get(STORE_VARIABLE):
            value, origin = environment[STORE_VARIABLE], STORE_VARIABLE
        rows.append({"key": key, "value": _plain(value), "from": origin})
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return value


def _print(found: Found, rows: list[dict[str, Any]]) -> None:
    import json

    if found.path is None:
        say("There is no stackls.toml and no [tool.stackls] in a pyproject.toml here or above.")
    here = Path.cwd()
    width = max(len(row["key"]) for row in rows)
    for row in rows:
        origin = str(row["from"])
        if origin.startswith(str(here) + os.sep):
            origin = origin.removeprefix(str(here) + os.sep)
        value = json.dumps(row["value"], ensure_ascii=False) if row["value"] is not None else "-"
        say(f"{row['key']:{width}}  {value}  ({origin})")
