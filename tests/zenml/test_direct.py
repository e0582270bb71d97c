"""What is read of a ZenML without starting it, and what is left to it.

`tests/stores/test_zenml_direct.py` holds the answers against a real ZenML.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from stackls_core.registry.errors import ZenMLStopped
from stackls_core.stores.opening import StoreContext, open_store
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml import interpreter_check
from stackls_core.zenml.direct import direct as direct_module
from stackls_core.zenml.direct.direct import VERSIONS, Direct
from stackls_core.zenml.direct.kept import Keeping
from stackls_core.zenml.interpreter_check import Check
from stackls_core.zenml.trust import python_in
from stackls_core.zenml.worker import Worker
from tests.support.eventually import eventually
from tests.zenml.test_worker import FAKE

VERSION = VERSIONS[0]
PROJECT = "00000000-0000-0000-0000-00000000000a"
DEFAULT = "00000000-0000-0000-0000-00000000000b"
PROD = "00000000-0000-0000-0000-00000000000c"
OTHER = "00000000-0000-0000-0000-0000000000ff"
COMPONENT = "00000000-0000-0000-0000-00000000000d"

TABLES = """
create table alembic_version (version_num);
create table stack (id, name, description, labels, environment);
create table stack_component (id, type, name, flavor, configuration, labels, environment,
    connector_id, connector_resource_id);
