"""The plan of a stack file on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from stackls_server.cli.terminal import say

if TYPE_CHECKING:
    from stackls_core.plans.plan import Plan
    from stackls_core.registry.store import StoreInfo
    from stackls_server.cli.stack_file_options import FileOptions
    from stackls_server.features.stack_text import PlanLine

_COLORS = {"+": "green", "~": "yellow", "-": "red", "=": "", "!": "red"}


def print_plan(
    plan: Plan, text: str, file: FileOptions, info: StoreInfo, *, activate: bool = False
) -> None:
    """Print a plan; ``activate`` says that the stack becomes the active one, too."""
    from stackls_core.text import LineIndex
    from stackls_server.features.stack_text import plan_lines

    name = file.stack_name or ""
    print_lines(plan_lines(plan, LineIndex(text), name=name, where=info.place, activate=activate))


def print_lines(shown: Iterable[PlanLine]) -> None:
    """Print the lines of a plan, coloured where the terminal can; the first is a title."""
    from stackls_server.cli.terminal import terminal_of

    terminal = terminal_of(sys.stdout)
    for index, line in enumerate(shown):
        words = _within(str(line), terminal.width, _hanging(line))
        for part in words:
            readable = part if terminal.unicode else part.replace("→", "->").replace("…", "...")
            color = _COLORS.get(line.mark.value)
            bold = index == 0
            styled = terminal.style(terminal.shown(readable), fg=color or None, bold=bold or None)
            click.echo(styled, color=terminal.color)


def changes_something(plan: Plan) -> bool:
    """Whether something that exists would be different afterwards, or out of the stack."""
    from stackls_core.plans.planned import Action

    actions = [component.action for component in plan.components]
    if plan.stack is not None:
        actions.append(plan.stack.action)
    return Action.CHANGE in actions


def advise(plan: Plan, variables: Mapping[str, str] | None) -> None:
    """Say how placeholders get a value, where nothing was given for them."""
    if plan.unresolved and variables is None:
        say("Give placeholders their values with --expand-env or --env-file FILE.")


def tell_version(text: str, info: StoreInfo) -> None:
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
