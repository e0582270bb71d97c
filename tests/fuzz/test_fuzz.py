"""A short run of the random sessions, and all that ever failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackls_core.text import Encoding
from tests.fuzz.__main__ import CORPUS, failure, fuzz
from tests.fuzz.minimize import minimized


def test_a_few_random_sessions(tmp_path: Path):
    done, found = fuzz(2026, 10, tmp_path)
    assert found == []
    assert done["sessions"] >= 1
    assert done["answered"] > 0


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda path: path.stem)
def test_what_once_failed(path: Path):
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert failure(kept["steps"], Encoding(kept["encoding"])) == ""


def test_a_session_is_made_small():
    session = [{"do": "edit", "document": number} for number in range(50)]
    needed = [session[7], session[31]]
    small = minimized(session, lambda some: all(one in some for one in needed))
    assert small == needed
