"""``stackls stack apply``: from a stack file to the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stackls_server.cli.asking import confirm, yes_option
from stackls_server.cli.failures import Failure
from stackls_server.cli.plan_printing import advise, changes_something, print_plan, tell_version
from stackls_server.cli.stack_file_options import STDIN, FileOptions, file_options, read_text
from stackls_server.cli.stack_paths import is_audited, is_one, owner_options, ownership
from stackls_server.cli.stack_set import apply_several
from stackls_server.cli.stack_store import REFUSED, Opener, OpenStore
from stackls_server.cli.store_options import store_option
from stackls_server.cli.terminal import display_path, say

if TYPE_CHECKING:
    from stackls_core.plans.plan import Plan

BLOCKED = REFUSED
"""The exit code for a file that cannot be applied as it is."""

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

EXIT_CODES = "Exit codes: 0 the registry is as the file says; 1 it cannot be; 2 it failed."


def applying_options(command: _Decorated) -> _Decorated:
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
    "apply", epilog=f"Example: stackls stack apply prod.stack.yaml --activate\n\n{EXIT_CODES}"
)
@file_options
@applying_options
@click.option(
    "--one-by-one",
    is_flag=True,
    help="Stack by stack: stop at the first that fails, and keep those before it.",
)
@owner_options
@click.option(
    "--audit/--no-audit",
    "audits",
    default=None,
    help="Mark each stack with who applied it, when, and from which file and commit.",
)
@click.pass_context
def apply_file(
    ctx: click.Context,
    named: tuple[FileOptions, ...],
    opener: Opener,
    activate: bool,
    is_sure: bool,
    dry_run: bool,
    one_by_one: bool,
    owner: str | None,
    prune: bool,
    audits: bool | None,
) -> None:
    """Register what stack files say, all of it or nothing.

    What is there already is reused; a second time there is nothing to do. Where something
    registered would change, it asks first.

    PATH is a stack file, a folder of them, or - for standard input. Several files are one change:
    where one of them cannot be applied, none is. With --one-by-one, each stack is a change of its
    own.
    """
    owned = ownership(named, owner, removes=prune)
    if audits is None:
        audits = is_audited(named)
    if not is_one(named):
        if activate:
            raise click.UsageError("--activate is for one file.", ctx)
        ctx.exit(
            apply_several(
                named,
                opener,
                is_sure=is_sure,
                dry_run=dry_run,
                one_by_one=one_by_one,
                owned=owned,
                audits=audits,
            )
        )
    [file] = named
    ctx.exit(
        apply_one(file, opener, activate=activate, is_sure=is_sure, dry_run=dry_run, audits=audits)
    )


def apply_one(
    file: FileOptions,
    opener: Opener,
    *,
    activate: bool,
    is_sure: bool,
    dry_run: bool = False,
    tells_version: bool = True,
    audits: bool = False,
) -> int:
    """Plan, show, ask where something would change, and apply. Returns the exit code."""
    text, variables = read_text(file.path), file.variables()
    with opener.opened("Applying") as opened:
        plan = plan_one(file, text, variables, opened)
        info = opened.store.info()
        if plan.is_blocked or dry_run:
            opened.done()
            print_plan(plan, text, file, info, activate=activate and not plan.is_blocked)
            advise(plan, variables)
            if tells_version:
                tell_version(text, info)
            return BLOCKED if plan.is_blocked else 0
        if tells_version:
            tell_version(text, info)
        if plan.is_empty and (plan.is_active or not activate):
            opened.store.settle(plan.changes)
            opened.done()
            print_plan(plan, text, file, info)
            return 0
        if changes_something(plan) and not is_sure:
            opened.done()
            print_plan(plan, text, file, info, activate=activate)
            confirm("This changes what is registered. Apply it?", is_sure=is_sure)
            if file.path != STDIN and read_text(file.path) != text:
                raise Failure(f"{file.path} has changed since the plan was made. Plan again.")
        from stackls_core.plans.apply import apply
        from stackls_core.plans.plan_set import StackText

        named = StackText(display_path(file.path), text)
        if audits:
            from stackls_core.plans.audit import audited_plan, describe_with

            at = StackText(file.path, text)
            plan = audited_plan(plan, opened.store, at, describe_with(info))
        applied = apply(plan, opened.store, activate=activate, file=named)
    if is_sure or not changes_something(plan):
        print_plan(plan, text, file, info, activate=activate)
    done = f"The stack {applied.stack.name} is registered as the file says"
    say(f"{done}, and active." if applied.activated or plan.is_active else f"{done}.")
    return 0


def plan_one(
    file: FileOptions, text: str, variables: Mapping[str, str] | None, opened: OpenStore
) -> Plan:
    """The plan of a file's text. Raises a `StoreError`."""
    from stackls_core.plans.plan import plan_text

    return plan_text(
        text, opened.store, opened.catalog, variables=variables, stack_name=file.stack_name
    )