create table stack_composition (stack_id, component_id, default_for_type);
create table service_connector (id, name);
create table flavor (id, name, type);
create table secret_resource (resource_type);
create table user (name, is_service_account);
create table project (id, name);
"""


def packed(value: object) -> bytes:
    return base64.b64encode(json.dumps(value).encode())


def short(identity: str) -> str:
    return identity.replace("-", "")


@dataclass
class ZenML:
    """The files of a ZenML with its local database, where ``prod`` is active."""

    folder: Path
    work: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.environment |= {"ZENML_CONFIG_PATH": str(self.folder), "HOME": "/nowhere"}
        self.configure(type="sql", url=f"sqlite:///{self.database}")
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.executescript(TABLES)
        self.insert("alembic_version", VERSION)
        self.insert("user", "default", 0)
        self.insert("project", short(PROJECT), "research")
        self.insert("stack", short(DEFAULT), "default", "", packed({}), packed(None))
        self.insert("stack", short(PROD), "prod", None, None, packed({"A": "1"}))
        self.insert("flavor", 1, "local", "orchestrator")
        self.add_component()
        self.insert("stack_composition", short(PROD), short(COMPONENT), "orchestrator")

    @property
    def database(self) -> Path:
        return self.folder / "zenml.db"

    @property
    def settings(self) -> Path:
        return self.folder / "config.yaml"

    def configure(self, **store: object) -> None:
        data = {
            "active_project_id": PROJECT,
            "active_stack_id": PROD,
            "store": store,
            "user_id": OTHER,
            "version": VERSION,
        }
        self.settings.write_text(yaml.safe_dump(data), "utf-8")

    def edit(self, before: str, after: str) -> None:
        text = self.settings.read_text("utf-8")
        assert before in text
        self.settings.write_text(text.replace(before, after), "utf-8")

    def insert(self, table: str, *values: object) -> None:
        marks = ", ".join("?" for _ in values)
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(f"insert into {table} values ({marks})", values)

    def add_component(self, identity: str = COMPONENT, **values: object) -> None:
        row = {"flavor": "local", "connector_id": None, "resource": None, **values}
        self.insert(
            "stack_component",
            short(identity),
            "orchestrator",
            "prod",
            row["flavor"],
            packed({"a": "é"}),
            packed({"team": "ml"}),
            None,
            row["connector_id"],
            row["resource"],
        )

    @property
    def direct(self) -> Direct:
        return Direct(VERSION, self.environment, self.work)

    def snapshot(self) -> dict[str, Any] | None:
        return self.direct.answer("snapshot", {})


@pytest.fixture
def zenml(tmp_path: Path) -> ZenML:
    for name in ("config", "work"):
        (tmp_path / name).mkdir()
    return ZenML(tmp_path / "config", tmp_path / "work")


def known(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {"stacks": [{"id": one["id"], "name": one["name"]} for one in snapshot["stacks"]]}


def activated(direct: Direct, name: str) -> dict[str, Any] | None:
    snapshot = direct.answer("snapshot", {})
    assert snapshot is not None
    changes = {"changes": [{"do": "activate", "name": name}], "known": known(snapshot)}
    return direct.answer("execute", changes)


# -- a local database ----------------------------------------------------------------------------


def test_what_is_registered(zenml: ZenML):
    snapshot = zenml.snapshot()
    assert snapshot is not None
    assert [(one["name"], one["components"]) for one in snapshot["stacks"]] == [
        ("default", []),
        ("prod", [COMPONENT]),
    ]
    (component,) = snapshot["components"]
    assert component["configuration"] == {"a": "é"}
    assert component["labels"] == {"team": "ml"}
    assert component["connector"] is None
    assert snapshot["active"] == [PROD]


def test_where_it_is(zenml: ZenML):
    info = zenml.direct.answer("info", {})
    assert info is not None
    assert (info["user"], info["project"], info["active_from"]) == ("default", "research", "global")
    assert info["watched"][0] == str(zenml.settings)


def test_a_connector_and_its_resource(zenml: ZenML):
    zenml.insert("service_connector", 5, "key")
    zenml.add_component(OTHER, connector_id=5, resource="cluster")
    snapshot = zenml.snapshot()
    assert snapshot is not None
    found = snapshot["components"][1]
    assert (found["connector"], found["connector_resource_id"]) == ("key", "cluster")


def test_the_settings_of_a_repository_go_first(zenml: ZenML):
    (zenml.work / ".zen").mkdir()
    text = f"active_project_id: {PROJECT}\nactive_stack_id: {DEFAULT}\n"
    file = zenml.work / ".zen" / "config.yaml"
    file.write_text(text, "utf-8")
    direct = Direct(VERSION, zenml.environment, zenml.work / "deep" / "down")
    snapshot, info = direct.answer("snapshot", {}), direct.answer("info", {})
    assert snapshot is not None
    assert info is not None
    assert snapshot["active"] == [DEFAULT, PROD]
    assert (info["active_from"], info["repository"]) == ("workspace", str(zenml.work))
    before = zenml.settings.read_bytes()
    assert activated(direct, "prod") == {"active": [PROD]}
    assert file.read_text("utf-8") == text.replace(DEFAULT, PROD)
    assert zenml.settings.read_bytes() == before


ELSEWHERE: dict[str, Callable[[ZenML], None]] = {
    "settings of another version": lambda z: z.edit(VERSION, "0.1.0"),
    "no settings yet": lambda z: z.settings.unlink(),
    "settings that are no YAML": lambda z: z.settings.write_text("a: [", "utf-8"),
    "settings that are no mapping": lambda z: z.settings.write_text("[1]", "utf-8"),
    "a variable": lambda z: z.environment.update(ZENML_ACTIVE_STACK_ID=DEFAULT),
    "a variable for the store": lambda z: z.environment.update(ZENML_STORE_URL="http://h"),
    "a variable that is not known": lambda z: z.environment.update(ZENML_NEW="1"),
    "no active stack": lambda z: z.edit("active_stack_id", "another_id"),
    "an active stack that is gone": lambda z: z.edit(PROD, OTHER),
    "no project": lambda z: z.edit("active_project_id", "another_id"),
    "a project that is gone": lambda z: z.edit(PROJECT, OTHER),
    "no store": lambda z: z.edit("store:", "shop:"),
    "another database": lambda z: z.configure(type="sql", url="mysql://h/db"),
    "no database yet": lambda z: z.database.unlink(),
    "what is no database": lambda z: z.database.write_bytes(b"x" * 5000),
    "a repository without settings": lambda z: (z.work / ".zen").mkdir(),
    "a connector that is gone": lambda z: z.add_component(OTHER, connector_id=5),
    "a flavor that is gone": lambda z: z.add_component(OTHER, flavor="gone"),
    "an id that is none": lambda z: z.insert("stack", "1", "x", "", None, None),
    "labels that are none": lambda z: z.insert("stack", short(OTHER), "x", "", b"!", None),
    "secrets that are attached": lambda z: z.insert("secret_resource", "stack"),
    "a database of another version": lambda z: z.insert("alembic_version", "1"),
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_is_unusual_is_left_to_zenml(zenml: ZenML, what: str):
    assert zenml.snapshot() is not None
    ELSEWHERE[what](zenml)
    assert zenml.snapshot() is None
    assert zenml.direct.answer("info", {}) is None


def test_the_reason_is_told(zenml: ZenML):
    assert zenml.direct.objection() is None
    zenml.environment["ZENML_STORE_URL"] = "http://h"
    assert zenml.direct.objection() == "ZENML_STORE_URL is set"
    other = Direct("0.97.0", zenml.environment, zenml.work)
    assert other.objection() == "how its version keeps stacks is not known"


def test_other_versions_are_left_to_zenml(zenml: ZenML):
    assert Direct("0.97.0", zenml.environment, zenml.work).answer("snapshot", {}) is None


def test_all_else_is_left_to_zenml(zenml: ZenML):
    direct = zenml.direct
    assert direct.answer("snapshot", {}) is not None
    for method in ("secrets", "connectors", "flavors", "normalize", "compile"):
        assert direct.answer(method, {}) is None  # type: ignore[arg-type]  # pyright: ignore
    changes = [{"do": "delete-stack", "name": "prod"}]
    assert direct.answer("execute", {"changes": changes, "known": {}}) is None


def test_reading_writes_nothing(zenml: ZenML):
    before = {file: file.read_bytes() for file in zenml.folder.iterdir()}
    assert zenml.snapshot() is not None
    assert {file: file.read_bytes() for file in zenml.folder.iterdir()} == before


# -- making a stack active -----------------------------------------------------------------------


def test_one_line_of_the_settings_is_changed(zenml: ZenML):
    before = zenml.settings.read_text("utf-8")
    zenml.settings.chmod(0o600)
    assert activated(zenml.direct, "default") == {"active": [DEFAULT]}
    assert zenml.settings.read_text("utf-8") == before.replace(PROD, DEFAULT)
    if os.name == "posix":
        assert zenml.settings.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in zenml.folder.iterdir()) == ["config.yaml", "zenml.db"]


def as_text_in_the_store(z: ZenML) -> None:
    z.edit("store:", f"other: |-\n  x\n  \nactive_stack_id: {PROD}\nstore:")


UNUSUAL: dict[str, Callable[[ZenML], None]] = {
    "in quotes": lambda z: z.edit(f"active_stack_id: {PROD}", f'"active_stack_id": "{PROD}"'),
    "twice": as_text_in_the_store,
    "with aliases": lambda z: z.edit("store:", "one: &a [x]\nother: [*a, *a]\nstore:"),
    "in one line": lambda z: z.settings.write_text(
        json.dumps(yaml.safe_load(z.settings.read_text("utf-8"))), "utf-8"
    ),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_settings_as_zenml_does_not_write_them_are_left_to_it(zenml: ZenML, how: str):
    UNUSUAL[how](zenml)
    before = zenml.settings.read_bytes()
    assert activated(zenml.direct, "default") is None
    assert zenml.settings.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_what_a_link_leads_to_is_not_written(zenml: ZenML):
    (zenml.work / ".zen").mkdir()
    victim = zenml.work / "victim"
    victim.write_text(f"active_project_id: {PROJECT}\nactive_stack_id: {PROD}\n", "utf-8")
    before = victim.read_bytes()
    (zenml.work / ".zen" / "config.yaml").symlink_to(victim)
    assert activated(zenml.direct, "default") is None
    assert victim.read_bytes() == before


# -- a server ------------------------------------------------------------------------------------


def page(*items: object) -> dict[str, Any]:
    return {"items": items, "total": len(items), "total_pages": 1}


class Rest:
    """A server that answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        metadata = {"description": None, "components": {}, "labels": None, "environment": {}}
        stack = {
            "id": PROD,
            "name": "prod",
            "body": {"updated": "2026-01-01T10:00:00"},
            "metadata": {**metadata, "secrets": []},
        }
        self.answers: dict[str, Any] = {
            "info": {"version": VERSION, "database_type": "sqlite"},
            "current-user": {"name": "ada"},
            f"projects/{PROJECT}": {"name": "research"},
            "stacks": page(stack),
            "components": page(),
        }
        self.status: dict[str, int] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.read: list[str] = []
        """What it was asked of stacks and components that costs it time."""
        rest = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.removeprefix("/api/v1/").partition("?")
                rest.asked.append((path, self.headers["Authorization"]))
                if path.startswith(("stacks", "components")) and "hydrate=true" in query:
                    rest.read.append(path)
                self.send_response(rest.status.get(path, 200))
                self.send_header("Location", "/api/v1/elsewhere")
                self.end_headers()
                answer = rest.answers.get(path)
                kind, _, identity = path.partition("/")
                if kind in ("stacks", "components") and identity:
                    items = rest.answers[kind]["items"]
                    answer = next(one for one in items if one["id"] == identity)
                elif "hydrate=false" in query and answer and "items" in answer:
                    brief = [{**one, "metadata": None} for one in answer["items"]]
                    answer = {**answer, "items": brief}
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def stacks(self) -> list[dict[str, Any]]:
        return list(self.answers["stacks"]["items"])

    def add(self, count: int) -> None:
        """Add as many stacks, each like the first."""
        first = self.stacks[0]
        new = [{**first, "id": f"id-{n}", "name": f"stack-{n}"} for n in range(count)]
        self.answers["stacks"] = page(first, *new)

    def change(self, index: int, updated: str, **metadata: Any) -> None:
        stacks = self.stacks
        one = stacks[index]
        stacks[index] = {
            **one,
            "body": {"updated": updated},
            "metadata": {**one["metadata"], **metadata},
        }
        self.answers["stacks"] = page(*stacks)

    def register(self, count: int, **metadata: Any) -> None:
        """Register as many components, the last of them with this in its metadata."""
        plain = {"configuration": {"path": "/data"}, "connector": None, "labels": None}
        plain |= {"environment": None, "secrets": [], "connector_resource_id": None}
        items = [
            {
                "id": f"component-{number}",
                "name": f"store-{number}",
                "body": {
                    "type": "artifact_store",
                    "flavor_name": "local",
                    "updated": "2026-01-01T10:00:00",
                },
                "metadata": {**plain, **(metadata if number == count - 1 else {})},
            }
            for number in range(count)
        ]
        self.answers["components"] = page(*items)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def rest(zenml: ZenML) -> Iterator[Rest]:
    server = Rest()
    zenml.configure(type="rest", url=server.url, verify_ssl=True)
    yield server
    server.close()


