"""Waits for what happens in another thread, process or task, and says what did not."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""
_PAUSE = 0.01


def eventually(condition: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """Look until ``condition`` is true; its value. Fails with ``what`` was waited for."""
    __tracebackhide__ = True
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        _check(deadline, what, seconds)
        time.sleep(_PAUSE)
    return found


async def eventually_async(
    condition: Callable[[], T | Awaitable[T | None] | None], what: str, seconds: float = PATIENCE
) -> T:
    """The same while the loop goes on; what ``condition`` gives may have to be awaited."""
    __tracebackhide__ = True
    deadline = time.monotonic() + seconds
    while not (found := await _value(condition())):
        _check(deadline, what, seconds)
        await asyncio.sleep(_PAUSE)
    return found


async def _value(found: T | Awaitable[T | None] | None) -> T | None:
    return await found if inspect.isawaitable(found) else found


def _check(deadline: float, what: str, seconds: float) -> None:
    __tracebackhide__ = True
    if time.monotonic() > deadline:
        raise AssertionError(f"not within {seconds:g} s: {what}")
