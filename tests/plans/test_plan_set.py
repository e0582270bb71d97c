"""Several stack files as one plan: what they share, what they disagree about, and what fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.agreed import AgreedPlans
from stackls_core.plans.apply import apply
from stackls_core.plans.apply_set import apply_one_by_one, apply_set
from stackls_core.plans.ownership import OWNER
from stackls_core.plans.plan_set import PlanSet, StackText, plan_set
from stackls_core.plans.planned import Action
from stackls_core.registry.changes import Change, CreateStack
from stackls_core.registry.errors import (
    ApplyFailed,
    Cancelled,
    NotPlannable,
    StoreChanged,
    ZenMLUnreachable,
)
from stackls_core.registry.model import Snapshot
from stackls_core.registry.traits import NameComparison, Traits
from stackls_core.stores.local import LocalStore
from tests.support.stack_texts import Entry, stack_text

VERSION = "0.98.0"
BUCKET = Entry("artifact_store", "bucket", "s3", "{path: s3://data}")
OTHER = Entry("artifact_store", "bucket", "s3", "{path: s3://other}")


class Recorded(LocalStore):
    """A local store that counts what it is asked for, and fails on demand."""

    def __init__(self, catalog: Catalog, path: Path) -> None:
        super().__init__(lambda: catalog, path)
        self.snapshots = 0
        self.executed: list[Sequence[Change]] = []
        self.fails_at: str | None = None
        """The stack at which the registry is lost."""
        self.left: tuple[str, ...] = ()
        self.error: BaseException = ZenMLUnreachable("The server is gone.")

    def snapshot(self) -> Snapshot:
        self.snapshots += 1
        return super().snapshot()

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        self.executed.append(changes)
        for change in changes:
            if isinstance(change, CreateStack) and change.name == self.fails_at:
                if self.left:
                    raise ApplyFailed("The server is gone.", self.left)
                raise self.error
        return super().execute(changes, before)


@pytest.fixture
def store(tmp_path: Path, shipped_catalog: Catalog) -> Recorded:
    return Recorded(shipped_catalog, tmp_path / "stacks.db")


def file(name: str, *more: Entry, path: str = "") -> StackText:
    """A file of a stack with an orchestrator of its own and a shared artifact store."""
    entries = (Entry("orchestrator", f"o-{name}", "local"), *(more or (BUCKET,)))
    text = stack_text(*entries, name=name, version=VERSION)
    return StackText(path or f"{name}.yaml", text)


@pytest.fixture
def planned(store: Recorded, shipped_catalog: Catalog):
    def run(*files: StackText, owner: str = "", removes: bool = False) -> PlanSet:
        return plan_set(files, store, shipped_catalog, owner=owner, removes=removes)

    return run


def reasons(plans: PlanSet) -> list[str]:
    return [reason for one in plans.files for reason in one.plan.conflicts]


def test_what_files_share_is_created_once(planned, store: Recorded):
    plans = planned(file("a"), file("b"), file("c"))
    shared = [one.plan.components[1].action for one in plans.files]
    assert shared == [Action.CREATE, Action.REUSE, Action.REUSE]
    assert apply_set(plans, store).done == plans.files
    assert len(store.executed) == 1, "all of it is one change"
    assert [one.name for one in store.stacks()] == ["a", "b", "c", "default"]
    assert planned(file("a"), file("b"), file("c")).is_empty


def test_a_value_may_be_written_differently_in_two_files(planned, store: Recorded):
    def written(name: str, value: str) -> StackText:
        configuration = f"{{kubernetes_context: a, synchronous: {value}}}"
        orchestrator = Entry("orchestrator", "k8s", "kubernetes", configuration)
        text = stack_text(orchestrator, BUCKET, name=name, version=VERSION)
        return StackText(f"{name}.yaml", text)

    one, other = written("a", "true"), written("b", "'yes'")
    plans = planned(one, other)
    assert reasons(plans) == []
    apply_set(plans, store)
    assert planned(other, one).is_empty


def test_files_that_disagree_are_refused_and_both_places_are_named(planned, store: Recorded):
    plans = planned(file("a"), file("b", OTHER))
    assert reasons(plans) == [
        "The artifact store bucket is defined differently in a.yaml:9 and b.yaml:9."
    ]
    with pytest.raises(NotPlannable, match=r"b\.yaml"):
        apply_set(plans, store)
    with pytest.raises(NotPlannable):
        apply_one_by_one(plans, store)
    assert store.executed == []


def test_they_disagree_about_what_is_registered_already_too(planned, store: Recorded):
    apply_set(planned(file("a")), store)
    assert len(reasons(planned(file("a", OTHER), file("b")))) == 1
    assert reasons(planned(file("a", OTHER), file("b", OTHER))) == []


def test_another_flavor_of_the_same_name_is_a_conflict_of_both(planned):
    gcs = Entry("artifact_store", "bucket", "gcp", "{path: gs://data}")
    [reason] = reasons(planned(file("a"), file("b", gcs)))
    assert "a.yaml:9 and b.yaml:9" in reason


def test_a_stack_in_two_files_is_a_conflict(planned):
    [reason] = reasons(planned(file("a", path="one.yaml"), file("a", path="two.yaml")))
    assert reason == "The stack a is defined in one.yaml:1 and two.yaml:1."


def test_names_that_differ_in_case_only_are_two_where_the_registry_sees_it(planned, store):
    plans = planned(file("a"), file("A"))
    assert reasons(plans) == []
    apply_set(plans, store)
    assert [one.name for one in store.stacks()] == ["A", "a", "default"]


class Folded(Recorded):
    """A registry that does not see the case of names, as MySQL does not."""

    def snapshot(self) -> Snapshot:
        return replace(super().snapshot(), traits=Traits(NameComparison(ignores_case=True)))


def test_names_that_are_one_to_the_registry_are_one_in_a_folder(
    tmp_path: Path, shipped_catalog: Catalog
):
    store = Folded(shipped_catalog, tmp_path / "stacks.db")

    def planned_of(*files: StackText) -> PlanSet:
        return plan_set(files, store, shipped_catalog)

    loud = BUCKET._replace(name="BUCKET")
    shared = planned_of(file("a"), file("b", loud))
    assert reasons(shared) == []
    assert [one.plan.components[1].action for one in shared.files] == [Action.CREATE, Action.REUSE]
    other = planned_of(file("a"), file("b", OTHER._replace(name="Bucket")))
    assert reasons(other) == [
        "The artifact store bucket is defined differently in a.yaml:9 and b.yaml:9."
    ]
    assert reasons(planned_of(file("a"), file("A"))) == [
        "The stack a is defined in a.yaml:1 and A.yaml:1."
    ]


def test_names_that_go_round_in_a_circle(planned, store: Recorded):
    """What was ``a`` is called ``b`` now, ``b`` is ``c``, and ``c`` is ``a``; nothing is lost."""

    def named(name: str, path: str, number: int) -> StackText:
        entries = (Entry("orchestrator", f"o-{number}", "local"), BUCKET)
        return StackText(path, stack_text(*entries, name=name, version=VERSION))

    def turned(by: int) -> list[StackText]:
        return [named("abc"[(at + by) % 3], f"{at}.yaml", at) for at in range(3)]

    apply_set(planned(*turned(0), owner="ml"), store)
    plans = planned(*turned(1), owner="ml", removes=True)
    assert [one.plan.stack.action for one in plans.files] == [Action.CHANGE] * 3
    assert removed(plans) == []
    apply_set(plans, store)
    assert [("orchestrator", "o-2") in store.stack("a").members, len(store.stacks())] == [True, 4]
    assert planned(*turned(1), owner="ml", removes=True).is_empty


def test_two_stacks_may_swap_their_components(planned, store: Recorded):
    one = [Entry("orchestrator", "x", "local"), BUCKET]
    other = [Entry("orchestrator", "y", "local"), BUCKET]

    def text(name: str, entries: list[Entry]) -> StackText:
        return StackText(f"{name}.yaml", stack_text(*entries, name=name, version=VERSION))

    apply_set(planned(text("a", one), text("b", other)), store)
    swapped = planned(text("a", other), text("b", one))
    assert [one.plan.stack.action for one in swapped.files] == [Action.CHANGE, Action.CHANGE]
    apply_set(swapped, store)
    assert ("orchestrator", "y") in store.stack("a").members
    assert ("orchestrator", "x") in store.stack("b").members


def test_a_broken_file_in_fifty_keeps_all_from_being_applied(planned, store: Recorded):
    files = [file(f"s{number:02}") for number in range(50)]
    files[30] = StackText("broken.yaml", "stack_name: [\n")
    plans = planned(*files)
    assert [one.file.path for one in plans.files if one.plan.is_blocked] == ["broken.yaml"]
    with pytest.raises(NotPlannable, match=r"broken\.yaml"):
        apply_set(plans, store)
    assert store.executed == []


def test_the_registry_is_read_once_however_many_files_there_are(planned, store: Recorded):
    planned(*(file(f"s{number}") for number in range(20)))
    assert store.snapshots == 1


def test_a_server_that_is_lost_in_the_middle_leaves_all_as_it_was(planned, store: Recorded):
    files = [file(f"s{number:02}") for number in range(30)]
    plans = planned(*files)
    store.fails_at = "s11"
    with pytest.raises(ZenMLUnreachable):
        apply_set(plans, store)
    assert [one.name for one in store.stacks()] == ["default"]


@pytest.mark.parametrize("left", [(), ("the stack s11",)])
def test_one_by_one_stops_at_the_first_and_says_what_is_done(planned, store: Recorded, left):
    files = [file(f"s{number:02}") for number in range(30)]
    plans = planned(*files)
    store.fails_at, store.left = "s11", left
    counts: list[int] = []
    applied = apply_one_by_one(plans, store, counts.append)
    assert [one.file.path for one in applied.done] == [f"s{n:02}.yaml" for n in range(11)]
    assert applied.failed is not None
    assert applied.failed.file.path == "s11.yaml"
    assert len(applied.untried) == 18
    assert counts == list(range(1, 12))
    assert len(store.stacks()) == 12
    store.fails_at = None
    assert apply_one_by_one(planned(*files), store).failed is None
    assert len(store.stacks()) == 31


def test_a_plan_that_no_longer_holds_is_refused(planned, store: Recorded):
    plans = planned(file("a"), file("b"))
    store.create_component("artifact_store", "bucket", "s3", {"path": "s3://theirs"})
    with pytest.raises(StoreChanged, match=r"\Aa\.yaml:9: The artifact store bucket has changed"):
        apply_set(plans, store)
    assert len(store.stacks()) == 1
    [only] = planned(file("b")).files
    store.create_component("orchestrator", "o-b", "local", {})
    with pytest.raises(StoreChanged, match=r"\Ab\.yaml:5: The orchestrator o-b has changed"):
        apply(only.plan, store, file=only.file)


@pytest.mark.parametrize("given_up", [Cancelled("It was cancelled."), KeyboardInterrupt()])
def test_one_by_one_may_be_cancelled_and_what_is_done_stays(
    planned, store: Recorded, given_up: BaseException
):
    plans = planned(file("a"), file("b"), file("c"))
    store.fails_at, store.error = "b", given_up
    applied = apply_one_by_one(plans, store)
    assert [one.file.path for one in applied.done] == ["a.yaml"]
    assert isinstance(applied.error, Cancelled)
    assert [one.name for one in store.stacks()] == ["a", "default"]


def test_what_cannot_be_removed_any_more_leaves_the_stacks_that_are_done(planned, store: Recorded):
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    plans = planned(file("a"), file("c"), owner="ml", removes=True)
    store.create_stack("mine", [("orchestrator", "o-b"), ("artifact_store", "bucket")])
    applied = apply_one_by_one(plans, store)
    assert [one.file.path for one in applied.done] == ["a.yaml", "c.yaml"]
    assert applied.failed is None
    assert "used by the stack mine" in str(applied.error)
    assert store.stack("b"), "all that is to be removed is one change"


# --- ownership ----------------------------------------------------------------------------------


def removed(plans: PlanSet) -> list[tuple[str, str]]:
    return [(one.type, one.name) for one in plans.removals]


def test_what_no_file_holds_is_removed_if_an_apply_of_the_owner_made_it(planned, store: Recorded):
    store.create_component("orchestrator", "theirs", "local", {})
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    apply_set(planned(file("c", Entry("artifact_store", "x", "local")), owner="other"), store)
    assert store.stack("a").labels[OWNER] == "ml"
    assert removed(planned(file("a"), owner="ml")) == [], "unless it is asked for, nothing is"
    plans = planned(file("a"), owner="ml", removes=True)
    assert removed(plans) == [("", "b"), ("orchestrator", "o-b")]
    assert not plans.is_empty
    apply_set(plans, store)
    assert [one.name for one in store.stacks()] == ["a", "c", "default"]
    assert store.component("orchestrator", "theirs")
    assert planned(file("a"), owner="ml", removes=True).is_empty


def test_what_was_there_before_is_never_marked(planned, store: Recorded):
    apply_set(planned(file("a")), store)
    apply_set(planned(file("a", OTHER), owner="ml"), store)
    assert OWNER not in store.stack("a").labels
    assert OWNER not in store.component("artifact_store", "bucket").labels
    assert removed(planned(file("b"), owner="ml", removes=True)) == []


def test_the_label_outlives_labels_of_the_file(planned, store: Recorded):
    apply_set(planned(file("a"), owner="ml"), store)
    labelled = file("a")
    text = labelled.text.replace("components:", "labels: {team: x}\ncomponents:", 1)
    apply_set(planned(StackText("a.yaml", text), owner="ml"), store)
    assert store.stack("a").labels == {"team": "x", OWNER: "ml"}


def test_a_component_that_somebody_else_uses_stays(planned, store: Recorded):
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    store.create_stack("mine", [("orchestrator", "o-b"), ("artifact_store", "bucket")])
    assert removed(planned(file("a"), owner="ml", removes=True)) == [("", "b")]


def test_the_active_stack_is_not_removed(planned, store: Recorded):
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    store.activate("b")
    plans = planned(file("a"), owner="ml", removes=True)
    assert plans.is_blocked
    assert "active" in plans.removals[0].reason
    with pytest.raises(NotPlannable):
        apply_set(plans, store)


def test_a_broken_file_removes_nothing(planned, store: Recorded):
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    plans = planned(file("a"), StackText("b.yaml", "stack_name: ["), owner="ml", removes=True)
    assert plans.is_blocked
    assert removed(plans) == []


def test_what_no_file_holds_is_named_before_it_is_asked_to_go(planned, store: Recorded):
    apply_set(planned(file("a"), file("b"), owner="ml"), store)
    plans = planned(file("a"), owner="ml")
    assert [(one.type, one.name) for one in plans.unheld] == [("", "b"), ("orchestrator", "o-b")]
    assert plans.is_empty
    apply_set(plans, store)
    assert len(store.stacks()) == 3


# --- plans that somebody has seen -----------------------------------------------------------------


def test_no_other_plan_than_the_one_that_was_seen(planned, store: Recorded):
    agreed = AgreedPlans()
    name = agreed.name(planned(file("a"), file("b")))
    agreed.check(name, planned(file("a"), file("b")), store.snapshot)

    def said(*files: StackText) -> str:
        with pytest.raises(StoreChanged) as caught:
            agreed.check(name, planned(*files), store.snapshot)
        return str(caught.value)

    assert said(file("a"), file("b", OTHER)) == (
        "b.yaml has changed since the plan was made. Plan again."
    )
    assert said(file("a"), file("c")) == (
        "b.yaml is gone since the plan was made. c.yaml is new since the plan was made. Plan again."
    )
    store.create_component("orchestrator", "o-b", "local", {})
    assert said(file("a"), file("b")) == (
        "The orchestrator o-b has changed since the plan was made: it exists now. Plan again."
    )
    path = Entry("artifact_store", "bucket", "s3", "{path: 's3://${NAME}'}")
    one, other = (replace(file("a", path), variables={"NAME": name}) for name in ("x", "hunter2"))
    name = agreed.name(planned(one))
    assert said(other) == (
        "The values of placeholders of a.yaml have changed since the plan was made. Plan again."
    )
    with pytest.raises(StoreChanged, match="not known any more"):
        AgreedPlans().check(name, planned(file("a"), file("b")), store.snapshot)
