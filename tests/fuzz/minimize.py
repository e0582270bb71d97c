"""The smallest part of a session that fails in the same way."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.steps import Step


def minimized(steps: list[Step], fails: Callable[[list[Step]], bool]) -> list[Step]:
    """``steps`` without all that can be left out; ``fails`` says whether some still fail."""
    size = max(len(steps) // 2, 1)
    while True:
        start = 0
        while start < len(steps):
            fewer = steps[:start] + steps[start + size :]
            if fewer and fails(fewer):
                steps = fewer
            else:
                start += size
        if size == 1:
            return steps
        size //= 2
