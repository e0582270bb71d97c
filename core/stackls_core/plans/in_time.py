"""A plan that ends: made in the time that there is for one, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from stackls_core.budget import Budget, GivenUp, is_limited
from stackls_core.limits import MAX_PLAN_SECONDS
from stackls_core.registry.errors import Cancelled, PlanTooSlow

T = TypeVar("T")


def in_time(make: Callable[[], T], too_slow: Callable[[str], str]) -> T:
    """What ``make`` gives, if that takes no more than `MAX_PLAN_SECONDS`.

    ``too_slow`` takes that limit in words, and gives what to say otherwise. Inside of another
    budget, that one counts. Raises `PlanTooSlow`, `Cancelled` and what ``make`` raises.
    """
    if is_limited():
        return make()
    try:
        with Budget(MAX_PLAN_SECONDS):
            return make()
    except GivenUp:
        raise Cancelled("It was cancelled.") from None
    raise PlanTooSlow(too_slow(f"{MAX_PLAN_SECONDS} seconds"))