def log_in(zenml: ZenML, url: str, hours: float = 1) -> None:
    ends = (datetime.now(timezone.utc) + timedelta(hours=hours)).isoformat()
    token = {"access_token": "t0ken", "expires_at": ends, "leeway": 60}
    kept = {url: {"url": url, "api_token": token}}
    (zenml.folder / "credentials.yaml").write_text(yaml.safe_dump(kept), "utf-8")


def test_what_a_server_says(zenml: ZenML, rest: Rest):
    direct = zenml.direct
    snapshot, info = direct.answer("snapshot", {}), direct.answer("info", {})
    assert snapshot is not None
    assert info is not None
    assert [one["name"] for one in snapshot["stacks"]] == ["prod"]
    assert (info["user"], info["project"], info["url"]) == ("ada", "research", rest.url)
    # each is asked once, and nobody is told a token where there is none
    assert len(rest.asked) == 5
    assert {token for _, token in rest.asked} == {None}


def test_who_asks_ahead_is_answered_by_that_once(zenml: ZenML, rest: Rest):
    ahead = Direct(VERSION, zenml.environment, zenml.work)
    ahead.begin()
    assert ahead.answer("snapshot", {}) == Direct(VERSION, zenml.environment, zenml.work).answer(
        "snapshot", {}
    )
    assert len(rest.asked) == 2 * 5
    # what is asked later is as it is then
    ahead.answer("snapshot", {})
    assert len(rest.asked) == 3 * 5


