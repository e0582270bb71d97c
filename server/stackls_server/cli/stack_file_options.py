"""A stack file as the command line names it: its text, and what its placeholders stand for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import Failure

STDIN = "-"

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


@dataclass(frozen=True)
class FileOptions:
    """A stack file as it is named on the command line, and what its placeholders stand for."""

    path: str
    stack_name: str | None = None
    env_files: tuple[str, ...] = ()
    expand_env: bool = False

    def variables(self) -> Mapping[str, str] | None:
        """What to replace placeholders by; ``None`` where nothing was asked for.

        The environment goes before the files, which are defaults for it.
        """
        if not self.env_files and not self.expand_env:
            return None
        found: dict[str, str] = {}
        for path in self.env_files:
            found.update(read_env(path))
        return {**found, **os.environ} if self.expand_env else found


_KEY = "stackls.file."


def _remember(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    ctx.meta[_KEY + str(parameter.name)] = value


def file_of(ctx: click.Context, parameter: click.Parameter, value: str) -> FileOptions:
    """``FILE`` as one object with the options about it, which are read before it."""
    del parameter
    names = ("stack_name", "env_files", "expand_env")
    return FileOptions(value, *(ctx.meta[_KEY + name] for name in names))


def file_options(command: _Decorated) -> _Decorated:
    """``FILE`` and the options about it, passed to the command as one ``file``."""
    argument = click.argument("file", metavar="FILE", callback=file_of, shell_complete=files)
    return options_about_files(argument(command))


def options_about_files(command: _Decorated) -> _Decorated:
    """``--name``, ``--env-file`` and ``--expand-env``."""
    about: dict[str, Any] = {"is_eager": True, "expose_value": False, "callback": _remember}
    for option in (
        click.option(
            "--expand-env",
            is_flag=True,
            help="Replace placeholders from the environment.",
            **about,
        ),
        click.option(
            "--env-file",
            "env_files",
            multiple=True,
            metavar="FILE",
            shell_complete=files,
            help="Replace placeholders with the variables that FILE sets.",
            **about,
        ),
        click.option(
            "--name", "stack_name", metavar="NAME", help="Another name for the stack.", **about
        ),
    ):
        command = option(command)
    return command


def read_text(path: str) -> str:
    """The text of a file, or of standard input. Raises `Failure`."""
    from stackls_server.cli.check_files import reason
    from stackls_server.cli.source import NotUtf8, decode
    from stackls_server.cli.terminal import display_path

    try:
        if path == STDIN:
            return decode(sys.stdin.buffer.read() if sys.stdin else b"").text
        return decode(Path(path).read_bytes()).text
    except NotUtf8 as error:
        raise Failure(f"{display_path(path)}: {error}") from error
    except OSError as error:
        raise Failure(f"{display_path(path)}: {reason(error)}") from error


def read_env(path: str) -> Mapping[str, str]:
    """The variables that a file sets. Raises `Failure`."""
    from stackls_core.plans.env_file import EnvFileError, parse_env
    from stackls_server.cli.terminal import display_path

    try:
        return parse_env(read_text(path))
    except EnvFileError as error:
        raise Failure(f"{display_path(path)}: {error}") from error
