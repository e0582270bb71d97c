"""``stackls stack``: the commands for registered stacks, imported when they are used."""

from __future__ import annotations

import click

from stackls_server.cli.lazy import Entry, LazyGroup, Section


def _show(name: str) -> click.Command:
    from stackls_server.cli import stack_show

    return stack_show.COMMANDS[name]


def _change(name: str) -> click.Command:
    from stackls_server.cli import stack_change

    return stack_change.COMMANDS[name]


def _plan() -> click.Command:
    from stackls_server.cli.stack_plan import plan_file

    return plan_file


def _apply() -> click.Command:
    from stackls_server.cli.stack_apply import apply_file

    return apply_file


def _diff() -> click.Command:
    from stackls_server.cli.stack_diff import diff_stacks

    return diff_stacks


def _import() -> click.Command:
    from stackls_server.cli.stack_import import import_file

    return import_file


SECTIONS: tuple[Section, ...] = (
    Section(
        "Look",
        (
            Entry("list", "List all stacks", lambda: _show("list")),
            Entry("get", "Print the name of the active stack", lambda: _show("get")),
            Entry("describe", "Show a stack and its components", lambda: _show("describe")),
            Entry("export", "Write a stack as a stack file", lambda: _show("export")),
        ),
    ),
    Section(
        "Change",
        (
            Entry("set", "Make a stack the active one", lambda: _change("set")),
            Entry("register", "Register a stack of components", lambda: _change("register")),
            Entry("update", "Give a stack other components", lambda: _change("update")),
            Entry(
                "remove-component",
                "Take components out of a stack",
                lambda: _change("remove-component"),
            ),
            Entry("copy", "Register a stack like another one", lambda: _change("copy")),
            Entry("rename", "Give a stack another name", lambda: _change("rename")),
            Entry("delete", "Remove a stack", lambda: _change("delete")),
        ),
    ),
    Section(
        "From a stack file",
        (
            Entry("new", "Write a new stack file", lambda: _change("new")),
            Entry("plan", "Show what applying a file would do", _plan),
            Entry("apply", "Register or change what a file says", _apply),
            Entry("diff", "Show how two stacks differ, by what they mean", _diff),
            Entry("import", "The same, with the arguments of ZenML", _import),
        ),
    ),
)


def stack_group() -> click.Group:
    """The commands for stacks."""
    return LazyGroup(
        "stack",
        SECTIONS,
        help="List, describe, activate and change the registered stacks.\n\nA stack is named by "
        "its exact name, its id, or the beginning of its id.",
        epilog="Example: stackls stack plan prod.stack.yaml",
    )