def test_a_command_asks_its_server_before_the_rest_is_imported(
    zenml: ZenML, rest: Rest, environment: Path
):
    store = open_store("zenml", no_catalog, context_of(zenml, environment, is_brief=True))
    eventually(lambda: len(rest.asked) == 5, "all is asked for")
    assert store.snapshot().active == PROD
    assert store.info().user == "ada"
    assert len(rest.asked) == 5
    store.close()


@pytest.fixture
def judged() -> list[object]:
    """The configurations of which it was asked whether they are public."""
    return []


@pytest.fixture
def clock() -> list[float]:
    """What time it is, in seconds since 1970."""
    return [1_800_000_000.0]


@pytest.fixture
def reading(
    zenml: ZenML, rest: Rest, tmp_path: Path, judged: list[object], clock: list[float]
) -> Callable[[], list[str]]:
    """Reads all there is as a command does; what the server was asked to read for that.

    Where it has no components, it is asked for them each time.
    """

    def is_public(component_type: str, flavor: str, configuration: Mapping[str, Any]) -> bool:
        assert (component_type, flavor) == ("artifact_store", "local")
        judged.append(configuration)
        return "token" not in configuration

    def read() -> list[str]:
        rest.read.clear()
        keeping = Keeping(tmp_path / "cache", is_public, lambda: clock[0])
        direct = Direct(VERSION, zenml.environment, zenml.work, keeping)
        found, expected = direct.answer("snapshot", {}), zenml.direct.answer("snapshot", {})
        assert found == expected is not None
        for kind in ("stacks", "components"):  # by the one that keeps nothing
            rest.read.remove(kind)
        return sorted(rest.read)

    return read


