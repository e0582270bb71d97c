"""Applying a set of plans: all of it or nothing, or stack by stack up to the first that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stackls_core.plans.plan_set import FilePlan, PlanSet
from stackls_core.registry.errors import ApplyFailed, Cancelled, NotPlannable, StoreError
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore


@dataclass(frozen=True)
class AppliedSet:
    """What came of it, by file: ``done``, the one that ``failed`` and why, and those not tried.

    ``state`` is what is registered now.
    """

    state: Snapshot
    done: tuple[FilePlan, ...]
    failed: FilePlan | None = None
    error: StoreError | None = None
    untried: tuple[FilePlan, ...] = ()


def apply_set(plans: PlanSet, store: StackStore) -> AppliedSet:
    """Do all that the plans say as one change of the store.

    Raises `NotPlannable` where a file cannot be applied, and what `apply` raises; the store is then
    as it was, unless an `ApplyFailed` says what is ``left``.
    """
    _check(plans)
    state = store.snapshot() if plans.is_empty else store.execute(plans.steps)
    store.settle(plans.steps)
    return AppliedSet(state, plans.files)


def apply_one_by_one(
    plans: PlanSet, store: StackStore, tell: Callable[[int], None] = lambda _: None
) -> AppliedSet:
    """Do what the plans say stack by stack, and stop at the first that fails: the others stay.

    ``tell`` is called with how many are done. Raises `NotPlannable` before anything is done, and
    `Cancelled`.
    """
    _check(plans)
    state = store.snapshot()
    for index, file in enumerate(plans.files):
        try:
            if not file.is_empty:
                state = store.execute(file.steps, state)
        except Cancelled:
            raise
        except StoreError as error:
            return AppliedSet(state, plans.files[:index], file, error, plans.files[index + 1 :])
        tell(index + 1)
    if plans.removals:
        state = store.execute(plans.removing, state)
    return AppliedSet(state, plans.files)


def _check(plans: PlanSet) -> None:
    reasons = [one.reason for one in plans.removals if one.reason]
    if reasons:
        raise NotPlannable(" ".join(reasons))
    blocked = [file.file.path for file in plans.files if file.plan.is_blocked]
    if blocked:
        raise NotPlannable(f"These files cannot be applied: {', '.join(blocked)}.")


def left_by(error: StoreError) -> tuple[str, ...]:
    """What a step that failed has left behind, since undoing it failed as well."""
    return error.left if isinstance(error, ApplyFailed) else ()
