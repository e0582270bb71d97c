"""Flavors on disk between starts: kept for one installation, and never trusted blindly."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.paths import cache_folder
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml import flavor_cache
from stackls_core.zenml.flavor_cache import FlavorCache, Installation
from stackls_probe import installation

HERE = Installation("/venv/bin/python", "0.94.0", "f1", "p1")
RECORDS = [
    {"type": "orchestrator", "name": "local", "origin": "builtin", "schema": {"title": "ü"}},
    {"type": "artifact_store", "name": "s3", "origin": "integration", "schema": {}},
]
CUSTOM = {"type": "orchestrator", "name": "mine", "origin": "custom", "schema": {"default": "key"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(folder: Path) -> FlavorCache:
    return FlavorCache(folder)


def only_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_what_was_written_is_read(cache: FlavorCache, folder: Path):
    assert cache.read(HERE) is None
    assert not folder.exists()
    cache.write(HERE, RECORDS)
    assert FlavorCache(folder).read(HERE) == RECORDS


@pytest.mark.parametrize("field", ["interpreter", "zenml_version", "fingerprint", "probe"])
def test_another_installation_is_another_one(cache: FlavorCache, field: str):
    cache.write(HERE, RECORDS)
    assert cache.read(replace(HERE, **{field: "other"})) is None


def test_custom_flavors_are_not_kept(cache: FlavorCache, folder: Path):
    cache.write(HERE, [*RECORDS, CUSTOM])
    assert cache.read(HERE) == RECORDS
    assert b"mine" not in only_file(folder).read_bytes()
    cache.write(replace(HERE, fingerprint="f2"), [CUSTOM])
    assert cache.read(replace(HERE, fingerprint="f2")) is None


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_it_is_for_its_owner(cache: FlavorCache, folder: Path):
    cache.write(HERE, RECORDS)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(folder).stat().st_mode) == 0o600


def resealed(content: bytes, body: object) -> bytes:
    """The file as somebody would write it who knows about the checksum."""
    head = json.loads(content.partition(b"\n")[0])
    text = json.dumps(body).encode()
    head["sha256"] = flavor_cache._head(HERE, text)["sha256"]
    return json.dumps(head).encode() + b"\n" + text


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut": lambda content: content[:-10],
    "head only": lambda content: content.partition(b"\n")[0],
    "a byte": lambda content: content[:-5] + b"X" + content[-4:],
    "no JSON": lambda content: b"\xff\x00" * 100,
    "nested": lambda content: b"[" * 100_000 + b"\n" + b"[" * 100_000,
    "another format": lambda content: content.replace(b'"format": 1', b'"format": 2'),
    "for another one": lambda content: content.replace(b"f1", b"f2"),
    "no list": lambda content: resealed(content, {"type": "orchestrator"}),
    "no records": lambda content: resealed(content, [1, None]),
    "no names": lambda content: resealed(content, [{"type": "orchestrator"}]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_counts_as_none_and_is_written_anew(
    cache: FlavorCache, folder: Path, damage: str
):
    cache.write(HERE, RECORDS)
    path = only_file(folder)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert cache.read(HERE) is None
    cache.write(HERE, RECORDS)
    assert cache.read(HERE) == RECORDS


def test_only_the_last_installations_are_kept(
    cache: FlavorCache, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(flavor_cache, "MOST_FILES", 3)
    many = [replace(HERE, fingerprint=str(number)) for number in range(5)]
    for number, one in enumerate(many):
        cache.write(one, RECORDS)
        os.utime(cache._path(one), (number, number))
        if number >= 1:
            assert cache.read(many[0]) is not None  # which counts as being used
    assert len(list(folder.iterdir())) == 3
    assert [cache.read(one) is not None for one in many] == [True, False, False, True, True]


def test_a_file_that_is_too_large_is_not_read_or_written(
    cache: FlavorCache, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    cache.write(HERE, RECORDS)
    monkeypatch.setattr(flavor_cache, "MOST_BYTES", 50)
    assert cache.read(HERE) is None
    other = replace(HERE, fingerprint="f2")
    cache.write(other, RECORDS)
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_cannot_be_is_no_cache(tmp_path: Path):
    (tmp_path / "file").write_text("")
    cache = FlavorCache(tmp_path / "file" / "cache")
    cache.write(HERE, RECORDS)
    assert cache.read(HERE) is None


def test_a_full_disk_leaves_nothing_behind(
    cache: FlavorCache, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.write(HERE, RECORDS)
    assert list(folder.iterdir()) == []


def test_where_it_is(tmp_path: Path):
    assert cache_folder({"STACKLS_HOME": str(tmp_path)}) == tmp_path / "cache"
    assert "stackls" in str(cache_folder({}))


# -- what is asked for ---------------------------------------------------------------------------


class Asked:
    """Answers as a worker whose ZenML has two flavors and a custom one."""

    def __init__(self, version: str = "0.94.0", fingerprint: str | None = "f1") -> None:
        self.version = version
        self.fingerprint = fingerprint
        self.known: list[str | None] = []

    def call(self, method: str, params: Any, timeout: float) -> Any:
        del timeout
        if method == "installation":
            more = {"fingerprint": self.fingerprint, "probe": "p1"}
            return {"zenml_version": self.version, **more}
        assert method == "flavors"
        self.known.append(params["known_version"])
        shipped = [] if params["known_version"] == self.version else RECORDS
        return {"zenml_version": self.version, "flavors": [*shipped, CUSTOM], "skipped": []}


def flavors_of(asked: Asked, cache: FlavorCache | None, catalog: Catalog) -> set[str]:
    worker: Any = asked
    store = ZenMLStore(worker, "/venv/bin/python", lambda: catalog, cache=cache)
    return {name for _, name in store.flavors().summaries}


ALL = {"local", "s3", "mine"}


def test_shipped_flavors_are_read_once(cache: FlavorCache, shipped_catalog: Catalog):
    asked = Asked()
    for _ in range(2):
        assert flavors_of(asked, cache, shipped_catalog) == ALL
    assert asked.known == [shipped_catalog.zenml_version, "0.94.0"]
    other = Asked(fingerprint="f2")
    assert flavors_of(other, cache, shipped_catalog) == ALL
    assert other.known == [shipped_catalog.zenml_version]


def test_the_bundled_version_needs_no_cache(
    cache: FlavorCache, folder: Path, shipped_catalog: Catalog
):
    asked = Asked(shipped_catalog.zenml_version)
    assert flavors_of(asked, cache, shipped_catalog) == {"mine"}
    assert not folder.exists()


@pytest.mark.parametrize("has_cache", [True, False])
def test_without_a_fingerprint_all_is_read(
    cache: FlavorCache, shipped_catalog: Catalog, has_cache: bool
):
    asked = Asked(fingerprint=None)
    for _ in range(2):
        assert flavors_of(asked, cache if has_cache else None, shipped_catalog) == ALL
    assert asked.known == [shipped_catalog.zenml_version] * 2


def test_the_fingerprint_changes_with_what_is_installed(tmp_path: Path):
    (tmp_path / "zenml").mkdir()
    (tmp_path / "zenml-0.94.0.dist-info").mkdir()
    package, places = tmp_path / "zenml", [str(tmp_path), str(tmp_path / "nowhere")]
    before = installation.fingerprint(package, places)
    assert before
    (tmp_path / "module.py").write_text("")
    assert installation.fingerprint(package, places) == before
    (tmp_path / "kubernetes-35.dist-info").mkdir()
    assert installation.fingerprint(package, places) not in (None, before)


def test_an_editable_zenml_has_no_fingerprint(tmp_path: Path):
    (tmp_path / "zenml").mkdir()
    assert installation.fingerprint(tmp_path / "zenml", [str(tmp_path)]) is None