def test_a_stack_that_has_not_changed_is_not_read_again(rest: Rest, reading):
    rest.add(9)
    assert reading() == ["components", "stacks"]
    assert reading() == ["components"]
    rest.change(3, "2026-01-02T10:00:00", description="changed")
    assert reading() == ["components", "stacks/id-2"]
    assert reading() == ["components"]
    rest.answers["stacks"] = page(*rest.stacks[4:], *rest.stacks[:3])
    assert reading() == ["components"]


def test_many_that_have_changed_are_read_at_once(rest: Rest, reading):
    rest.add(9)
    reading()
    for index in range(6):
        rest.change(index, "2026-01-02T10:00:00.5", labels={"team": "a"})
    assert reading() == ["components", "stacks"]
    assert reading() == ["components"]


@pytest.mark.parametrize(
    ("updated", "metadata"),
    [
        pytest.param("now", {}, id="changed a moment ago"),
        pytest.param("2100-01-01T00:00:00Z", {}, id="changed in the future"),
        pytest.param("yesterday", {}, id="changed at no time"),
        pytest.param("2026-01-01T10:00:00", {"environment": {"A": "b"}}, id="with variables"),
        pytest.param("2026-01-01T10:00:00", {"secrets": ["s"]}, id="with a secret"),
    ],
)
def test_what_is_not_kept_is_read_each_time(rest: Rest, reading, tmp_path, updated, metadata):
    rest.answers["secrets"] = page({"id": "s", "name": "token"})
    rest.add(1)
    if updated == "now":
        updated = datetime.now(timezone.utc).isoformat()
    rest.change(1, updated, **metadata)
    reading()
    assert reading() == ["components", "stacks/id-0"]
    (file,) = (tmp_path / "cache").iterdir()
    assert "stack-0" not in file.read_text("utf-8")


