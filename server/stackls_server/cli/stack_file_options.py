"""A stack file as the command line names it: its text, and what its placeholders stand for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import Failure

if TYPE_CHECKING:
    from stackls_core.configuration.find import Configurations

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

        The environment goes before the files, which are defaults for it, and those that are named
        before those of the configuration. Raises `Failure`.
        """
        configured = _configured(self.path)
        if configured is None and not self.env_files and not self.expand_env:
            return None
        found = dict(configured or {})
        for path in self.env_files:
            found.update(read_env(path))
        return {**found, **os.environ} if self.expand_env else found


@lru_cache(maxsize=1)
def _configurations() -> Configurations:
    from stackls_core.configuration.find import Configurations

    return Configurations(tuple)


def _configured(path: str) -> Mapping[str, str] | None:
    from stackls_core.plans.configured_variables import EnvFileRefused, configured_variables

    folder = Path.cwd() if path == STDIN else Path(path).absolute().parent
    try:
        return configured_variables(_configurations().of(folder))
    except EnvFileRefused as error:
        raise Failure(str(error)) from error


_KEY = "stackls.file."


def _remember(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    ctx.meta[_KEY + str(parameter.name)] = value


def _files(
    ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[FileOptions, ...]:
    return tuple(file_of(ctx, parameter, path) for path in value)


def file_of(ctx: click.Context, parameter: click.Parameter, value: str) -> FileOptions:
    """``FILE`` as one object with the options about it, which are read before it."""
    del parameter
    names = ("stack_name", "env_files", "expand_env")
    return FileOptions(value, *(ctx.meta[_KEY + name] for name in names))


def file_options(command: _Decorated) -> _Decorated:
    """``PATH...`` and the options about them, passed to the command as ``named``."""
    argument = click.argument(
        "named", nargs=-1, required=True, metavar="PATH...", callback=_files, shell_complete=files
    )
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
    from stackls_core.regular_files import FileTooLarge
    from stackls_core.search.source import TOO_LARGE, NotUtf8, decode, read_source
    from stackls_server.cli.check_files import reason
    from stackls_server.cli.terminal import display_path

    try:
        if path == STDIN:
            return decode(sys.stdin.buffer.read() if sys.stdin else b"").text
        return read_source(path, pipes=True).text
    except FileTooLarge:
        raise Failure(f"{display_path(path)}: {TOO_LARGE}") from None
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
