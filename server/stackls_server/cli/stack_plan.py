"""``stackls stack plan|apply|import``: from a stack file to the registry."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import Failure
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.stack_store import (
    REFUSED,
    Opener,
    OpenStore,
    confirm,
    say,
    store_option,
    yes_option,
)

if TYPE_CHECKING:
    from stackls_core.plans.plan import Plan
    from stackls_core.registry.store import StoreInfo
    from stackls_server.features.stack_text import PlanLine

BLOCKED = REFUSED
"""The exit code for a file that cannot be applied as it is."""

_STDIN = "-"

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
            found.update(_read_env(path))
        return {**found, **os.environ} if self.expand_env else found


_KEY = "stackls.file."


def _remember(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    ctx.meta[_KEY + str(parameter.name)] = value


def _file(ctx: click.Context, parameter: click.Parameter, value: str) -> FileOptions:
    del parameter
    names = ("stack_name", "env_files", "expand_env")
    return FileOptions(value, *(ctx.meta[_KEY + name] for name in names))


def _file_options(command: _Decorated) -> _Decorated:
    """``FILE`` and the options about it, passed to the command as one ``file``."""
    argument = click.argument("file", metavar="FILE", callback=_file, shell_complete=files)
    return _options_about_files(argument(command))


def _options_about_files(command: _Decorated) -> _Decorated:
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


# --- plan ---------------------------------------------------------------------------------------


@click.command(
    "plan",
    epilog="Example: stackls stack plan prod.stack.yaml --env-file prod.env\n\n"
    "Exit codes: 0 it can be applied; 1 it cannot; 2 no plan was made.",
)
@_file_options
@store_option
@output_option
@click.pass_context
def plan_file(ctx: click.Context, file: FileOptions, opener: Opener, output: str) -> None:
    """Show what applying the stack file FILE would do. Nothing is changed.

    FILE may be - for standard input. A placeholder such as ${BUCKET} needs a value: see --env-file
    and --expand-env.
    """
    text, variables = _read(file.path), file.variables()
    with opener.opened("Planning") as opened:
        plan = _plan(file, text, variables, opened)
        info = opened.store.info()
    if output == "table":
        _print(plan, text, file, info)
        _advise(plan, variables)
        _tell_version(text, info)
    else:
        from stackls_server.features.plan_data import plan_data

        name = file.stack_name or ""
        write_data(plan_data(plan, text, name, where=info.place, detailed=True), output)
    ctx.exit(BLOCKED if plan.is_blocked else 0)


def _plan(
    file: FileOptions, text: str, variables: Mapping[str, str] | None, opened: OpenStore
) -> Plan:
    from stackls_core.plans.plan import plan_text

    return plan_text(
        text, opened.store, opened.catalog, variables=variables, stack_name=file.stack_name
    )


# --- apply --------------------------------------------------------------------------------------


_EXIT_CODES = "Exit codes: 0 the registry is as the file says; 1 it cannot be; 2 it failed."


def _applying_options(command: _Decorated) -> _Decorated:
    """What commands that apply a file have in common."""
    for option in (
        store_option,
        yes_option,
        click.option("--dry-run", is_flag=True, help="Show the plan and change nothing."),
        click.option(
            "--activate",
            "--set",
            "activate",
            is_flag=True,
            help="Make it the active stack as well.",
        ),
    ):
        command = option(command)
    return command


@click.command(
    "apply", epilog=f"Example: stackls stack apply prod.stack.yaml --activate\n\n{_EXIT_CODES}"
)
@_file_options
@_applying_options
@click.pass_context
def apply_file(
    ctx: click.Context,
    file: FileOptions,
    opener: Opener,
    activate: bool,
    is_sure: bool,
    dry_run: bool,
) -> None:
    """Register what the stack file FILE says, all of it or nothing.

    What is there already is reused; a second time there is nothing to do. Where something
    registered would change, it asks first.

    FILE may be - for standard input.
    """
    ctx.exit(_apply(file, opener, activate=activate, is_sure=is_sure, dry_run=dry_run))


@click.command(
    "import", epilog=f"Example: stackls stack import prod -f prod.stack.yaml\n\n{_EXIT_CODES}"
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
@_options_about_files
@_applying_options
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
    file = _file_to_import(_file(ctx, ctx.command.params[0], name), filename)
    code = _apply(
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
        name == _STDIN or name.endswith((".yaml", ".yml")) or Path(name).exists()
    ):
        return given
    return replace(given, path=filename or f"{name}.yaml", stack_name=given.stack_name or name)


def _apply(
    file: FileOptions,
    opener: Opener,
    *,
    activate: bool,
    is_sure: bool,
    dry_run: bool = False,
    tells_version: bool = True,
) -> int:
    text, variables = _read(file.path), file.variables()
    with opener.opened("Applying") as opened:
        plan = _plan(file, text, variables, opened)
        info = opened.store.info()
        if plan.is_blocked or dry_run:
            opened.done()
            _print(plan, text, file, info, activate=activate and not plan.is_blocked)
            _advise(plan, variables)
            if tells_version:
                _tell_version(text, info)
            return BLOCKED if plan.is_blocked else 0
        if tells_version:
            _tell_version(text, info)
        if plan.is_empty and (plan.is_active or not activate):
            opened.done()
            _print(plan, text, file, info)
            return 0
        if _changes_something(plan) and not is_sure:
            opened.done()
            _print(plan, text, file, info, activate=activate)
            confirm("This changes what is registered. Apply it?", is_sure=is_sure)
            if file.path != _STDIN and _read(file.path) != text:
                raise Failure(f"{file.path} has changed since the plan was made. Plan again.")
        from stackls_core.plans.apply import apply

        applied = apply(plan, opened.store, activate=activate)
    if is_sure or not _changes_something(plan):
        _print(plan, text, file, info, activate=activate)
    done = f"The stack {applied.stack.name} is registered as the file says"
    say(f"{done}, and active." if applied.activated or plan.is_active else f"{done}.")
    return 0


def _changes_something(plan: Plan) -> bool:
    """Whether something that exists would be different afterwards, or out of the stack."""
    from stackls_core.plans.plan import Action

    actions = [component.action for component in plan.components]
    if plan.stack is not None:
        actions.append(plan.stack.action)
    return Action.CHANGE in actions


# --- reading ------------------------------------------------------------------------------------


def _read(path: str) -> str:
    from stackls_server.cli.check_files import reason
    from stackls_server.cli.source import NotUtf8, decode
    from stackls_server.cli.terminal import display_path

    try:
        if path == _STDIN:
            return decode(sys.stdin.buffer.read() if sys.stdin else b"").text
        return decode(Path(path).read_bytes()).text
    except NotUtf8 as error:
        raise Failure(f"{display_path(path)}: {error}") from error
    except OSError as error:
        raise Failure(f"{display_path(path)}: {reason(error)}") from error


def _read_env(path: str) -> Mapping[str, str]:
    from stackls_core.plans.env_file import EnvFileError, parse_env
    from stackls_server.cli.terminal import display_path

    try:
        return parse_env(_read(path))
    except EnvFileError as error:
        raise Failure(f"{display_path(path)}: {error}") from error


# --- printing -----------------------------------------------------------------------------------

_COLORS = {"+": "green", "~": "yellow", "-": "red", "=": "", "!": "red"}


def _print(
    plan: Plan, text: str, file: FileOptions, info: StoreInfo, *, activate: bool = False
) -> None:
    from stackls_core.text import LineIndex
    from stackls_server.cli.terminal import terminal_of
    from stackls_server.features.stack_text import plan_lines

    terminal = terminal_of(sys.stdout)
    name = file.stack_name or ""
    shown = plan_lines(plan, LineIndex(text), name=name, where=info.place, activate=activate)
    for index, line in enumerate(shown):
        words = _within(str(line), terminal.width, _hanging(line))
        for part in words:
            readable = part if terminal.unicode else part.replace("→", "->").replace("…", "...")
            color = _COLORS.get(line.mark.value)
            bold = index == 0
            styled = terminal.style(terminal.shown(readable), fg=color or None, bold=bold or None)
            click.echo(styled, color=terminal.color)


def _advise(plan: Plan, variables: Mapping[str, str] | None) -> None:
    if plan.unresolved and variables is None:
        say("Give placeholders their values with --expand-env or --env-file FILE.")


def _tell_version(text: str, info: StoreInfo) -> None:
    """Say that ZenML itself would want to be told to import a file of another version."""
    if info.kind != "zenml":
        return
    from stackls_core.documents.stack_file.view import parse_stack_file

    version = parse_stack_file(text).zenml_version
    if version and version != info.zenml_version:
        say(
            f"The file is for ZenML {version}, and the registry's is {info.zenml_version}: zenml "
            "stack import refuses it without --ignore-version-mismatch."
        )


def _hanging(line: PlanLine) -> int:
    """How far the second line of a long one stands from the left."""
    return 2 * line.depth + (2 if line.mark.value else 0)


def _within(text: str, width: int | None, indent: int) -> list[str]:
    """``text`` broken into lines that a terminal of this width does not break again."""
    if width is None or len(text) <= width:
        return [text]
    import textwrap

    lead = len(text) - len(text.lstrip(" "))
    return textwrap.wrap(
        text.strip(),
        width,
        initial_indent=" " * lead,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )


COMMANDS: dict[str, click.Command] = {
    "plan": plan_file,
    "apply": apply_file,
    "import": import_file,
}