def test_of_a_server_of_another_version_everything_is_read(
    rest: Rest, reading, monkeypatch: pytest.MonkeyPatch
):
    rest.add(9)
    reading()
    monkeypatch.setattr(direct_module, "VERSIONS", (VERSION, "0.99.0"))
    rest.answers["info"]["version"] = "0.99.0"
    assert reading() == ["components", "stacks"]
    assert reading() == ["components"]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"{",
        lambda _: b"[]",
        lambda text: text.replace(b'"format":3', b'"format":2'),
        lambda text: text.replace(b'"name":"prod"', b'"name":7'),
        lambda text: text.replace(b'"id":"0', b'"id":"1'),
        lambda text: text.replace(b'"components":[]', b'"components":[1]'),
        lambda text: text.replace(b'"secrets":[]', b'"secrets":["s"]'),
        lambda text: text.replace(b'"environment":{}', b'"environment":{"A":"b"}'),
        lambda text: text + b" " * 4_000_001,
    ],
)
def test_a_cache_that_is_broken_is_none(rest: Rest, reading, tmp_path: Path, change):
    reading()
    (file,) = (tmp_path / "cache").iterdir()
    before = file.read_bytes()
    assert change(before) != before
    file.write_bytes(change(before))
    assert reading() == ["components", "stacks"]
    assert file.read_bytes() == before


def test_what_is_kept_is_for_its_owner(rest: Rest, reading, tmp_path: Path):
    reading()
    (file,) = (tmp_path / "cache").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    written = file.stat().st_mtime_ns
    reading()
    assert file.stat().st_mtime_ns == written


def test_a_component_that_has_not_changed_is_not_read_again(rest: Rest, reading, judged):
    rest.register(9)
    assert reading() == ["components", "stacks"]
    assert len(judged) == 9
    assert reading() == []
    items = rest.answers["components"]["items"]
    items[4]["body"] = {**items[4]["body"], "updated": "2026-01-02T10:00:00"}
    items[4]["metadata"] = {**items[4]["metadata"], "configuration": {"path": "/other"}}
    assert reading() == ["components/component-4"]
    assert reading() == []
    assert len(judged) == 10
    rest.answers["components"] = page(*items[4:], *items[:3])
    assert reading() == []


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"configuration": {"token": "t0ps3cret"}}, id="with something masked"),
        pytest.param({"connector": {"name": "t0ps3cret"}}, id="with a connector"),
        pytest.param({"environment": {"A": "t0ps3cret"}}, id="with variables"),
        pytest.param({"secrets": ["t0ps3cret"]}, id="with a secret"),
    ],
)
def test_a_component_with_what_is_hidden_is_read_each_time(
    rest: Rest, reading, judged, tmp_path: Path, metadata: dict[str, Any]
):
    rest.answers["secrets"] = page({"id": "t0ps3cret", "name": "token"})
    rest.register(9, **metadata)
    assert reading() == ["components", "stacks"]
    times = len(judged)
    assert reading() == ["components/component-8"]
    assert len(judged) == times  # it takes a catalog
    (file,) = (tmp_path / "cache").iterdir()
    assert "t0ps3cret" not in file.read_text("utf-8")
    assert "store-8" not in file.read_text("utf-8")


def test_where_many_are_read_each_time_all_are_asked_for_at_once(rest: Rest, reading, judged):
    rest.register(9)
    for one in rest.answers["components"]["items"][:6]:
        one["metadata"] = {**one["metadata"], "configuration": {"token": "x"}}
    assert reading() == ["components", "stacks"]
    assert reading() == ["components"]
    assert len(judged) == 9


def named(zenml: ZenML, tmp_path: Path, clock: list[float]) -> tuple[str, str]:
    """The user and the project, as a command reads them."""
    keeping = Keeping(tmp_path / "cache", lambda *_: True, lambda: clock[0])
    info = Direct(VERSION, zenml.environment, zenml.work, keeping).answer("info", {})
    assert info is not None
    return info["user"], info["project"]


