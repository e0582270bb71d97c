"""A short form of `nox -s faults` for the built-in registry."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from tests.faults.crowd import crowd
from tests.faults.damage import damaged, later, read_only
from tests.faults.full_disk import full_file_systems, small_files
from tests.faults.killing import calls_of, killed_after, killed_at_call
from tests.faults.kills import kill_writes
from tests.faults.writes import WRITES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and stops at system calls")


def test_kills_at_random_points(tmp_path: Path, shipped_catalog: Catalog):
    done = kill_writes(tmp_path, shipped_catalog, 2026, 6)
    assert done["kills"] == 6 * len(WRITES)
    assert done["state before the write"]
    assert done["state after the write"]


def test_a_kill_comes_where_it_was_asked_for(tmp_path: Path):
    def work() -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()

    seen: list[int] = []
    for number in range(1, 20):
        is_done = killed_at_call(number, work)
        seen.append(len(list(tmp_path.iterdir())))
        assert not is_done or seen[-1] == 2
        for folder in tmp_path.iterdir():
            folder.rmdir()
    assert seen == sorted(seen)
    assert {0, 1, 2} == set(seen)
    assert calls_of(lambda: None) < calls_of(tmp_path.exists)
    assert not killed_after(0, lambda: time.sleep(10))


def test_many_writers_at_once(tmp_path: Path, shipped_catalog: Catalog):
    assert crowd(tmp_path, shipped_catalog, 2026, 2)["killed"]


def test_full_disks(tmp_path: Path, shipped_catalog: Catalog):
    assert small_files(tmp_path / "small", shipped_catalog, 2026, 3)["refused"]
    assert full_file_systems(tmp_path / "full", shipped_catalog, 2026, 1) is not None


def test_damaged_files(tmp_path: Path, shipped_catalog: Catalog):
    assert damaged(tmp_path, shipped_catalog, 2026, 40)["refused"]


def test_later_layouts(tmp_path: Path, shipped_catalog: Catalog):
    assert later(tmp_path, shipped_catalog)["refused"]


def test_what_is_not_to_be_written(shipped_catalog: Catalog):
    # not below the folders of pytest, into which nobody but their user is let
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        assert read_only(Path(folder), shipped_catalog)["refused"]
