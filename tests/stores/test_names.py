"""The names in a registry as they are known without opening it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.errors import DatabaseError
from stackls_core.stores import names as names_module
from stackls_core.stores.local import LocalStore
from stackls_core.stores.names import NameCache, Names, names_in
from stackls_core.stores.opening import StoreContext, cached_names
from stackls_core.stores.zenml import ZenMLStore
from tests.support.catalog import tiny_catalog

PYTHON = "/venv/bin/python"
NAMES = Names(("default", "prød"), {"orchestrator": ("default", "k8s"), "alerter": ()})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def cache(folder: Path, interpreter: str = PYTHON, **environment: str) -> NameCache:
    return NameCache(folder, interpreter, environment)


def test_what_was_written_is_read(folder: Path):
    assert cache(folder).read() is None
    assert not folder.exists()
    cache(folder).write(NAMES)
    assert cache(folder, PATH="/bin").read() == NAMES
    (file,) = folder.iterdir()
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_zenml_has_other_names(folder: Path):
    cache(folder).write(NAMES)
    assert cache(folder, "/other/bin/python").read() is None
    assert cache(folder, ZENML_CONFIG_PATH="/team").read() is None
    assert cache(folder, ZENML_STORE_URL="https://zenml.example.com").read() is None


def test_the_same_names_are_not_written_again(folder: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[Path] = []
    put = names_module.cache_files.put

    def counted(file: Path, content: bytes, most: int) -> None:
        written.append(file)
        put(file, content, most)

    monkeypatch.setattr(names_module.cache_files, "put", counted)
    for _ in range(2):
        one = cache(folder)
        one.write(NAMES)
        one.write(NAMES)
    assert len(written) == 1
    one.write(Names())
    assert cache(folder).read() == Names()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda content: content[: len(content) // 2],
    "binary": lambda content: b"\xff" + content,
    "deep": lambda _: b"[" * 100_000,
    "list": lambda _: b"[]",
    "format": lambda content: content.replace(b'"format":1', b'"format":2'),
    "stacks": lambda content: content.replace(b'"stacks":[', b'"stacks":[1,'),
    "no-stacks": lambda content: content.replace(b"stacks", b"others"),
    "components": lambda content: content.replace(b'"alerter":[]', b'"alerter":{}'),
    "no-components": lambda _: b'{"format":1,"stacks":[],"components":[]}',
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_counts_as_none_and_is_written_anew(folder: Path, damage: str):
    cache(folder).write(NAMES)
    (file,) = folder.iterdir()
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert cache(folder).read() is None
    cache(folder).write(NAMES)
    assert cache(folder).read() == NAMES


def test_a_folder_that_cannot_be_is_no_cache(tmp_path: Path):
    (tmp_path / "file").write_text("")
    one = cache(tmp_path / "file" / "cache")
    one.write(NAMES)
    assert one.read() is None


def test_only_some_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(names_module, "MOST_FILES", 2)
    for number in range(3):
        cache(folder, str(number)).write(NAMES)
        for file in folder.iterdir():
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 10))
    assert [cache(folder, str(n)).read() is not None for n in range(3)] == [False, True, True]


def test_too_many_names_are_no_names(folder: Path, monkeypatch: pytest.MonkeyPatch):
    cache(folder).write(NAMES)
    monkeypatch.setattr(names_module, "MOST_BYTES", 20)
    assert cache(folder).read() is None
    cache(folder, "other").write(NAMES)
    assert len(list(folder.iterdir())) == 1


# --- a ZenML ------------------------------------------------------------------------------------


class Answering:
    """A worker whose ZenML holds what `snapshot` says, and a copy of it after each change."""

    def __init__(self) -> None:
        secret = {"path": "s3://a", "secret": "hunter2"}
        orchestrator = _component("o-1", "orchestrator", "k8s")
        bucket = {**_component("a-1", "artifact_store", "bucket"), "configuration": secret}
        self.stack = {
            "id": "s-1",
            "name": "prod",
            "description": "",
            "labels": {},
            "components": ["o-1", "a-1"],
        }
        self.components = [orchestrator, bucket]

    def call(self, method: str, params: Any, timeout: float) -> Any:
        del params, timeout
        stacks = [self.stack]
        if method == "execute":
            stacks.append({**self.stack, "id": "s-2", "name": "staging"})
        return {"stacks": stacks, "components": self.components, "active": ["s-1"]}


def _component(identity: str, kind: str, name: str) -> dict[str, Any]:
    more: dict[str, Any] = {"flavor": "local", "configuration": {}, "connector": None, "labels": {}}
    return {"id": identity, "type": kind, "name": name, **more}


def test_what_is_read_from_a_zenml_is_remembered(folder: Path):
    worker: Any = Answering()
    store = ZenMLStore(worker, PYTHON, tiny_catalog, names=cache(folder))
    assert names_in(store.snapshot()).stacks == ("prod",)
    known = {"artifact_store": ("bucket",), "orchestrator": ("k8s",)}
    assert cache(folder).read() == Names(("prod",), known)
    store.copy_stack("prod", "staging")
    assert cache(folder).read() == Names(("prod", "staging"), known)
    (file,) = folder.iterdir()
    assert set(json.loads(file.read_text())) == {"format", "stacks", "components"}
    assert "hunter2" not in file.read_text()


# --- which store --------------------------------------------------------------------------------


class Machine:
    """A home, and environments that would tell if anything in them was run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables = {"STACKLS_HOME": str(folder / "home"), "PATH": ""}

    @property
    def database(self) -> Path:
        return self.folder / "home" / "stacks.db"

    @property
    def was_run(self) -> bool:
        return (self.folder / "run").exists()

    def environment(self, name: str, zenml: str | None) -> Path:
        environment = self.folder / name
        python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        packages = environment / ("Lib/site-packages" if os.name == "nt" else "lib/python3.12")
        if os.name != "nt":
            packages /= "site-packages"
        for place in (python.parent, packages):
            place.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\ntouch '{self.folder / 'run'}'\n")
        python.chmod(0o755)
        (packages / "zenml_helpers-3.0.dist-info").mkdir()
        if zenml is not None:
            (packages / f"zenml-{zenml}.dist-info").mkdir()
        return python

    def remember(self, python: Path, names: Names) -> None:
        NameCache(self.folder / "home" / "cache", str(python), self.variables).write(names)

    def ask(self, kind: str, interpreter: str | None = None) -> Names | None:
        context = StoreContext(interpreter=interpreter, environment=self.variables)
        found = cached_names(kind, context)
        assert not self.was_run
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def local(machine: Machine) -> LocalStore:
    store = LocalStore(tiny_catalog, machine.database)
    store.copy_stack("default", "mine")
    return store


