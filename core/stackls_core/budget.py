"""How long the work on one document may take: what takes longer ends.

Whatever looks at much of a document calls `go_on` on its way. Inside of a `Budget` that ends the
work once there is no time left, or nobody wants its result; elsewhere nothing is ever cut.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType

from stackls_core.cancellation import current

STEPS = 256
"""How often `go_on` is called before it asks for the time, which costs more than a step does."""


_UNTIMED = 0.05
"""Seconds by the clock on the wall that are not counted: most work is over before."""


class GivenUp(Exception):
    """Whoever wanted the result does not want it any more."""


class _OutOfTime(Exception):
    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget


class Budget:
    """A block of work that ends after so many seconds, wherever it is then::

        with Budget(20):
            return found(document)
        return "that takes too long"

    It is the processor's time of this thread, not that of the clock on the wall: how busy a machine
    is must not change what is found. Inside of another budget, that one counts.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        # The time of a thread is asked of the system, which a busy one answers late: that took a
        # fifth of checking a small file. It never runs ahead of the clock on the wall, so that one
        # is looked at first, and the other one only once there is much to do.
        self._wall = time.perf_counter if clock is time.thread_time else clock
        self._wall_start = 0.0
        self._seconds = seconds
        self._end: float | None = None
        self.steps = 0
        """How many were taken since somebody looked."""
        self._token: Token[Budget | None] | None = None

    def __enter__(self) -> None:
        self._wall_start = self._wall()
        self._end = self._wall_start + self._seconds if self._clock is self._wall else None
        self._token = _current.set(_current.get() or self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        assert self._token is not None
        _current.reset(self._token)
        return isinstance(error, _OutOfTime) and error.budget is self

    def look(self) -> None:
        """Go on if there is time left, and somebody wants the result."""
        if current().is_cancelled:
            raise GivenUp
        passed = self._wall() - self._wall_start
        if passed <= _UNTIMED:
            return
        if self._end is None:
            self._end = self._clock() + self._seconds
        if passed > self._seconds and self._clock() > self._end:
            raise _OutOfTime(self)


_current: ContextVar[Budget | None] = ContextVar("stackls-budget", default=None)


def go_on(steps: int = 1) -> None:
    """Take some steps of work that may be long. Raises `GivenUp`."""
    budget = _current.get()
    if budget is None:
        return
    budget.steps += steps
    if budget.steps >= STEPS:
        budget.steps = 0
        budget.look()


def is_limited() -> bool:
    """Whether what is being done here is inside of a budget."""
    return _current.get() is not None
