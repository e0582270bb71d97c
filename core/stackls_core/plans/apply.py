"""Doing what a plan says: all of it or nothing, and only while the plan still holds."""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.findings import Severity
from stackls_core.plans.places import locate
from stackls_core.plans.plan import Plan
from stackls_core.plans.plan_set import StackText, set_of_one
from stackls_core.plans.planned import Action
from stackls_core.registry.changes import Activate, ExpectComponent, ExpectStack
from stackls_core.registry.errors import NotPlannable, StoreError
from stackls_core.registry.existing import existing_stack
from stackls_core.registry.model import Snapshot, Stack
from stackls_core.registry.store import StackStore


@dataclass(frozen=True)
class Applied:
    """What was done: how many components were made and changed, and what is registered now."""

    state: Snapshot
    stack: Stack
    created: int
    changed: int
    activated: bool


def apply(
    plan: Plan, store: StackStore, *, activate: bool = False, file: StackText | None = None
) -> Applied:
    """Apply ``plan``; with ``activate`` also make its stack the active one.

    What is refused is said with its line where the ``file`` is given. Raises `NotPlannable` for a
    blocked plan, `StoreChanged` where the store is no longer what the plan was made for, and
    `ApplyFailed` or another `StoreError` where the store fails. The store is then as it was, unless
    an `ApplyFailed` says what is ``left``.
    """
    if plan.stack is None or plan.is_blocked:
        raise NotPlannable(_why(plan))
    name = plan.stack.name
    activates = activate and not plan.is_active
    steps = (*plan.changes, Activate(name)) if activates else plan.changes
    if all(isinstance(step, (ExpectComponent, ExpectStack)) for step in steps):
        state = store.snapshot()
        store.settle(steps)
    else:
        try:
            state = store.execute(steps)
        except StoreError as error:
            if file is not None:
                [one] = set_of_one(plan, file).files
                locate(error, steps, one.places)
            raise
    actions = [component.action for component in plan.components]
    return Applied(
        state,
        existing_stack(state, name),
        actions.count(Action.CREATE),
        actions.count(Action.CHANGE),
        activates,
    )


def _why(plan: Plan) -> str:
    if plan.findings:
        count = sum(finding.severity is Severity.ERROR for finding in plan.findings)
        if not count:
            return plan.findings[0].message
        errors = "an error" if count == 1 else f"{count} errors"
        return f"The file has {errors}: {plan.findings[0].message}"
    if plan.unresolved:
        names = ", ".join(f"${{{name}}}" for name in dict.fromkeys(u.name for u in plan.unresolved))
        return f"The file has placeholders without a value: {names}."
    return " ".join(plan.conflicts) or "The file has no stack name."
