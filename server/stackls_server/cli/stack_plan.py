"""``stackls stack plan``: what applying a stack file would do."""

from __future__ import annotations

import click

from stackls_server.cli.failures import Failure
from stackls_server.cli.output import write_data
from stackls_server.cli.plan_printing import advise, print_plan, tell_version
from stackls_server.cli.stack_apply import BLOCKED, plan_one
from stackls_server.cli.stack_file_options import FileOptions, file_options, read_text
from stackls_server.cli.stack_paths import Ownership, is_one, owner_options, ownership
from stackls_server.cli.stack_set import plan_several
from stackls_server.cli.stack_store import Opener, Refused
from stackls_server.cli.store_options import store_option

FORMATS = ("table", "json", "yaml", "markdown", "github")

CHANGES = 2
"""The exit code that `--exit-code` gives a plan that would change something."""


@click.command(
    "plan",
    epilog="Example: stackls stack plan prod.stack.yaml --env-file prod.env\n\n"
    "A folder: stackls stack plan stacks --exit-code --format markdown\n\n"
    "Exit codes: 0 it can be applied; 1 it cannot; 2 no plan was made. With --exit-code: 0 nothing "
    "to do; 2 something would change; 1 it cannot be applied, or no plan was made.",
)
@file_options
@store_option
@click.option(
    "-o",
    "--output",
    "--format",
    "output",
    type=click.Choice(FORMATS),
    default="table",
    metavar="FORMAT",
    help="How to print it: table (the default), json, yaml, markdown for a comment, or github for "
    "annotations.",
)
@click.option(
    "--exit-code", "tells_changes", is_flag=True, help="Exit with 2 where something would change."
)
@owner_options
@click.pass_context
def plan_file(
    ctx: click.Context,
    named: tuple[FileOptions, ...],
    opener: Opener,
    output: str,
    tells_changes: bool,
    owner: str | None,
    prune: bool,
) -> None:
    """Show what applying stack files would do. Nothing is changed.

    PATH is a stack file, a folder of them, or - for standard input. Of several files, one plan is
    made: components that they share are created once, and what they do not have alike is a
    conflict. A placeholder such as ${BUCKET} needs a value: see --env-file
    and --expand-env.
    """
    try:
        code = _plan(named, opener, output, ownership(named, owner, removes=prune))
    except Failure as error:
        if tells_changes:
            # 2 is for what would change
            raise Refused(error.format_message()) from error
        raise
    ctx.exit(code if tells_changes or code != CHANGES else 0)


def _plan(named: tuple[FileOptions, ...], opener: Opener, output: str, owned: Ownership) -> int:
    if not is_one(named) or output in ("markdown", "github"):
        plans = plan_several(named, opener, output, owned)
        return _code(plans.is_blocked, plans.is_empty)
    [file] = named
    text, variables = read_text(file.path), file.variables()
    with opener.opened("Planning") as opened:
        plan = plan_one(file, text, variables, opened)
        info = opened.store.info()
    if output == "table":
        print_plan(plan, text, file, info)
        advise(plan, variables)
        tell_version(text, info)
    else:
        from stackls_server.features.plan_data import plan_data

        name = file.stack_name or ""
        write_data(plan_data(plan, text, name, where=info.place, detailed=True), output)
    return _code(plan.is_blocked, plan.is_empty)


def _code(is_blocked: bool, is_empty: bool) -> int:
    return BLOCKED if is_blocked else 0 if is_empty else CHANGES