def test_names_are_asked_for_every_ten_minutes(
    zenml: ZenML, rest: Rest, tmp_path: Path, clock: list[float]
):
    assert named(zenml, tmp_path, clock) == ("ada", "research")
    rest.answers["current-user"] = {"name": "countess"}
    rest.asked.clear()
    clock[0] += 599
    assert named(zenml, tmp_path, clock) == ("ada", "research")
    assert sorted(path for path, _ in rest.asked) == ["components", "info", "stacks"]
    clock[0] += 1
    assert named(zenml, tmp_path, clock) == ("countess", "research")
    clock[0] -= 3600
    rest.answers[f"projects/{PROJECT}"] = {"name": "renamed"}
    assert named(zenml, tmp_path, clock) == ("countess", "renamed")


@pytest.mark.parametrize("written", [b"7", b'["ada"]', b"1,2"])
def test_names_that_are_none_are_asked_for(
    zenml: ZenML, rest: Rest, tmp_path: Path, clock: list[float], written: bytes
):
    named(zenml, tmp_path, clock)
    (file,) = (tmp_path / "cache").iterdir()
    before = file.read_bytes()
    file.write_bytes(before.replace(b'"ada"', written))
    assert named(zenml, tmp_path, clock) == ("ada", "research")
    assert file.read_bytes() == before


def test_names_are_asked_for_after_every_login(
    zenml: ZenML, rest: Rest, tmp_path: Path, clock: list[float]
):
    log_in(zenml, rest.url)
    assert named(zenml, tmp_path, clock) == ("ada", "research")
    rest.answers["current-user"] = {"name": "countess"}
    assert named(zenml, tmp_path, clock) == ("ada", "research")
    log_in(zenml, rest.url, hours=2)
    assert named(zenml, tmp_path, clock) == ("countess", "research")
    (file,) = (tmp_path / "cache").iterdir()
    assert "t0ken" not in file.read_text("utf-8")


def test_the_token_is_for_its_own_server(zenml: ZenML, rest: Rest):
    log_in(zenml, rest.url)
    assert zenml.snapshot() is not None
    assert {token for _, token in rest.asked} == {"Bearer t0ken"}
    rest.asked.clear()
    log_in(zenml, "https://zenml.example.com")
    assert zenml.snapshot() is not None
    assert {token for _, token in rest.asked} == {None}


def test_a_token_at_its_end_is_not_used(zenml: ZenML, rest: Rest):
    log_in(zenml, rest.url, hours=0.01)  # which is less than the leeway
    assert zenml.snapshot() is None
    assert rest.asked == []


@pytest.mark.parametrize("status", [302, 401, 403, 404, 500])
def test_whatever_else_it_answers_is_left_to_zenml(zenml: ZenML, rest: Rest, status: int):
    log_in(zenml, rest.url)
    rest.status["stacks"] = status
    assert zenml.snapshot() is None
    assert "elsewhere" not in {path for path, _ in rest.asked}


STRANGE: dict[str, Callable[[Rest], None]] = {
    "another version": lambda r: r.answers["info"].update(version="1.0.0"),
    "more than a page": lambda r: r.answers["stacks"].update(total_pages=2),
    "a form that is not known": lambda r: r.answers.update(components=[]),
    "items that are none": lambda r: r.answers.update(components=page(1)),
    "a stack that may not be seen": lambda r: r.answers["stacks"]["items"][0].update(metadata=None),
}


@pytest.mark.parametrize("what", STRANGE)
def test_answers_that_are_not_known_are_left_to_zenml(zenml: ZenML, rest: Rest, what: str):
    STRANGE[what](rest)
    assert zenml.snapshot() is None


def test_how_a_database_server_compares_names_is_asked(zenml: ZenML, rest: Rest):
    rest.answers["info"]["database_type"] = "mysql"
    snapshot = zenml.snapshot()
    assert snapshot is not None
    # this one finds a stack by whatever name
    assert snapshot["traits"]["ignores"] == (True, True, True)


