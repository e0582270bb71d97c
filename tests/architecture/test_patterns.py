"""No regular expression takes more than linear time, whatever it reads.

What a stack file says is a stranger's. The extension's patterns are judged by eslint.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from stackls_core.yamltree.cursor import window
from tests.support.linear import repeated_text
from tests.support.patterns import all_patterns, patterns_in

REPOSITORY = Path(__file__).parent.parent.parent


def test_every_pattern_is_linear():
    found = list(all_patterns(REPOSITORY))
    assert len(found) > 80, "the search for patterns misses most of them"
    made = Counter(one.place.partition(":")[0] for one in found if one.text is None)
    assert made == {window.__name__: 3}, "made while the program runs"
    slow = {
        f"{one.place} {one.text}": text
        for one in found
        if (text := repeated_text(one.text or "", one.flags, anywhere=one.anywhere)) is not None
    }
    assert slow == {}, "slow on a text that repeats this"


@pytest.mark.parametrize("line_break", ["\n", "\r"])
@pytest.mark.parametrize("column", [0, 1, 2, 9])
def test_those_that_are_made_for_a_column_are_linear(line_break: str, column: int):
    made = [
        window.shallower(line_break, None),
        window.shallower(line_break, window.Depth(column, is_item=False)),
        window.shallower(line_break, window.Depth(column, is_item=True)),
        window.key_at(line_break, column),
        window.opening(line_break),
    ]
    assert [repeated_text(one.pattern, one.flags, anywhere=True) for one in made] == [None] * 5


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [
        (r"(?:a|a)*b", False),
        (r"(?:a*)*b", False),
        (r".*a.*a.*b", False),
        (r"\s*\S+?\.\S+\s*\Z", False),
        (r"(?:#[^\n]*\r?\n)*x", False),
        (r"\$\{[^}]*\}", True),
        (r"[ \t]+#", True),
        (r"[ \t]+$", True),
        (r"a(?=.*b)", True),
        (r"(?m)^\s*x", True),
        (r"(['\"])?\w*\w*\1x", False),
    ],
)
def test_what_is_slow_is_found(pattern: str, anywhere: bool):
    assert repeated_text(pattern, anywhere=anywhere) is not None


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [
        (r"[ \t]+#", False),
        (r"[ \t]#.*", True),
        (r"(?m)^[ \t]+x", True),
        (r"(?<![\w.])\w+=", True),
        (r"\$\{[^}]*\}?", True),
        (r"'(?:[^']|'')*'x", False),
        (r"(?:[^\s#][^#:]*:)+x", False),
        (r"a{1,50}b", True),
    ],
)
def test_what_is_linear_is_left_alone(pattern: str, anywhere: bool):
    assert repeated_text(pattern, anywhere=anywhere) is None


def test_a_pattern_is_found_wherever_it_is_used():
    source = """
import re
A = re.compile("a")
B = re.compile("b", re.S)
def f(x):
    re.sub("c", "", x)
    A.match(x)
    re.compile("d").match(x)
    g(B)
    re.fullmatch(x, x)
"""
    found = {(one.text, one.anywhere) for one in patterns_in(source, "tests")}
    assert found == {("a", False), ("b", True), ("c", True), ("d", True), (None, False)}


def test_no_module_uses_patterns_in_another_way():
    """The search goes by the name ``re``."""
    sources = {
        path: path.read_text(encoding="utf-8")
        for folder in ("core", "server")
        for path in (REPOSITORY / folder).rglob("*.py")
    }
    assert [path.name for path, text in sources.items() if "from re import" in text] == []
    assert [path.name for path, text in sources.items() if "import re as" in text] == []
