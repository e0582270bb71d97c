"""A plan that takes too long is none, and one sentence says so; counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from stackls_core import budget
from stackls_core.budget import Budget
from stackls_core.cancellation import Cancellation
from stackls_core.catalog.catalog import Catalog
from stackls_core.plans import in_time
from stackls_core.plans.plan import plan_text
from stackls_core.plans.plan_set import StackText, plan_set
from stackls_core.registry.errors import Cancelled, PlanTooSlow
from stackls_core.stores.local import LocalStore
from tests.support.budgets import used_up
from tests.support.stack_texts import Entry, stack_text

OTHERS = [Entry("orchestrator", "o", "local"), Entry("artifact_store", "a", "local")]


class Clock:
    """Moves on when it is told to, or at each look."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.now


class Watched(LocalStore):
    """Says what it is asked for, before it answers."""

    asked: Callable[[str], object] = staticmethod(lambda _: None)

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self.asked(flavor)
        return super().normalized(component_type, flavor, configuration)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What plans go by; each step looks at it."""
    found = Clock()
    monkeypatch.setattr(in_time, "Budget", lambda seconds: Budget(seconds, found))
    monkeypatch.setattr(budget, "STEPS", 1)
    return found


@pytest.fixture
def store(tmp_path: Any, shipped_catalog: Catalog) -> Watched:
    return Watched(lambda: shipped_catalog, tmp_path / "stacks.db")


def text(name: str, catalog: Catalog) -> str:
    mine = Entry("alerter", f"{name}-alerter", "slack", f"slack_token: '{{{{{name}.k}}}}'")
    return stack_text(*OTHERS, mine, name=name, version=catalog.zenml_version)


def test_a_file(clock: Clock, store: Watched, shipped_catalog: Catalog):
    plan = plan_text(text("one", shipped_catalog), store, shipped_catalog)
    assert not plan.is_blocked
    store.asked = lambda _: setattr(clock, "now", 61)
    with pytest.raises(PlanTooSlow) as refused:
        plan_text(text("one", shipped_catalog), store, shipped_catalog)
    assert str(refused.value) == (
        "Planning this file takes more than 60 seconds, so no plan is made. Make it smaller or "
        "simpler."
    )


def test_a_folder_says_how_far_it_came(clock: Clock, store: Watched, shipped_catalog: Catalog):
    files = [StackText(f"{n}.yaml", text(n, shipped_catalog)) for n in ("one", "two", "three")]
    assert not plan_set(files, store, shipped_catalog).is_blocked
    done: list[int] = []
    store.asked = lambda flavor: setattr(clock, "now", clock.now + 25 * (flavor == "slack"))
    with pytest.raises(PlanTooSlow) as refused:
        plan_set(files, store, shipped_catalog, done.append)
    assert str(refused.value) == (
        "Planning 3 files takes more than 60 seconds, so no plan is made; it had come to "
        "three.yaml. Plan fewer of them at once, or make them smaller."
    )
    assert done == [1, 2]


def test_who_asks_for_less_time_has_that(store: Watched, shipped_catalog: Catalog):
    with used_up():
        pytest.fail(f"planned: {plan_text(_long(shipped_catalog), store, shipped_catalog)}")


def test_a_plan_that_is_cancelled_ends_soon(store: Watched, shipped_catalog: Catalog):
    cancellation = Cancellation()
    asked: list[str] = []

    def asks(flavor: str) -> None:
        asked.append(flavor)
        if len(asked) == 3:
            cancellation.cancel()

    store.asked = asks
    with pytest.raises(Cancelled):
        cancellation.run(plan_text, _long(shipped_catalog), store, shipped_catalog)
    assert len(asked) <= 3 + budget.STEPS


def test_a_plan_of_many_files_looks_at_the_time_in_proportion_to_its_work(
    clock: Clock, store: Watched, shipped_catalog: Catalog
):
    def looks(count: int) -> int:
        before = clock.looks
        files = [StackText(f"{n}", text(f"s{n}", shipped_catalog)) for n in range(count)]
        assert not plan_set(files, store, shipped_catalog).is_blocked
        return clock.looks - before

    assert looks(40) >= 3.5 * looks(10)


def _long(catalog: Catalog) -> str:
    mine = [
        Entry("alerter", f"alerter-{n}", "slack", "slack_token: '{{s.k}}'")
        for n in range(2 * budget.STEPS)
    ]
    return stack_text(*OTHERS, *mine, name="long", version=catalog.zenml_version)
