"""Giving up what takes long: whoever asked cancels, and whoever waits finds out at once.

Between the two may be many functions that know nothing of it. So what is being done in a context
has one `Cancellation`, which `current` finds; without one, nothing is ever cancelled.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")


class Cancellation:
    """Whether something was given up. Safe to use from any thread, and never undone."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], object]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody wants the result any more."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Give it up, and wake whoever waits."""
        with self._lock:
            self._event.set()
            wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    @contextmanager
    def waking(self, wake: Callable[[], object]) -> Generator[None, None, None]:
        """Have ``wake`` called once, from the thread that cancels, if that is meanwhile or before.

        It must not block.
        """
        with self._lock:
            is_late = self._event.is_set()
            if not is_late:
                self._wakers.append(wake)
        if is_late:
            wake()
        try:
            yield
        finally:
            with self._lock, suppress(ValueError):
                self._wakers.remove(wake)

    def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """What ``function`` gives, as the `current` one of this thread or task meanwhile."""
        with self.active():
            return function(*arguments)

    @contextmanager
    def active(self) -> Generator[None, None, None]:
        """Make it the `current` one of this thread or task."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_NEVER = Cancellation()
_current: ContextVar[Cancellation] = ContextVar("stackls-cancellation", default=_NEVER)


def current() -> Cancellation:
    """The cancellation of what is being done here."""
    return _current.get()
