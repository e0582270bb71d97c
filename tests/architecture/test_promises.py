"""The pages about security and reliability name tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("security", "reliability")
ROW = re.compile(r"^\| [^-|][^|]* \| [^|]*\|$", re.MULTILINE)


def named(text: str) -> list[str]:
    return re.findall(r"`((?:[\w-]+/)*(?:tests?|fixtures)/[\w/.-]+|test_\w+(?:\.py)?)`", text)


def exists(name: str) -> bool:
    if "/" in name:
        return (ROOT / name).exists()
    if name.endswith(".py"):
        return any(ROOT.glob(f"tests/**/{name}"))
    tests = (path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    return any(f"def {name}(" in text for text in tests)


@pytest.mark.parametrize("page", PAGES)
def test_the_tests_that_hold_a_promise_exist(page: str):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert named(text)
    assert [name for name in named(text) if not exists(name)] == []


def test_every_promise_names_a_test():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [row for row in ROW.findall(text) if row != "| promise | held by |"]
    without = [row for row in rows if not named(row)]
    assert rows
    assert without == []
