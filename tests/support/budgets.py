"""Work that has no time left, without waiting for it."""

from __future__ import annotations

import itertools
import threading
from types import ModuleType

import pytest

from stackls_core import budget
from stackls_core.budget import Budget, go_on
from stackls_core.plans.in_time import in_time


def used_up() -> Budget:
    """One whose clock has gone past its end when it is first looked at."""
    return Budget(0.5, itertools.count().__next__)


class EndlessPlan:
    """In the place of what makes a plan: goes on until somebody ends it."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def __call__(self, *_: object, **__: object) -> None:
        self.begun.set()
        try:
            in_time(lambda: all(go_on() is None for _ in itertools.count()), str)
        finally:
            self.ended.set()


def leave_no_time(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Let what ``module`` gives a budget to be over before its second step."""
    monkeypatch.setattr(module, "Budget", lambda _: used_up())
    monkeypatch.setattr(budget, "STEPS", 1)
