"""Asking before something is destroyed, and the option that answers beforehand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from stackls_server.cli.failures import Failure
from stackls_server.cli.stack_store import Refused

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def confirm(question: str, *, is_sure: bool) -> None:
    """Ask before something is destroyed, unless ``--yes`` says so already.

    Raises `Failure` where nobody can be asked, and ``click.Abort`` for a no.
    """
    if is_sure:
        return
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(f"{question} Pass --yes to confirm: stdin is not a terminal.")
    from stackls_server.cli.terminal import terminal_of

    try:
        is_wanted = click.confirm(terminal_of(sys.stderr).shown(question), err=True)
    except click.Abort:
        click.echo(err=True)  # what the shell says next begins a line
        raise
    if not is_wanted:
        raise Refused("Nothing was changed.")


def yes_option(command: _Decorated) -> _Decorated:
    """Give a command ``--yes``, passed to it as ``is_sure``."""
    return click.option(
        "-y", "--yes", "is_sure", is_flag=True, help="Do not ask before anything is destroyed."
    )(command)
