"""The label that says who has applied a stack."""

from __future__ import annotations

import subprocess
from datetime import datetime, timezone
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply_set import apply_set
from stackls_core.plans.audit import AUDIT, audited, describe_with
from stackls_core.plans.export import export
from stackls_core.plans.plan_set import PlanSet, StackText, plan_set
from stackls_core.stores.local import LocalStore
from tests.support.stack_texts import Entry, stack_text

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=timezone.utc)


def text(name: str, path: str = "s3://data") -> str:
    bucket = Entry("artifact_store", "bucket", "s3", f"{{path: {path}}}")
    return stack_text(
        Entry("orchestrator", f"o-{name}", "local"), bucket, name=name, version="0.98.0"
    )


@pytest.fixture
def store(tmp_path: Path, shipped_catalog: Catalog) -> LocalStore:
    return LocalStore(lambda: shipped_catalog, tmp_path / "stacks.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stacks = tmp_path / "work" / "stacks"
    stacks.mkdir(parents=True)
    return stacks


def planned(folder: Path, store: LocalStore, catalog: Catalog, **texts: str) -> PlanSet:
    files: list[StackText] = []
    for name, content in texts.items():
        path = folder / f"{name}.yaml"
        path.write_text(content, encoding="utf-8")
        files.append(StackText(str(path), content))
    return plan_set(files, store, catalog)


def apply_audited(plans: PlanSet, store: LocalStore, now: datetime = NOW) -> None:
    apply_set(audited(plans, store, describe_with(store.info(), now)), store)


def test_stacks_for_which_something_was_done_are_marked(
    folder: Path, store: LocalStore, shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
):
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    first = planned(folder, store, shipped_catalog, a=text("a"))
    git("init", "-q", "..")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    commit = git("rev-parse", "HEAD")[:12]
    apply_audited(first, store)
    expected = f"ada, 2026-02-03 04:05 UTC, stacks/a.yaml at {commit}"
    assert store.stack("a").labels == {AUDIT: expected}

    both = planned(folder, store, shipped_catalog, a=text("a"), b=text("b"))
    apply_audited(both, store, NOW.replace(hour=9))
    assert store.stack("a").labels == {AUDIT: expected}, "nothing was done for it"
    b = store.stack("b").labels[AUDIT]
    assert b == f"ada, 2026-02-03 09:05 UTC, stacks/b.yaml at {commit} with changes"


def test_it_is_no_difference_and_no_part_of_a_file(
    folder: Path, store: LocalStore, shipped_catalog: Catalog
):
    apply_audited(planned(folder, store, shipped_catalog, a=text("a")), store)
    assert store.stack("a").labels[AUDIT].endswith(", a.yaml"), "it is in no repository"
    assert planned(folder, store, shipped_catalog, a=text("a")).is_empty
    assert AUDIT not in export(store.stack("a"), "0.98.0")
    labelled = text("a").replace("components:", "labels: {team: x}\ncomponents:", 1)
    apply_audited(planned(folder, store, shipped_catalog, a=labelled), store)
    assert set(store.stack("a").labels) == {"team", AUDIT}