LOCAL = Names(("default", "mine"), {"orchestrator": ("default",), "artifact_store": ("default",)})


def test_a_local_store_is_read(machine: Machine, local: LocalStore):
    assert machine.ask("local") == machine.ask("auto") == LOCAL
    assert machine.ask("zenml") is None


def test_a_local_store_is_not_made(machine: Machine):
    for kind in ("local", "auto", "zenml"):
        assert machine.ask(kind) is None
    assert not machine.database.parent.exists()


def test_a_local_store_that_is_broken(machine: Machine):
    machine.database.parent.mkdir()
    machine.database.write_text("no database" * 1000)
    with pytest.raises(DatabaseError):
        machine.ask("local")


def test_a_zenml_is_known_by_what_was_read_from_it(machine: Machine, local: LocalStore):
    python = machine.environment("venv", "0.98.0")
    machine.variables["VIRTUAL_ENV"] = str(machine.folder / "venv")
    assert machine.ask("auto") is machine.ask("zenml") is None  # and not what is in the local one
    machine.remember(python, NAMES)
    assert machine.ask("auto") == machine.ask("zenml") == NAMES
    assert machine.ask("local") == LOCAL


def test_an_interpreter_that_is_named(machine: Machine):
    python = machine.environment("venv", "0.98.0")
    machine.remember(python, NAMES)
    assert (
        machine.ask("zenml", str(python)) == machine.ask("zenml", str(python.parents[1])) == NAMES
    )


@pytest.mark.parametrize("version", [None, "0.13.2"])
def test_an_environment_without_a_zenml_that_works(
    machine: Machine, local: LocalStore, version: str | None
):
    machine.remember(machine.environment("venv", version), NAMES)
    machine.variables["VIRTUAL_ENV"] = str(machine.folder / "venv")
    assert machine.ask("auto") == LOCAL
    assert machine.ask("zenml") is None
