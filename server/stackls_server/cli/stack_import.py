"""``stackls stack import``: apply, with the arguments of ``zenml stack import``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from stackls_server.cli.completing import files
from stackls_server.cli.stack_apply import EXIT_CODES, apply_one, applying_options
from stackls_server.cli.stack_file_options import (
    STDIN,
    FileOptions,
    file_of,
    options_about_files,
)
from stackls_server.cli.stack_store import Opener


@click.command(
    "import", epilog=f"Example: stackls stack import prod -f prod.stack.yaml\n\n{EXIT_CODES}"
)
@click.argument("name", metavar="NAME_OR_FILE", shell_complete=files)
@click.option(
    "-f",
    "--filename",
    "--file",
    "filename",
    metavar="FILE",
    shell_complete=files,
    help="The stack file; NAME_OR_FILE is the name of the stack then.",
)
@click.option(
    "--ignore-version-mismatch",
    is_flag=True,
    help="Say nothing of the ZenML version that the file is for.",
)
@options_about_files
@applying_options
@click.pass_context
def import_file(
    ctx: click.Context,
    name: str,
    filename: str | None,
    ignore_version_mismatch: bool,
    opener: Opener,
    activate: bool,
    is_sure: bool,
    dry_run: bool,
) -> None:
    """Register the stack of a stack file, all of it or nothing: the same as apply.

    As with zenml stack import, NAME_OR_FILE is a file with the name of the stack in it, or a name:
    that of the stack of the file given by -f, which is NAME.yaml by default.
    """
    file = _file_to_import(file_of(ctx, ctx.command.params[0], name), filename)
    code = apply_one(
        file,
        opener,
        activate=activate,
        is_sure=is_sure,
        dry_run=dry_run,
        tells_version=not ignore_version_mismatch,
    )
    ctx.exit(code)


def _file_to_import(given: FileOptions, filename: str | None) -> FileOptions:
    """The file and the name of its stack, as ``zenml stack import`` reads its arguments."""
    name = given.path
    if filename is None and (
        name == STDIN or name.endswith((".yaml", ".yml")) or Path(name).exists()
    ):
        return given
    return replace(given, path=filename or f"{name}.yaml", stack_name=given.stack_name or name)
