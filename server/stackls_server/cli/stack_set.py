"""Planning and applying several stack files as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_server.cli.asking import confirm
from stackls_server.cli.failures import COULD_NOT_RUN, Failure, complain
from stackls_server.cli.output import write_data
from stackls_server.cli.plan_printing import changes_something, print_lines
from stackls_server.cli.stack_file_options import FileOptions, read_text
from stackls_server.cli.stack_paths import Ownership, stack_texts
from stackls_server.cli.stack_store import REFUSED, Opener, OpenStore
from stackls_server.cli.terminal import say
from stackls_server.cli.working import Working

if TYPE_CHECKING:
    from stackls_core.plans.apply_set import AppliedSet
    from stackls_core.plans.plan_set import PlanSet, StackText


def plan_several(
    named: Sequence[FileOptions], opener: Opener, output: str, owned: Ownership
) -> PlanSet:
    """Plan what is named and print it."""
    texts = stack_texts(named)
    with opener.opened("Planning") as opened:
        plans = _planned(texts, opened, owned)
        where = opened.store.info().place
    print_set(plans, where, output)
    return plans


def _planned(texts: Sequence[StackText], opened: OpenStore, owned: Ownership) -> PlanSet:
    from stackls_core.plans.plan_set import plan_set

    def tell(count: int) -> None:
        opened.tell(f"Planning {count} of {len(texts)} stacks")

    return plan_set(
        texts, opened.store, opened.catalog, tell, owner=owned.label, removes=owned.removes
    )


def print_set(plans: PlanSet, where: str, output: str) -> None:
    """Print plans of several files in one of the formats."""
    if output == "markdown":
        from stackls_server.features.plan_comment import plan_comment

        click.echo(plan_comment(plans, where).encode("utf-8", "replace"), nl=False)
    elif output == "github":
        from stackls_server.cli.report_plan import github

        click.echo(github(plans).encode("utf-8", "replace"), nl=False)
    elif output == "table":
        from stackls_server.features.plan_set_text import plan_set_lines

        print_lines(plan_set_lines(plans, where))
        if any(file.plan.unresolved for file in plans.files):
            say("Give placeholders their values with --expand-env or --env-file FILE.")
        if plans.unheld and not plans.removes:
            say("With --prune, what is in no file any more is deleted.")
    else:
        from stackls_server.features.plan_set_data import plan_set_data

        write_data(plan_set_data(plans, where), output)


def apply_several(
    named: Sequence[FileOptions],
    opener: Opener,
    *,
    is_sure: bool,
    dry_run: bool,
    one_by_one: bool,
    owned: Ownership,
    audits: bool,
) -> int:
    """Plan, show, ask where something would change, and apply. Returns the exit code."""
    from stackls_core.plans.apply_set import apply_one_by_one, apply_set

    texts = stack_texts(named)
    with opener.opened("Planning") as opened:
        plans = _planned(texts, opened, owned)
        where = opened.store.info().place
        asks = _changes_something(plans) and not is_sure
        opened.done()
        print_set(plans, where, "table")
        if plans.is_blocked:
            return REFUSED
        if plans.is_empty or dry_run:
            if plans.is_empty:
                opened.store.settle(plans.steps)
            return 0
        if asks:
            confirm(_question(plans), is_sure=is_sure)
            _check_unchanged(texts)
        if audits:
            from stackls_core.plans.audit import audited, describe_with

            plans = audited(plans, opened.store, describe_with(opened.store.info()))
        with Working(f"Applying {len(texts)} stacks") as working:
            if one_by_one:

                def tell(count: int) -> None:
                    working.tell(f"Applied {count} of {len(texts)} stacks")

                applied = apply_one_by_one(plans, opened.store, tell)
            else:
                applied = apply_set(plans, opened.store)
    return _report(applied)


def _changes_something(plans: PlanSet) -> bool:
    return bool(plans.removals) or any(changes_something(file.plan) for file in plans.files)


def _question(plans: PlanSet) -> str:
    count = len(plans.removals)
    if not count:
        return "This changes what is registered. Apply it?"
    removed = "what is" if count == 1 else f"the {count} that are"
    return f"This removes {removed} in no file any more. Apply it?"


def _check_unchanged(texts: Sequence[StackText]) -> None:
    changed = [one.path for one in texts if not _is_as_before(one)]
    if changed:
        raise Failure(f"{', '.join(changed)} changed since the plan was made. Plan again.")


def _is_as_before(one: StackText) -> bool:
    return Path(one.path).exists() and read_text(one.path) == one.text


def _report(applied: AppliedSet) -> int:
    """Say exactly what is registered now. Returns the exit code."""
    from stackls_server.features.plan_set_text import name_of

    count = len(applied.done)
    if applied.failed is None:
        say(f"All {count} stacks are registered as the files say.")
    if applied.error is None:
        return 0
    from stackls_core.plans.apply_set import is_undone
    from stackls_server.cli.stack_store import Interrupted, failure_of

    total = count + 1 + len(applied.untried)
    error = failure_of(applied.error)
    if applied.failed is None:
        complain(f"What is in no file any more is not removed: {error.format_message()}")
        return error.exit_code or COULD_NOT_RUN
    if isinstance(error, Interrupted):
        complain(f"Cancelled at the stack {name_of(applied.failed)}.")
    else:
        complain(f"The stack {name_of(applied.failed)} failed: {error.format_message()}")
    state = "as it was" if is_undone(applied.error) else "partly changed, as said above"
    done = ", ".join(map(name_of, applied.done)) or "none"
    say(f"{count} of {total} stacks are registered as the files say: {done}.")
    say(f"The stack {name_of(applied.failed)} is {state}.")
    if applied.untried:
        say(f"Not tried: {', '.join(map(name_of, applied.untried))}. Apply again to go on.")
    return error.exit_code or COULD_NOT_RUN
