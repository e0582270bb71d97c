"""What an apply leaves behind whose end nobody saw, and what is told of it."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from stackls_core.registry.changes import CreateComponent
from stackls_core.registry.errors import ApplyFailed, ZenMLStopped
from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.stores.journal import Journals
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.worker import Worker
from stackls_probe.journal import opened

DEFAULT = Stack("default", (), "d")
EMPTY = Snapshot((DEFAULT,), (), "d")
K8S = Component("orchestrator", "k8s", "kubernetes", {}, "1")
BUCKET = Component("artifact_store", "bucket", "s3", {}, "2")
CHANGES: list[dict[str, Any]] = [
    {"do": "expect-stack", "name": "prod"},
    {"do": "create-component", "type": "orchestrator", "name": "k8s", "configuration": {"a": "x"}},
    {"do": "create-component", "type": "artifact_store", "name": "bucket"},
    {"do": "create-stack", "name": "prod"},
    {"do": "activate", "name": "prod"},
]


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path / "unfinished")


def begin(journals: Journals, changes: list[dict[str, Any]] = CHANGES) -> Path:
    path = journals.begin(changes, EMPTY)
    assert path is not None
    return path


def holding(*components: Component, stacks: tuple[Stack, ...] = ()) -> Snapshot:
    return replace(EMPTY, components=components, stacks=(DEFAULT, *stacks))


def files(path: Path) -> list[str]:
    return [one.name for one in path.parent.iterdir()]


def test_what_was_made_is_told_with_what_finishes_and_removes_it(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
        notes.begun(2)
    (told,) = journals.unfinished(holding(K8S, BUCKET))
    assert "Registered: orchestrator k8s (1)." in told
    assert "Not answered, there now, and may be of them: artifact store bucket." in told
    assert "applying the file, finishes them" in told
    remove = "stackls artifact-store delete bucket, stackls orchestrator delete k8s."
    assert f"To remove what was registered: {remove}" in told
    assert str(path) in told


def test_what_was_not_answered_and_is_not_there_was_not_made(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.begun(1)
    assert journals.unfinished(EMPTY) == ()
    assert files(path) == []


def test_what_was_undone_is_not_left(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
        notes.undone(1)
    assert journals.is_settled(path)
    assert files(path) == []


def test_what_has_the_name_and_another_id_is_somebody_elses(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
    assert journals.unfinished(holding(replace(K8S, id="other"))) == ()


def test_what_a_stack_of_others_uses_is_not_left_behind(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
    assert journals.unfinished(holding(K8S, stacks=(Stack("dev", (K8S,), "s"),))) == ()


def test_a_stack_that_was_made_is_told_as_long_as_more_was_to_come(journals: Journals):
    path = begin(journals)
    prod = Stack("prod", (K8S, BUCKET), "3")
    with opened(str(path)) as notes:
        for number, identity in ((1, "1"), (2, "2"), (3, "3")):
            notes.done(number, identity)
    (told,) = journals.unfinished(holding(K8S, BUCKET, stacks=(prod,)))
    assert "stack prod (3)" in told
    with opened(str(path)) as notes:
        notes.done(4, None)
    assert journals.unfinished(holding(K8S, BUCKET, stacks=(prod,))) == ()
    assert files(path) == []


def test_doing_the_same_again_settles_it(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
    journals.settle(CHANGES[:2], EMPTY)
    assert files(path) == [path.name]
    journals.settle(CHANGES, EMPTY)
    assert files(path) == []


def test_nothing_is_told_of_another_registry(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
    other = replace(holding(K8S), stacks=(replace(DEFAULT, id="other"),))
    assert journals.unfinished(other) == ()
    journals.settle(CHANGES, other)
    assert files(path) == [path.name]


def test_nothing_is_told_while_somebody_is_at_work(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.done(1, "1")
        assert journals.unfinished(holding(K8S)) == ()
        assert not journals.is_settled(path)
        assert "next command" in journals.may_be_left(path)
    assert journals.unfinished(holding(K8S))


def test_where_nobody_can_look_it_is_said_to_be_perhaps(journals: Journals):
    path = begin(journals)
    with opened(str(path)) as notes:
        notes.begun(1)
    assert "Not answered, perhaps there now: orchestrator k8s." in journals.may_be_left(path)


def test_what_is_changed_is_told_until_it_is_done_again(journals: Journals):
    update = {"do": "update-component", "type": "orchestrator", "name": "k8s", "configuration": {}}
    path = begin(journals, [update])
    with opened(str(path)) as notes:
        notes.begun(0)
    (told,) = journals.unfinished(holding(K8S))
    assert "Perhaps changed: orchestrator k8s." in told
    assert "delete k8s" not in told
    journals.settle([update], EMPTY)
    assert journals.unfinished(holding(K8S)) == ()


@pytest.mark.parametrize("do", ["activate", "expect-component", "expect-stack"])
def test_what_leaves_nothing_behind_is_not_noted(journals: Journals, do: str):
    assert journals.begin([{"do": do, "type": "orchestrator", "name": "x"}], EMPTY) is None
    assert journals.is_settled(None)


def test_the_file_is_for_its_owner_and_holds_no_configuration(journals: Journals):
    secret = {"do": "create-component", "type": "alerter", "name": "a", "configuration": "hunter2"}
    path = begin(journals, [secret])
    assert b"hunter2" not in path.read_bytes()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_written_is_no_obstacle(tmp_path: Path):
    (tmp_path / "file").write_text("")
    journals = Journals(tmp_path / "file" / "unfinished")
    assert journals.begin(CHANGES, EMPTY) is None
    assert journals.unfinished(EMPTY) == ()
    with opened(str(tmp_path / "absent" / "x")) as notes:
        notes.begun(0)
    with opened(None) as notes:
        notes.begun(0)


def test_a_file_that_is_no_journal_is_left_alone(journals: Journals, tmp_path: Path):
    path = begin(journals)
    path.write_bytes(b"no database " * 100)
    assert journals.unfinished(EMPTY) == ()
    connection = sqlite3.connect(path.with_name("other.unfinished"))
    connection.close()
    assert journals.unfinished(EMPTY) == ()
    assert len(files(path)) == 2


class LostWorker:
    """One whose server is lost once a component is made; it can be asked again later."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def call(self, method: str, params: dict[str, Any], timeout: float) -> Any:
        del timeout
        if method == "snapshot":
            default = {"id": "d", "name": "default", "description": "", "labels": {}}
            stacks = [{**default, "components": []}]
            return {"stacks": stacks, "components": self.made, "active": ["d"]}
        component = {"type": "orchestrator", "name": "k8s", "flavor": "kubernetes", "id": "1"}
        self.made = [{**component, "configuration": {}, "connector": None, "labels": {}}]
        with opened(params["journal"]) as notes:
            notes.begun(0)
            notes.done(0, "1")
        raise ZenMLStopped("The process has ended.")


def test_what_is_left_is_not_judged_by_how_it_was_before(journals: Journals):
    """Whoever applies stack by stack asks what is unfinished before anything is read again."""
    store = ZenMLStore(cast("Worker", LostWorker()), journals=journals)
    store.snapshot()
    changes = [
        CreateComponent("orchestrator", "k8s", "kubernetes"),
        CreateComponent("artifact_store", "bucket", "s3"),
    ]
    with pytest.raises(ApplyFailed) as caught:
        store.execute(changes)
    assert not caught.value.is_undone
    assert store.unfinished() == ()
    store.snapshot()
    (told,) = store.unfinished()
    assert "Registered: orchestrator k8s (1)." in told
