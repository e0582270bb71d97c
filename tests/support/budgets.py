"""Work that has no time left, without waiting for it."""

from __future__ import annotations

import itertools
from types import ModuleType

import pytest

from stackls_core import budget
from stackls_core.budget import Budget


def used_up() -> Budget:
    """One whose clock has gone past its end when it is first looked at."""
    return Budget(0.5, itertools.count().__next__)


def leave_no_time(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Let what ``module`` gives a budget to be over before its second step."""
    monkeypatch.setattr(module, "Budget", lambda _: used_up())
    monkeypatch.setattr(budget, "STEPS", 1)
