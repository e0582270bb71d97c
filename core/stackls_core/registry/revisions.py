"""Revisions: the states of a registry, numbered as a session gets to see them.

ZenML numbers no states, so the session does: every state that differs from the one before has the
next number, whoever has brought it about. A state is known from a change, which returns it, or from
reading. What was read while something else happened may be the older one, and is not taken.
"""

from __future__ import annotations

from stackls_core.registry.model import Snapshot


class Revisions:
    """The newest state that was seen. Not safe for threads: states are handed to one of them."""

    def __init__(self) -> None:
        """Nothing has been seen yet; the first state has the number that there is already."""
        self.number = 0
        self.state: Snapshot | None = None
        self.is_changing = False
        """Whether a change is under way; they happen one after the other."""
        self._events = 0

    def mark(self) -> int:
        """To be had before something is read, and given to `read` with it."""
        return self._events

    def read(self, mark: int, state: Snapshot) -> bool:
        """Take what was read since ``mark``; whether it could be taken."""
        if mark != self._events or self.is_changing:
            return False
        self._take(state)
        return True

    def begin_change(self) -> None:
        """A change begins: until its end the registry may hold half of it."""
        self.is_changing = True

    def end_change(self, state: Snapshot | None) -> None:
        """A change has ended in this state; ``None`` where it failed and the state is not known."""
        self.is_changing = False
        self._events += 1
        if state is not None:
            if self.state is None:
                self.number += 1  # somebody may have read what was there before
            self._take(state)

    def forget(self) -> None:
        """Another registry is meant now: a new revision of which nothing is known."""
        self.number += 1
        self.state = None
        self._events += 1

    def _take(self, state: Snapshot) -> None:
        if state == self.state:
            return
        if self.state is not None:
            self.number += 1
        self.state = state
        self._events += 1
