"""A text that a command has made for a file that is not there yet, or for standard output."""

from __future__ import annotations

from pathlib import Path

import click

from stackls_server.cli.failures import Failure
from stackls_server.cli.terminal import say
from stackls_server.cli.writing import write_new


def write_or_print(text: str, file: str | None) -> None:
    """Write ``text`` to a new file, or print it. Raises `Failure` where the file cannot be made."""
    if file is None:
        click.echo(text, nl=False)
        return
    if Path(file).exists():
        raise Failure(f"{file} is there already.")
    try:
        write_new(file, text.encode("utf-8"))
    except OSError as error:
        raise Failure(f"Cannot write {file}: {error.strerror or error}.") from error
    say(f"Wrote {file}.")
