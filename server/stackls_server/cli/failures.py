"""How the command line says that something went wrong: one line on stderr, never a traceback."""

from __future__ import annotations

import os
import sys
from typing import IO, Any

import click

from stackls_server.cli.terminal import terminal_of

COULD_NOT_RUN = 2
"""The exit code for bad usage and for what could not be read."""

TRACEBACK_VARIABLE = "STACKLS_TRACEBACK"


class Failure(click.ClickException):
    """A command cannot go on; the message is one line, fit to show."""

    exit_code = COULD_NOT_RUN

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on stderr, or to ``file``."""
        complain(self.format_message(), file)


class NotFound(Failure):
    """There is nothing of the name that was given, and the command was fine otherwise."""

    exit_code = 1


def complain(message: str, file: IO[Any] | None = None) -> None:
    """Print one line on stderr, after the name of the program."""
    line = terminal_of(file or sys.stderr).shown(f"stackls: {message}")
    click.echo(line, file=file, err=file is None)


def defect(error: Exception, where: str = "") -> str:
    """What to say of an error that is a defect of stackls: where it happened and how to report it.

    The text of the error may repeat a document, so only its kind is told.
    """
    if os.environ.get(TRACEBACK_VARIABLE):
        import traceback

        traceback.print_exception(error)
    place = f" in {where}" if where else ""
    return (
        f"internal error{place} ({type(error).__name__}). Please report it where you got stackls "
        f"from, with the file if you can and what {TRACEBACK_VARIABLE}=1 adds to this line."
    )
