"""The records of a catalog in one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackls_core.catalog.record_file import RecordFile
from tests.support.record_files import write_records

RECORDS = {"a/b": {"x": "ä"}, "settings/a.b": {"x": [1, 2]}, "c/d": {}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.jsonl"


def test_each_record_is_read_by_its_key(path: Path):
    file = write_records(path, RECORDS)
    assert {key: file.read(key) for key in RECORDS} == RECORDS
    assert file.has(RECORDS)


def test_a_file_that_takes_its_place_is_read_by_its_own_first_line(path: Path):
    file = write_records(path, RECORDS)
    assert file.read("c/d") == {}
    write_records(path, {"c/d": {"longer": "than before"}, "a/b": {}})
    assert file.read("c/d") == {"longer": "than before"}
    assert not file.has(RECORDS)


def test_what_is_cut_off_is_not_whole(path: Path):
    file = write_records(path, RECORDS)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert not file.has(RECORDS)
    path.write_bytes(whole)
    assert file.has(RECORDS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]\n",
        b"{}\n",
        b'{"a/b":[0,2]}\n[]\n',
        b'{"a/b":[0,9]}\n{"x\n',
        b'{"a/b":5}\n{}\n',
        b'{"a/b":["0",2]}\n{}\n',
        b"\xff\n",
    ],
)
def test_what_is_no_file_of_records_is_refused(path: Path, content: bytes):
    path.write_bytes(content)
    with pytest.raises((KeyError, ValueError, TypeError)):
        RecordFile(path).read("a/b")


def test_a_file_that_is_not_there_has_nothing(path: Path):
    with pytest.raises(FileNotFoundError):
        RecordFile(path).read("a/b")
    assert not RecordFile(path).has([])
