"""Whatever takes too long ends, in the middle of any text and any request; counted, not timed."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from benchmarks.growth.requests import REQUESTS, Opened, opened
from benchmarks.growth.shapes import SHAPES, Shape
from stackls_core import budget
from stackls_core.analysis import limited
from stackls_core.budget import Budget, GivenUp, go_on
from stackls_core.cancellation import Cancellation
from stackls_core.check import check_text
from stackls_server.features.diagnostics import diagnose
from tests.features.test_growth import CATALOG, SMALL, TIMES, calls
from tests.support.budgets import used_up

SIZE = SMALL * TIMES
MOST = 400 * SIZE
"""Calls between two looks at the time: one rule has looked at the whole text meanwhile."""

LARGE = "stack_name: s\nzenml_version: 0.98.0\ncomponents:\n" + "  x: {}\n" * budget.STEPS


def in_no_time(request: Callable[[Opened], object]) -> Callable[[Opened], object]:
    def cut(one: Opened) -> object:
        with used_up():
            return request(one)
        return None

    return cut


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.what)
def test_no_request_goes_on_for_long_once_its_time_is_over(
    shape: Shape, monkeypatch: pytest.MonkeyPatch
):
    one = opened(shape.make(SIZE), CATALOG)
    monkeypatch.setattr(budget, "STEPS", 1)
    work = {name: calls(in_no_time(request), one) for name, request in REQUESTS.items()}
    assert {name: count for name, count in work.items() if count > MOST} == {}


def test_a_check_that_is_ended_says_so_and_nothing_else(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limited, "Budget", lambda _: used_up())
    (finding,) = check_text(LARGE, None, CATALOG)
    assert finding.code == "not-checked"
    assert finding.message == (
        "Checking this file takes more than 20 seconds, so it is not checked. Make it smaller or "
        "simpler."
    )
    assert diagnose(opened(LARGE, CATALOG).snapshot) == [finding]


def test_a_part_has_the_time_of_the_whole():
    def part() -> str:
        with Budget(1_000):
            for _ in range(budget.STEPS):
                go_on()
        return "the part caught what was for the whole"

    with used_up():
        pytest.fail(part())


def test_what_nobody_wants_any_more_ends():
    cancellation = Cancellation()
    steps = itertools.count()

    def work() -> None:
        with Budget(1_000):
            for number in steps:
                if number == 3:
                    cancellation.cancel()
                go_on()

    with pytest.raises(GivenUp):
        cancellation.run(work)
    assert next(steps) <= budget.STEPS + 1


def test_without_a_budget_nothing_is_cut():
    cancellation = Cancellation()
    cancellation.cancel()
    for _ in range(2 * budget.STEPS):
        cancellation.run(go_on)
