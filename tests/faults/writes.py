"""Every way in which the built-in registry is written, each from the same beginning."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.plan import plan_text
from stackls_core.registry import changes as do
from stackls_core.registry.errors import DatabaseError
from stackls_core.registry.model import Snapshot
from stackls_core.stores.database import Database
from stackls_core.stores.local import MIGRATIONS, LocalStore
from tests.support.stack_texts import Entry, stack_text

MEMBERS = (("orchestrator", "here"), ("artifact_store", "bucket"))
BUCKET = {"path": "s3://data"}
FILE = stack_text(
    Entry("orchestrator", "new", "local"),
    Entry("artifact_store", "bucket", "s3", "path: s3://elsewhere"),
    *(Entry("alerter", f"alerter-{number}", "slack", "slack_token: x") for number in range(20)),
    name="prod",
    typed=True,
)

Write = Callable[[LocalStore, Catalog], object]


def _changes(*changes: do.Change) -> Write:
    return lambda store, catalog: store.execute(changes)


def _apply(store: LocalStore, catalog: Catalog) -> None:
    apply(plan_text(FILE, store, catalog), store, activate=True)


WRITES: Mapping[str, Write] = {
    "create-component": _changes(do.CreateComponent("orchestrator", "x", "local", {}, {"a": "b"})),
    "update-component": _changes(
        do.UpdateComponent("artifact_store", "bucket", {"path": "s3://b"})
    ),
    "rename-component": _changes(do.RenameComponent("artifact_store", "bucket", "barrel")),
    "delete-component": _changes(do.DeleteComponent("orchestrator", "unused")),
    "create-stack": _changes(do.CreateStack("x", MEMBERS)),
    "update-stack": _changes(do.UpdateStack("prod", (*MEMBERS[:1], ("artifact_store", "default")))),
    "rename-stack": _changes(do.RenameStack("prod", "production")),
    "delete-stack": _changes(do.DeleteStack("spare")),
    "set-component-attributes": _changes(
        do.SetComponentAttributes("artifact_store", "bucket", {"labels": {"a": "b"}})
    ),
    "set-stack-attributes": _changes(do.SetStackAttributes("prod", {"description": "x"})),
    "activate": _changes(do.Activate("prod")),
    "apply": _apply,
    "the first use": lambda store, catalog: store.snapshot(),
    "a layout that is migrated": lambda store, catalog: store.snapshot(),
}

FIRST_USES = ("the first use", "a layout that is migrated")
"""Those that a store makes before it can be read."""


@dataclass(frozen=True)
class Case:
    """A write, the database that it starts from, and what is registered before and after it."""

    name: str
    origin: Path
    before: dict[str, Any] | None
    after: dict[str, Any]
    catalog: Catalog

    @classmethod
    def make(cls, name: str, folder: Path, catalog: Catalog) -> Case:
        """The write of that name; ``folder`` is for what it starts from."""
        origin = folder / name.replace(" ", "-") / "stacks.db"
        origin.parent.mkdir(parents=True)
        _begin(origin, name, catalog)
        case = cls(name, origin, None, {}, catalog)
        before = case.state(case.copied(folder / "made")) if origin.exists() else None
        path = case.copied(folder / "made")
        case.write(path)
        return replace(case, before=before, after=case.state(path))

    def copied(self, folder: Path) -> Path:
        """A copy of the database to start from, in a folder with nothing else in it."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.origin.parent, folder)
        return folder / self.origin.name

    def store(self, path: Path) -> LocalStore:
        """A store that nobody has used yet."""
        return LocalStore(lambda: self.catalog, path)

    def write(self, path: Path) -> None:
        WRITES[self.name](self.store(path), self.catalog)

    def state(self, path: Path) -> dict[str, Any]:
        return contents(self.store(path).snapshot())

    def judge(self, path: Path, is_done: bool, how: str) -> str:
        """Which state was left: ``before`` or ``after``. Raises where it is neither.

        ``is_done`` says that the write was confirmed, ``how`` what happened to it.
        """
        found = self.state(path)
        said = f"{self.name}, {how}"
        if self.before is not None and found != self.after:
            assert found == self.before, f"{said}: neither the state before nor the one after"
        else:
            assert found == self.after, f"{said}: what was left is no registry"
        assert not is_done or found == self.after, f"{said}: what was confirmed is lost"
        assert problems_of(path) == [], said
        self.store(path).execute([do.CreateComponent("orchestrator", "later", "local", {})])
        return "after" if found == self.after else "before"


def _begin(path: Path, name: str, catalog: Catalog) -> None:
    if name == "a layout that is migrated":
        with Database(path, MIGRATIONS[:1]).writing():
            pass
    elif name != "the first use":
        store = LocalStore(lambda: catalog, path)
        store.execute(
            [
                do.CreateComponent("orchestrator", "here", "local", {}),
                do.CreateComponent("orchestrator", "unused", "local", {}),
                do.CreateComponent("artifact_store", "bucket", "s3", BUCKET),
                do.CreateStack("prod", MEMBERS),
                do.CreateStack("spare", MEMBERS),
            ]
        )


def contents(snapshot: Snapshot) -> dict[str, Any]:
    """What is registered, by names: what is made anew has another id each time."""
    return {
        "components": [_without_id(one) for one in snapshot.components],
        "stacks": [
            {**_without_id(one), "components": [c.name for c in one.components]}
            for one in snapshot.stacks
        ],
        "active": snapshot.active_stack.name if snapshot.active_stack else None,
    }


def _without_id(thing: object) -> dict[str, Any]:
    return {key: value for key, value in vars(thing).items() if key not in ("id", "components")}


def problems_of(path: Path) -> list[str]:
    """What SQLite itself says against the file."""
    connection = sqlite3.connect(path)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return [*found, *map(str, connection.execute("PRAGMA foreign_key_check"))]
    finally:
        connection.close()


def refusal(work: Callable[[], object]) -> DatabaseError | None:
    """How something fails, if it does; it has to name the file and say what to do."""
    error = _error_of(work)
    assert error is None or str(error.path) in str(error), error
    assert error is None or error.remedy, error
    return error


def _error_of(work: Callable[[], object]) -> DatabaseError | None:
    try:
        work()
    except DatabaseError as error:
        return error
    return None
