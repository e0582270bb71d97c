"""The command line's entry point, and all of its commands in one table."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

import click

from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of, describe_type
from stackls_server import __version__
from stackls_server.cli.failures import COULD_NOT_RUN, complain, defect
from stackls_server.cli.lazy import Entry, LazyGroup, Section
from stackls_server.cli.terminal import terminal_of

_ROOM_FOR_SUMMARY = 56

INTERRUPTED = 130
PIPE_CLOSED = 141
"""What shells call a program that was stopped by Ctrl-C, or by whoever read its output."""


def _check() -> click.Command:
    from stackls_server.cli.check import check

    return check


def _serve() -> click.Command:
    from stackls_server.cli.serve import serve

    return serve


def _mcp() -> click.Command:
    from stackls_server.cli.mcp import mcp

    return mcp


def _explain() -> click.Command:
    from stackls_server.cli.explain import explain

    return explain


def _rule() -> click.Command:
    from stackls_server.cli.rule import rule

    return rule


def _schema() -> click.Command:
    from stackls_server.cli.schema import schema

    return schema


def _doctor() -> click.Command:
    from stackls_server.cli.doctor import doctor

    return doctor


def _config() -> click.Command:
    from stackls_server.cli.config import config

    return config


def _trust() -> click.Command:
    from stackls_server.cli.trust import trust

    return trust


def _upgrade() -> click.Command:
    from stackls_server.cli.upgrade import upgrade

    return upgrade


def _new_run() -> click.Command:
    from stackls_server.cli.new_run import new_run

    return new_run


def _catalog() -> click.Command:
    from stackls_server.cli.catalog_group import catalog_group

    return catalog_group()


def _stack() -> click.Command:
    from stackls_server.cli.stack import stack_group

    return stack_group()


def _type_entry(component_type: str) -> Entry:
    def load() -> click.Command:
        from stackls_server.cli.component_type import component_type_group

        return component_type_group(component_type)

    return Entry(command_of(component_type), _one_line(describe_type(component_type)), load)


def _one_line(sentence: str) -> str:
    """``sentence`` for a list that is 80 columns wide: its first clause, where all is too much."""
    whole = sentence.rstrip(".")
    return whole if len(whole) <= _ROOM_FOR_SUMMARY else whole.partition(",")[0]


SECTIONS: tuple[Section, ...] = (
    Section(
        "Stack files and run configurations",
        (
            Entry("check", "Check files and fix them", _check),
            Entry("upgrade", "Show what breaks and what is new in another ZenML", _upgrade),
            Entry("new-run", "Write a run configuration for a pipeline", _new_run),
            Entry("serve", "Run the language server; editors start this", _serve),
            Entry("mcp", "Serve agents by the Model Context Protocol", _mcp),
            Entry("explain", "Explain a type, a flavor or a parameter", _explain),
            Entry("rule", "Explain a rule: why, an example, its fix", _rule),
            Entry("schema", "Print a JSON Schema for other tools", _schema),
            Entry("catalog", "Show, compare and add ZenML versions", _catalog),
            Entry("doctor", "Show what stackls runs on and which flavors it knows", _doctor),
            Entry("config", "Show the configuration that holds, and where from", _config),
            Entry("trust", "Allow the code of a workspace to be run", _trust),
        ),
    ),
    Section(
        "Registered stacks",
        (Entry("stack", "List, describe, activate, plan and apply stacks", _stack),),
    ),
    Section(
        "Component types: their components and flavors", tuple(map(_type_entry, COMPONENT_TYPES))
    ),
)


def create_cli() -> click.Group:
    """The whole command line."""
    group = LazyGroup(
        "stackls",
        SECTIONS,
        noun="command or component type",
        help="Check the YAML of ZenML teams, look up flavors, work with stacks, serve editors.",
        epilog="Example: stackls orchestrator flavor describe kubernetes",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    version = click.version_option(__version__, "-V", "--version", message="stackls %(version)s")
    return version(group)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with ``arguments``, by default the process's. Returns the exit code."""
    try:
        code = _run(create_cli(), arguments)
        _flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - users see no traceback
        return code_after(error)
    return code


def code_after(error: Exception | KeyboardInterrupt) -> int:
    """The exit code where a command ended with ``error``, of which users are told what they can do.

    That the reader of the output is gone is no news to anybody.
    """
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    # how a closed pipe is told on Windows
    is_invalid = isinstance(error, OSError) and os.name == "nt" and error.errno == errno.EINVAL
    if isinstance(error, BrokenPipeError) or is_invalid:
        _discard_output()
        return PIPE_CLOSED
    if isinstance(error, OSError):
        complain(f"cannot write: {error.strerror or type(error).__name__}")
        _discard_output()
    else:
        complain(defect(error))
    return COULD_NOT_RUN


def _run(cli: click.Group, arguments: Sequence[str] | None) -> int:
    try:
        result: object = cli.main(arguments, "stackls", standalone_mode=False)
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except SystemExit as error:
        if not error.code:
            return 0  # what a shell asks for to complete a line was told
        # Asked not to exit by itself, click still does where the reader of its output is gone.
        raise BrokenPipeError from None
    return result if isinstance(result, int) else 0


def _show(error: click.ClickException) -> None:
    """Say what was wrong with the usage: in it may be names of files, which a shell filled in."""
    said = io.StringIO()
    error.show(said)
    # whoever searches a log for what stackls says finds all of it by one word
    text = (
        said.getvalue().replace("\nError: ", "\nstackls: ").replace("\n\nstackls: ", "\nstackls: ")
    )
    text = "stackls: " + text.removeprefix("Error: ") if text.startswith("Error: ") else text
    click.echo(terminal_of(sys.stderr).shown_lines(text), err=True, nl=False)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:  # pyright: ignore[reportUnnecessaryComparison]
            stream.flush()


def _discard_output() -> None:
    """Let the interpreter flush into nothing when it exits: it would complain otherwise."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return  # no real stream, as in tests


if __name__ == "__main__":
    sys.exit(main())
