"""Applying a set of plans: all of it or nothing, or stack by stack up to the first that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stackls_core.plans.places import locate
from stackls_core.plans.plan_set import FilePlan, PlanSet
from stackls_core.registry.changes import Change
from stackls_core.registry.errors import ApplyFailed, Cancelled, NotPlannable, StoreError
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore


@dataclass(frozen=True)
class AppliedSet:
    """What came of it, by file: ``done``, the one that ``failed`` and why, and those not tried.

    Where none failed, an ``error`` is why what no file holds was not removed. ``state`` is what is
    registered now.
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
    try:
        state = store.snapshot() if plans.is_empty else store.execute(plans.steps)
    except StoreError as error:
        locate(error, plans.steps, plans.places)
        raise
    store.settle(plans.steps)
    return AppliedSet(state, plans.files)


def apply_one_by_one(
    plans: PlanSet, store: StackStore, tell: Callable[[int], None] = lambda _: None
) -> AppliedSet:
    """Do what the plans say stack by stack, and stop at the first that fails: the others stay.

    ``tell`` is called with how many are done. To be cancelled, also by Ctrl-C, is to fail. Raises
    `NotPlannable` before anything is done.
    """
    _check(plans)
    state = store.snapshot()
    for index, file in enumerate(plans.files):
        try:
            if not file.is_empty:
                state = _executed(store, file.steps, state)
        except StoreError as error:
            locate(error, file.steps, file.places)
            return AppliedSet(state, plans.files[:index], file, error, plans.files[index + 1 :])
        tell(index + 1)
    try:
        if plans.removals:
            state = _executed(store, plans.removing, state)
    except StoreError as error:
        return AppliedSet(state, plans.files, None, error)
    return AppliedSet(state, plans.files)


def _executed(store: StackStore, steps: Sequence[Change], before: Snapshot) -> Snapshot:
    try:
        return store.execute(steps, before)
    except KeyboardInterrupt:
        # a store that is interrupted has done nothing; what is done of the rest has to be told
        raise Cancelled("It was cancelled. Nothing was changed.") from None


def _check(plans: PlanSet) -> None:
    reasons = [one.reason for one in plans.removals if one.reason]
    if reasons:
        raise NotPlannable(" ".join(reasons))
    blocked = [file.file.path for file in plans.files if file.plan.is_blocked]
    if blocked:
        raise NotPlannable(f"These files cannot be applied: {', '.join(blocked)}.")


def is_undone(error: StoreError) -> bool:
    """Whether what failed has left nothing behind."""
    return error.is_undone if isinstance(error, ApplyFailed) else True


def left_by(error: StoreError) -> tuple[str, ...]:
    """What a step that failed is known to have left behind, since undoing it failed as well."""
    return error.left if isinstance(error, ApplyFailed) else ()
