"""The local store: the contract, and what only a file can suffer."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.paths import data_folder, find_root
from stackls_core.plans.apply import apply
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.registry.errors import (
    DatabaseCorrupt,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseTooNew,
    StackIsActive,
    StoreChanged,
)
from stackls_core.registry.store import StackStore
from stackls_core.stores.database import Database, explained
from stackls_core.stores.local import LocalStore
from tests.stores.contract import DISK, LOCAL, StoreContract, names, stack_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "stacks.db"


@pytest.fixture
def local(path: Path, shipped_catalog: Catalog) -> LocalStore:
    return LocalStore(lambda: shipped_catalog, path)


class TestContract(StoreContract):
    @pytest.fixture
    def store(self, local: LocalStore) -> StackStore:
        return local


def open_at(path: Path, catalog: Catalog, root: Path | None = None, busy: float = 10) -> LocalStore:
    return LocalStore(lambda: catalog, path, root, busy)


def test_only_its_owner_can_read_the_file(local: LocalStore, path: Path):
    local.stacks()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_so_it_is_after_somebody_took_it_away(local: LocalStore, path: Path):
    assert local.stacks()
    shutil.rmtree(path.parent)
    local.create_component("artifact_store", "bucket", "s3", {"path": "s3://a", "secret": "b"})
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_everything_is_there_when_it_is_opened_again(
    local: LocalStore, path: Path, shipped_catalog: Catalog
):
    local.create_component("artifact_store", "bucket", "s3", {"path": "s3://data"})
    local.create_stack("prod", [LOCAL, ("artifact_store", "bucket")])
    local.activate("prod")
    assert open_at(path, shipped_catalog).snapshot() == local.snapshot()


def test_the_active_stack_is_that_of_the_workspace(
    path: Path, tmp_path: Path, shipped_catalog: Catalog
):
    everywhere = open_at(path, shipped_catalog)
    one = open_at(path, shipped_catalog, tmp_path / "one")
    two = open_at(path, shipped_catalog, tmp_path / "two")
    for name in ("a", "b", "c"):
        everywhere.create_stack(name, [LOCAL, DISK])
    one.activate("a")
    everywhere.activate("b")
    assert (one.active().name, two.active().name) == ("a", "b")
    assert one.info().active_from == "workspace"
    assert two.info().active_from == "global"
    with pytest.raises(StackIsActive):
        one.delete_stack("b")
    # active in another workspace only: that one falls back to the global setting
    two.delete_stack("a")
    assert one.active().name == "b"


def test_the_data_folder_is_stackls_home(tmp_path: Path):
    assert data_folder({"STACKLS_HOME": str(tmp_path)}) == tmp_path
    assert data_folder({"STACKLS_HOME": "~/x"}) == Path.home() / "x"
    assert data_folder({"STACKLS_HOME": "~nobody-of-that-name/x"}).name == "x"
    assert data_folder({}).name == data_folder({"STACKLS_HOME": ""}).name == "stackls"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_workspace_by_another_name_has_the_same_active_stack(
    path: Path, tmp_path: Path, shipped_catalog: Catalog
):
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "project")
    there = open_at(path, shipped_catalog, tmp_path / "project")
    there.create_stack("prod", [LOCAL, DISK])
    there.activate("prod")
    assert open_at(path, shipped_catalog, tmp_path / "link").snapshot() == there.snapshot()
    assert open_at(path, shipped_catalog).snapshot() != there.snapshot()


def test_the_root_of_a_workspace(tmp_path: Path):
    inner = tmp_path / "repo" / "sub" / "deep"
    inner.mkdir(parents=True)
    assert find_root(inner) is None or tmp_path not in find_root(inner).parents  # type: ignore[union-attr]
    (tmp_path / "repo" / "sub" / ".git").mkdir()
    assert find_root(inner) == tmp_path / "repo" / "sub"
    (tmp_path / "repo" / ".zen").mkdir()
    assert find_root(inner) == tmp_path / "repo"


# -- faults --------------------------------------------------------------------------------------


def test_a_later_database_is_left_alone(local: LocalStore, path: Path, shipped_catalog: Catalog):
    local.stacks()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew, match="later stackls"):
        open_at(path, shipped_catalog).stacks()
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_named(path: Path, shipped_catalog: Catalog, content: bytes):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="Move the file away") as caught:
        open_at(path, shipped_catalog).stacks()
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(path: Path, shipped_catalog: Catalog):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseCorrupt, match="another program"):
        open_at(path, shipped_catalog).stacks()
    assert path.read_bytes() == before


def test_rows_that_make_no_sense_are_damage(local: LocalStore, path: Path):
    local.stacks()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE component SET configuration = '[1'")
    connection.commit()
    connection.close()
    with pytest.raises(DatabaseCorrupt):
        local.stacks()


def test_a_lock_is_waited_for_and_then_named(
    local: LocalStore, path: Path, shipped_catalog: Catalog
):
    local.stacks()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    impatient = open_at(path, shipped_catalog, busy=0.05)
    assert names(impatient.stacks()) == ["default"]
    with pytest.raises(DatabaseLocked, match="locked by another process"):
        impatient.create_stack("prod", [LOCAL, DISK])
    holder.execute("COMMIT")
    holder.close()
    assert impatient.create_stack("prod", [LOCAL, DISK])


def test_a_full_disk_changes_nothing(local: LocalStore, monkeypatch: pytest.MonkeyPatch):
    before = local.snapshot()
    connect = Database._connect  # pyright: ignore[reportPrivateUsage]

    def limited(self: Database) -> sqlite3.Connection:
        connection = connect(self)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(Database, "_connect", limited)
    with pytest.raises(DatabaseFull, match="disk is full"):
        local.create_component(
            "artifact_store", "big", "s3", {"path": "s3://x", "client_kwargs": {"a": "x" * 100_000}}
        )
    monkeypatch.undo()
    assert local.snapshot() == before


def _refuse_to_write(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def connect(self: Database) -> sqlite3.Connection:
        raise error

    monkeypatch.setattr(Database, "_connect", connect)


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied"),
        OSError(errno.EROFS, "Read-only file system"),
        sqlite3.OperationalError("attempt to write a readonly database"),
        sqlite3.OperationalError("unable to open database file"),
    ],
)
def test_what_may_not_be_written_can_be_read(
    path: Path, shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    before = open_at(path, shipped_catalog).snapshot()
    _refuse_to_write(monkeypatch, error)
    store = open_at(path, shipped_catalog)
    assert store.snapshot() == before
    with pytest.raises(DatabaseReadOnly):
        store.create_stack("prod", [LOCAL, DISK])


def test_what_is_still_being_written_is_not_read_without_its_log(
    path: Path, shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
):
    open_at(path, shipped_catalog).snapshot()
    Path(f"{path}-wal").write_bytes(b"x")
    _refuse_to_write(monkeypatch, sqlite3.OperationalError("attempt to write a readonly database"))
    with pytest.raises(DatabaseReadOnly):
        open_at(path, shipped_catalog).snapshot()


def test_without_a_database_there_is_nothing_to_read(
    path: Path, shipped_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
):
    _refuse_to_write(monkeypatch, PermissionError(13, "Permission denied"))
    with pytest.raises(DatabaseReadOnly):
        open_at(path, shipped_catalog).snapshot()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, shipped_catalog: Catalog):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseReadOnly, match="STACKLS_HOME"):
        open_at(tmp_path / "file" / "stacks.db", shipped_catalog).stacks()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("attempt to write a readonly database", DatabaseReadOnly),
        ("unable to open database file", DatabaseReadOnly),
        ("database disk image is malformed", DatabaseCorrupt),
        ("disk I/O error", DatabaseError),
    ],
)
def test_errors_of_sqlite_in_plain_words(text: str, kind: type[DatabaseError]):
    found = explained(Path("x.db"), sqlite3.OperationalError(text))
    assert type(found) is kind
    assert "x.db" in str(found)
    assert found.remedy


# -- several at once -----------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.stores.local import LocalStore
path, who, count = sys.argv[1:]
store = LocalStore(lambda: Catalog([open_folder()]), Path(path))
for number in range(int(count)):
    store.create_component("orchestrator", f"{who}-{number}", "local", {})
    print(number, flush=True)
"""


