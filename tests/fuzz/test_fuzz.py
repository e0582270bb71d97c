"""A short run of the random sessions, and all that ever failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackls_core.text import Encoding
from tests.fuzz import targets
from tests.fuzz.__main__ import CORPUS, failure, fuzz
from tests.fuzz.coverage import CORPUS as BYTES
from tests.fuzz.coverage import LONGEST
from tests.fuzz.coverage import failure as failure_of
from tests.fuzz.minimize import minimized
from tests.fuzz.targets import TARGETS
from tests.support.everything import fixture_files


def test_a_few_random_sessions(tmp_path: Path):
    done, found = fuzz(2026, 10, tmp_path)
    assert found == []
    assert done["sessions"] >= 1
    assert done["answered"] > 0


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda path: path.stem)
def test_what_once_failed(path: Path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert failure(kept["steps"], Encoding(kept["encoding"])) == ""


def test_the_targets_of_guided_runs_hold_for_the_fixtures():
    texts = [b"\1\7\3\5" + path.read_bytes()[:LONGEST] for path in fixture_files()[::3]]
    failures = {failure_of(target, text) for target in TARGETS for text in texts}
    assert failures == {""}


def test_a_target_that_fails_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(targets, "edits_between", lambda *_: [])
    assert failure_of("differ", b"\0\0\0\1ab") == "AssertionError: the edits between two texts"


@pytest.mark.parametrize("path", sorted(BYTES.glob("*-*")), ids=lambda path: path.name)
def test_bytes_that_once_failed(path: Path):
    assert failure_of(path.name.partition("-")[0], path.read_bytes()) == ""


def test_a_session_is_made_small():
    session = [{"do": "edit", "document": number} for number in range(50)]
    needed = [session[7], session[31]]
    small = minimized(session, lambda some: all(one in some for one in needed))
    assert small == needed
