"""Who has applied a stack, when, and from which file and commit: a label, where a team wants it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from stackls_core.plans.ahead import StoreAhead
from stackls_core.plans.plan import Plan
from stackls_core.plans.plan_set import FilePlan, PlanSet, StackText, set_of_one
from stackls_core.registry.attributes import OWN_LABEL
from stackls_core.registry.changes import SetStackAttributes
from stackls_core.registry.existing import existing_stack
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_core.search.git_revisions import RevisionError, commit_of, text_at, top_of

AUDIT = f"{OWN_LABEL}applied"
"""The label; files neither show nor remove it."""

Describe = Callable[[StackText], str]
"""Gives what is said of a file that is applied."""


def audited(plans: PlanSet, store: StackStore, describe: Describe) -> PlanSet:
    """``plans`` that mark each stack for which they do something. Raises a `StoreError`."""
    ahead = StoreAhead(store)
    if plans.is_blocked or "labels" not in ahead.snapshot().traits.stack_attributes:
        return plans
    found: list[FilePlan] = []
    for file in plans.files:
        ahead.go_on(file.steps)
        if not file.is_empty and file.plan.stack is not None:
            name = file.plan.stack.name
            labels = existing_stack(ahead.snapshot(), name).labels
            mark = SetStackAttributes(name, {"labels": {**labels, AUDIT: describe(file.file)}})
            ahead.go_on((mark,))
            file = replace(file, steps=(*file.steps, mark))  # noqa: PLW2901
        found.append(file)
    return replace(plans, files=tuple(found))


def audited_plan(plan: Plan, store: StackStore, file: StackText, describe: Describe) -> Plan:
    """The same of one file."""
    [found] = audited(set_of_one(plan, file), store, describe).files
    return replace(plan, changes=found.steps)


def describe_with(info: StoreInfo, now: datetime | None = None) -> Describe:
    """Names the registry's user, or that of this machine, and the commit that a file is from."""
    who = (info.user if info.is_shared else None) or _account()
    when = (now or datetime.now(timezone.utc)).strftime("%Y-%m-%d %H:%M UTC")

    def describe(file: StackText) -> str:
        return f"{who}, {when}, {_origin(file)}"

    return describe


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "somebody"


def _origin(file: StackText) -> str:
    path = Path(file.path).absolute()
    try:
        within = path.relative_to(top_of(path.parent).absolute()).as_posix()
        commit = commit_of("HEAD", path.parent)
    except (RevisionError, ValueError):
        return path.name
    try:
        is_committed = text_at(commit, f"./{path.name}", path.parent) == file.text
    except RevisionError:
        is_committed = False
    return f"{within} at {commit[:12]}" + ("" if is_committed else " with changes")
