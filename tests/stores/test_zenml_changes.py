"""What changes beneath a worker that runs: by others, by itself, given up, or gone."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stackls_core.cancellation import Cancellation
from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.plan import plan_text
from stackls_core.registry.errors import Cancelled, StoreChanged, StoreError, ZenMLError
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.worker import PROBE, WorkerRefusal
from tests.stores.contract import DISK, LOCAL, names, stack_file
from tests.support.eventually import eventually
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, running_server

pytestmark = list(NEEDS_ZENML)

CREATE = """
from zenml.enums import StackComponentType as T
client.create_stack_component(
    name={name!r}, flavor="local", component_type=T.ORCHESTRATOR, configuration={{}})
"""

DELETE = """
from zenml.enums import StackComponentType as T
client.delete_stack_component({name!r}, T.ORCHESTRATOR)
"""

COUNT_LISTINGS = """
import sys
sys.path.insert(0, {probe!r})
from stackls_probe.connection import Connection
from stackls_probe.listings import Listings
connection = Connection(None, None)
connection.open()
listings = Listings(connection)
read = Client.list_stacks
asked = []
def counted(*arguments, **options):
    asked.append(options)
    return read(*arguments, **options)
Client.list_stacks = counted
listings.snapshot()
print(len(asked))
for _ in range(50):
    listings.snapshot()
print(len(asked))
{change}
listings.snapshot()
print(len(asked))
"""


@pytest.fixture
def database(store: ZenMLStore) -> Path:
    return Path(store.info().location.removeprefix("sqlite:///"))


def orchestrators(store: ZenMLStore) -> list[str]:
    return names(store.components("orchestrator"))


# -- what others change --------------------------------------------------------------------------


def check_others_are_noticed(store: ZenMLStore, zenml: RealZenML) -> None:
    assert orchestrators(store) == ["default"]
    for name in ("one", "two"):
        zenml.run(CREATE.format(name=name))
        assert name in orchestrators(store)
    assert orchestrators(store) == ["default", "one", "two"]
    zenml.run(DELETE.format(name="one"))
    assert orchestrators(store) == ["default", "two"]


def journal_mode(database: Path, mode: str = "") -> str:
    with closing(sqlite3.connect(database)) as connection:
        query = f"PRAGMA journal_mode = {mode}" if mode else "PRAGMA journal_mode"
        return connection.execute(query).fetchone()[0]


def test_another_process_is_noticed_at_once(store: ZenMLStore, database: Path, zenml: RealZenML):
    assert journal_mode(database) == "delete"  # what ZenML makes
    check_others_are_noticed(store, zenml)


def test_another_process_is_noticed_in_a_write_ahead_log(tmp_path: Path, shipped_catalog: Catalog):
    own = RealZenML.at(tmp_path)
    store = own.open(shipped_catalog)
    try:
        database = Path(store.info().location.removeprefix("sqlite:///"))
        assert journal_mode(database, "wal") == "wal"
        check_others_are_noticed(store, own)
        assert database.with_name(database.name + "-wal").exists()
    finally:
        store.close()


def test_rows_written_by_anybody_are_noticed_while_the_writer_goes_on(
    store: ZenMLStore, database: Path
):
    store.create_component("orchestrator", "one", "local", {})
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for number in range(20):
            query = "UPDATE stack_component SET name = ? WHERE name LIKE 'one%'"
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(query, (f"one{number}",))
            connection.execute("COMMIT")
            assert orchestrators(store) == ["default", f"one{number}"]


def test_what_it_changes_itself_is_noticed(store: ZenMLStore):
    for number in range(5):
        store.create_component("orchestrator", f"o{number}", "local", {})
        assert f"o{number}" in orchestrators(store)
        store.rename_component("orchestrator", f"o{number}", f"p{number}")
        assert f"p{number}" in orchestrators(store)
    for number in range(5):
        store.delete_component("orchestrator", f"p{number}")
        assert f"p{number}" not in orchestrators(store)


def test_nothing_is_read_again_while_nothing_changes(store: ZenMLStore, zenml: RealZenML):
    before = store.snapshot()
    for _ in range(50):
        assert store.snapshot() == before
    code = COUNT_LISTINGS.format(probe=str(PROBE.parent), change=CREATE.format(name="one"))
    read = zenml.run(code)
    assert read.split() == ["1", "1", "2"], "at first, after 50 more, after a change"


def replaced(database: Path, replace: Callable[[], object]) -> None:
    """Do something to the file that no SQLite sees."""
    for suffix in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    replace()


def test_a_database_file_that_was_replaced_is_opened_anew(tmp_path: Path, shipped_catalog: Catalog):
    own = RealZenML.at(tmp_path)
    store = own.open(shipped_catalog)
    try:
        database = Path(store.info().location.removeprefix("sqlite:///"))
        backup = tmp_path / "backup.db"
        shutil.copy(database, backup)
        store.create_component("orchestrator", "later", "local", {})
        assert orchestrators(store) == ["default", "later"]
        other = tmp_path / "other.db"
        shutil.copy(backup, other)
        replaced(database, lambda: other.replace(database))  # another file of the same name
        assert orchestrators(store) == ["default"]
        store.create_component("orchestrator", "again", "local", {})
        assert orchestrators(store) == ["again", "default"]
        replaced(database, lambda: database.write_bytes(backup.read_bytes()))  # the same file
        assert orchestrators(store) == ["default"]
        database.unlink()
        assert orchestrators(store) == ["default"]  # ZenML makes a new one
    finally:
        store.close()


def test_a_login_to_a_server_and_back(tmp_path: Path, shipped_catalog: Catalog):
    own = RealZenML.at(tmp_path)
    store = own.open(shipped_catalog)
    try:
        store.create_component("orchestrator", "here", "local", {})
        assert orchestrators(store) == ["default", "here"]
        with running_server(tmp_path / "server") as server:
            login = (
                "from zenml.config.global_config import GlobalConfiguration\n"
                "from zenml.zen_stores.rest_zen_store import RestZenStoreConfiguration\n"
                f"GlobalConfiguration().set_store(RestZenStoreConfiguration(url={server.url!r}))\n"
            )
            own.run(login)
            assert store.info().is_shared
            assert orchestrators(store) == ["default"]
            own.run(CREATE.format(name="there"))
            assert orchestrators(store) == ["default", "there"]
            logout = (
                "from zenml.config.global_config import GlobalConfiguration\n"
                "GlobalConfiguration().set_default_store()\n"
            )
            own.run(logout)
            assert not store.info().is_shared
            assert orchestrators(store) == ["default", "here"]
    finally:
        store.close()


MEANWHILE = """
import os, subprocess, sys
sys.path.insert(0, {core!r})
from stackls_probe.connection import Connection
from stackls_probe.server import Server
del sys.path[0]
connection = Connection(None, None)
server = Server(connection)
connection.open()
ask = lambda method, **params: server.answer({{"id": 1, "method": method, "params": params}})
names = lambda: {{one["id"]: one["name"] for one in ask("snapshot")["result"]["stacks"]}}
active = lambda: names()[ask("snapshot")["result"]["active"][0]]
assert active() == "default", active()
told = server.methods["info"]