@pytest.mark.parametrize(
    "store",
    [
        {"url": "https://127.0.0.1:1", "verify_ssl": False},
        {"url": "https://127.0.0.1:1", "verify_ssl": "/ca.pem"},
        {"url": "http://127.0.0.1:1"},
        {"url": "ftp://127.0.0.1:1"},
        {"url": "http://user:word@127.0.0.1:1"},
        {"url": "http://127.0.0.1:1", "api_key": "k"},
    ],
)
def test_connections_that_are_not_plain_are_left_to_zenml(zenml: ZenML, store: dict[str, Any]):
    zenml.configure(type="rest", **store)
    assert zenml.snapshot() is None


def test_a_proxy_is_left_to_zenml(zenml: ZenML, rest: Rest):
    zenml.environment["https_proxy"] = "http://proxy"
    assert zenml.snapshot() is None
    assert rest.asked == []


# -- the store -----------------------------------------------------------------------------------

MakeStore = Callable[..., ZenMLStore]


@pytest.fixture
def make_store(zenml: ZenML) -> Iterator[MakeStore]:
    made: list[ZenMLStore] = []

    def make(**options: Any) -> ZenMLStore:
        worker = Worker([sys.executable, "-u", str(FAKE), ""])
        made.append(ZenMLStore(worker, direct=zenml.direct, **options))
        return made[-1]

    yield make
    for store in made:
        store.close()


def test_nothing_is_started_for_looking_and_activating(make_store: MakeStore):
    store = make_store()
    assert store.snapshot().active == PROD
    assert store.info().project == "research"
    assert store.activate("default").name == "default"
    assert store.snapshot().active == DEFAULT
    assert store.worker.starts == 0


def test_once_zenml_is_started_it_is_asked_for_everything(make_store: MakeStore):
    store = make_store()
    assert store.snapshot().active == PROD
    store.normalized("orchestrator", "local", {})
    assert store.worker.starts == 1
    with pytest.raises(KeyError):
        # the stand-in for ZenML answers what no snapshot is
        store.snapshot()


def test_the_start_is_told_to_who_waits_for_it(make_store: MakeStore):
    said: list[str] = []

    @contextmanager
    def starting() -> Iterator[None]:
        said.append("starting")
        yield
        said.append("started")

    store = make_store(starting=starting)
    store.snapshot()
    assert said == []
    for _ in range(2):
        store.normalized("orchestrator", "local", {})
    assert said == ["starting", "started"]


# -- which commands ------------------------------------------------------------------------------


@pytest.fixture
def environment(zenml: ZenML, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment with that ZenML, as far as it can be told without running anything."""
    environment = zenml.folder.parent / "environment"
    (environment / "lib" / "python3.11" / "site-packages" / f"zenml-{VERSION}.dist-info").mkdir(
        parents=True
    )
    python = python_in(environment)
    python.parent.mkdir()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    check = Check("3.11.7", VERSION)
    monkeypatch.setattr(interpreter_check, "_asked", lambda *_: check)  # pyright: ignore
    return environment


def context_of(zenml: ZenML, environment: Path, **options: Any) -> StoreContext:
    variables = zenml.environment | {"STACKLS_HOME": str(zenml.folder.parent / "home")}
    return StoreContext(zenml.work, interpreter=str(environment), environment=variables, **options)


def test_a_command_reads_without_a_start(zenml: ZenML, environment: Path):
    store = open_store("zenml", no_catalog, context_of(zenml, environment, is_brief=True))
    assert isinstance(store, ZenMLStore)
    assert [one.name for one in store.stacks()] == ["default", "prod"]
    assert store.worker.starts == 0
    store.close()


@pytest.mark.parametrize("how", ["is_brief", "STACKLS_START_ZENML"])
def test_who_stays_or_wants_it_has_zenml_started(zenml: ZenML, environment: Path, how: str):
    zenml.environment["STACKLS_START_ZENML"] = "1" if how == "STACKLS_START_ZENML" else ""
    is_brief = how != "is_brief"
    store = open_store("zenml", no_catalog, context_of(zenml, environment, is_brief=is_brief))
    with pytest.raises(ZenMLStopped):
        store.stacks()
    store.close()


def no_catalog() -> Any:
    raise AssertionError("no flavor has to be known")
