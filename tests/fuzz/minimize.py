"""The smallest part of a session, or of some bytes, that fails in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def minimized(steps: list[T], fails: Callable[[list[T]], bool]) -> list[T]:
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