def info_while_somebody_acts(params):
    found = told(params)
    code = "from zenml.cli.cli import cli; cli()"
    done = subprocess.run([sys.executable, "-c", code, "stack", "set", "mine"], capture_output=True)
    assert done.returncode == 0, done.stderr
    return found

server.methods["info"] = info_while_somebody_acts
ask("info")
server.methods["info"] = told
assert active() == "mine", active()
changes = [{{"do": "activate", "name": "default"}}]
assert "result" in ask("execute", changes=changes)
assert active() == "default", active()
before = connection._seen
ask("info")
assert connection._seen == before  # nothing of its own makes it start over
print("fine", flush=True)
os._exit(0)
"""


def test_what_others_do_during_a_request_is_noticed_after_it(store: ZenMLStore, zenml: RealZenML):
    store.create_stack("mine", [LOCAL, DISK])
    code = MEANWHILE.format(core=str(PROBE.parent))
    assert zenml.run(code).strip() == "fine"


# -- giving up -----------------------------------------------------------------------------------


def count(database: Path) -> int:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return connection.execute("SELECT count(*) FROM stack_component").fetchone()[0]


def in_background(work: Callable[[], Any], cancellation: Cancellation) -> tuple[Any, list[Any]]:
    outcome: list[Any] = []

    def run() -> None:
        with cancellation.active():
            try:
                outcome.append(work())
            except (StoreError, WorkerRefusal) as error:
                outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, outcome


def test_changes_that_are_cancelled_half_way_are_undone(store: ZenMLStore, database: Path):
    before = store.snapshot()
    components = [
        {
            "do": "create-component",
            "type": "orchestrator",
            "name": f"o{number}",
            "flavor": "local",
            "configuration": {},
        }
        for number in range(300)
    ]
    cancellation = Cancellation()
    rows = count(database)
    work = lambda: store.worker.call("execute", {"changes": components}, 120)  # noqa: E731
    thread, outcome = in_background(work, cancellation)
    eventually(
        lambda: count(database) >= rows + 3 or not thread.is_alive(), "three components are made"
    )
    assert thread.is_alive()
    cancellation.cancel()
    thread.join(120)
    (refusal,) = outcome
    assert isinstance(refusal, WorkerRefusal), outcome
    assert (refusal.kind, refusal.details["left"]) == ("cancelled", [])
    assert 3 <= refusal.details["undone"] < 300
    assert store.snapshot() == before
    assert store.worker.starts == 1


def test_an_apply_that_is_cancelled_leaves_the_registry_as_it_was(
    store: ZenMLStore, shipped_catalog: Catalog
):
    before = store.snapshot()
    plan = plan_text(stack_file(), store, shipped_catalog)
    cancellation = Cancellation()
    cancellation.cancel()
    with cancellation.active(), pytest.raises(Cancelled):
        apply(plan, store)
    assert store.snapshot() == before


# -- several at once, and databases that are not well --------------------------------------------


def test_two_applies_of_the_same_file_at_once(
    store: ZenMLStore, shipped_catalog: Catalog, zenml: RealZenML
):
    other = zenml.open(shipped_catalog)
    try:
        plans = [plan_text(stack_file(), one, shipped_catalog) for one in (store, other)]
        apply(plans[0], store)
        with pytest.raises(StoreChanged, match="Plan again"):
            apply(plans[1], other)
        assert plan_text(stack_file(), other, shipped_catalog).is_empty
    finally:
        other.close()


def test_two_applies_that_race(store: ZenMLStore, shipped_catalog: Catalog, zenml: RealZenML):
    other = zenml.open(shipped_catalog)
    both = (store, other)
    try:
        for number in range(3):
            text = stack_file(name=f"prod{number}").replace("k8s", f"k8s{number}")
            plans = [plan_text(text, one, shipped_catalog) for one in both]
            start = threading.Barrier(2)

            def work(at: int, plans: list[Any] = plans, start: threading.Barrier = start) -> Any:
                start.wait()
                return apply(plans[at], both[at])

            running = [in_background(lambda at=at: work(at), Cancellation()) for at in (0, 1)]
            outcomes: list[Any] = []
            for thread, outcome in running:
                thread.join(60)
                outcomes += outcome
            failed = [one for one in outcomes if isinstance(one, StoreError)]
            assert len(outcomes) == 2
            assert not any("Undoing" in str(one) for one in failed), failed
            # one of them did it all, and whoever came too late did nothing
            assert len(failed) <= 1
            assert plan_text(text, store, shipped_catalog).is_empty
            assert len([one for one in store.stacks() if one.name == f"prod{number}"]) == 1
    finally:
        other.close()


def test_a_locked_database(store: ZenMLStore, database: Path):
    before = store.snapshot()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        cancellation = Cancellation()
        thread, outcome = in_background(store.snapshot, cancellation)
        time.sleep(0.5)
        cancellation.cancel()
        thread.join(10)
        assert isinstance(outcome[0], Cancelled)
        connection.execute("ROLLBACK")
    assert store.snapshot() == before


def test_a_corrupt_database(tmp_path: Path, shipped_catalog: Catalog):
    own = RealZenML.at(tmp_path)
    store = own.open(shipped_catalog)
    try:
        database = Path(store.info().location.removeprefix("sqlite:///"))
        replaced(database, lambda: database.write_bytes(b"no database at all" * 1000))
        with pytest.raises(ZenMLError, match="database cannot be used"):
            store.snapshot()
        with pytest.raises(ZenMLError):
            store.create_stack("mine", [LOCAL, DISK])
        assert database.read_bytes() == b"no database at all" * 1000
    finally:
        store.close()