def writer(path: Path, who: str, count: int) -> subprocess.Popen[str]:
    import stackls_core

    environment = {**os.environ, "PYTHONPATH": str(Path(stackls_core.__file__).parents[1])}
    command = [sys.executable, "-c", _WRITER, str(path), who, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_several_processes_make_and_fill_one_database(path: Path, local: LocalStore):
    writers = [writer(path, who, 10) for who in "abc"]
    for process in writers:
        process.communicate(timeout=60)
    assert [process.returncode for process in writers] == [0, 0, 0]
    assert len(local.components("orchestrator")) == 31
    assert names(local.stacks()) == ["default"]


def test_several_threads_share_a_store(local: LocalStore):
    failures: list[BaseException] = []

    def work(who: int) -> None:
        try:
            for number in range(5):
                local.create_component("orchestrator", f"{who}-{number}", "local", {})
        except BaseException as error:  # noqa: BLE001 - reported by the assertion
            failures.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(local.components("orchestrator")) == 21


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_kill_loses_nothing_that_was_committed(path: Path, local: LocalStore):
    for round_number in range(3):
        process = writer(path, f"round{round_number}", 100_000)
        assert process.stdout
        said = [process.stdout.readline() for _ in range(5)]
        time.sleep(0.02 * round_number)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().splitlines()
        process.wait()
        process.stdout.close()
        promised = {f"round{round_number}-{line.strip()}" for line in said if line.strip()}
        assert promised <= set(names(local.components("orchestrator")))
    assert local.create_stack("prod", [LOCAL, DISK])


def test_of_two_applies_at_once_one_is_told_to_plan_again(
    local: LocalStore, shipped_catalog: Catalog
):
    plans = [plan_text(stack_file(), local, shipped_catalog) for _ in range(4)]
    outcomes: list[str] = []

    def run(plan: Plan) -> None:
        try:
            apply(plan, local)
            outcomes.append("applied")
        except StoreChanged:
            outcomes.append("changed")

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["applied", "changed", "changed", "changed"]
    assert plan_text(stack_file(), local, shipped_catalog).is_empty
