"""Doing what a plan says: all of it or nothing, and only while the plan still holds."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, fields

from stackls_core.findings import Severity
from stackls_core.plans.plan import Plan
from stackls_core.plans.planned import Action
from stackls_core.registry import rules
from stackls_core.registry.changes import Activate, ExpectComponent, ExpectStack
from stackls_core.registry.errors import NotPlannable
from stackls_core.registry.model import Snapshot, Stack
from stackls_core.registry.plain import plain
from stackls_core.registry.store import StackStore


@dataclass(frozen=True)
class Applied:
    """What was done: how many components were made and changed, and what is registered now."""

    state: Snapshot
    stack: Stack
    created: int
    changed: int
    activated: bool


def apply(plan: Plan, store: StackStore, *, activate: bool = False) -> Applied:
    """Apply ``plan``; with ``activate`` also make its stack the active one.

    Raises `NotPlannable` for a blocked plan, `StoreChanged` where the store is no longer what the
    plan was made for, and `ApplyFailed` or another `StoreError` where the store fails. The store
    is then as it was, unless an `ApplyFailed` says what is ``left``.
    """
    if plan.stack is None or plan.is_blocked:
        raise NotPlannable(_why(plan))
    name = plan.stack.name
    activates = activate and not plan.is_active
    steps = (*plan.changes, Activate(name)) if activates else plan.changes
    if all(isinstance(step, (ExpectComponent, ExpectStack)) for step in steps):
        state = store.snapshot()
    else:
        state = store.execute(steps)
    actions = [component.action for component in plan.components]
    return Applied(
        state,
        rules.existing_stack(state, name),
        actions.count(Action.CREATE),
        actions.count(Action.CHANGE),
        activates,
    )


def fingerprint(plan: Plan, text: str, key: bytes) -> str:
    """Tells whether a plan made later, of this ``text`` then, is the one that somebody has seen.

    All counts that is shown of it, and all that would be done, down to the configurations that it
    rests on. The ``key`` is whoever's who compares; without it, nothing can be learnt about
    secrets.
    """
    changes = [
        [type(change).__name__, *(plain(getattr(change, one.name)) for one in fields(change))]
        for change in plan.changes
    ]
    # what is said of components and the stack has no secrets in it, which their changes have
    seen = json.dumps([text, repr(plan.stack), repr(plan.components), changes], sort_keys=True)
    return hmac.new(key, seen.encode("ascii"), "sha256").hexdigest()


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
