"""``stackls stack plan``: what applying a stack file would do."""

from __future__ import annotations

import click

from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.plan_printing import advise, print_plan, tell_version
from stackls_server.cli.stack_apply import BLOCKED, plan_one
from stackls_server.cli.stack_file_options import FileOptions, file_options, read_text
from stackls_server.cli.stack_store import Opener, store_option


@click.command(
    "plan",
    epilog="Example: stackls stack plan prod.stack.yaml --env-file prod.env\n\n"
    "Exit codes: 0 it can be applied; 1 it cannot; 2 no plan was made.",
)
@file_options
@store_option
@output_option
@click.pass_context
def plan_file(ctx: click.Context, file: FileOptions, opener: Opener, output: str) -> None:
    """Show what applying the stack file FILE would do. Nothing is changed.

    FILE may be - for standard input. A placeholder such as ${BUCKET} needs a value: see --env-file
    and --expand-env.
    """
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
    ctx.exit(BLOCKED if plan.is_blocked else 0)
