"""Patterns as in .gitignore, held against git itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackls_core.ignore_patterns import IgnorePatterns

GIT = shutil.which("git")

PATTERNS = st.lists(
    st.lists(
        st.sampled_from(["a", "b", "ab", "*", "**", "?", "/", "!", "[ab]", "[!a]", "[a-c]", "\\*"]),
        min_size=1,
        max_size=5,
    ).map("".join),
    min_size=1,
    max_size=4,
)
PATHS = ["a", "b", "ab", "a/b", "a/ab", "b/a", "b/b/a", "a/b/c", "c/ab/b", "ab/b/a/c", "c"]


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("*.yaml", "a/b.yaml", True),
        ("/*.yaml", "a/b.yaml", False),
        ("build/", "build", False),
        ("build/", "x/build/a.yaml", True),
        ("a/**/z", "a/b/c/z", True),
        ("a/**", "a", False),
        ("**/dev", "x/dev/a", True),
        ("# no", "# no", False),
        ("\\#yes", "#yes", True),
        ("[!a]b", "cb", True),
        ("[!a]b", "ab", False),
        ("end ", "end", True),
        ("[", "[", True),
        ("é*", "été", True),
    ],
)
def test_what_a_pattern_means(pattern: str, path: str, is_meant: bool):
    assert IgnorePatterns([pattern]).mean(path) is is_meant


def test_the_last_pattern_decides():
    patterns = IgnorePatterns(["*.yaml", "!keep.yaml"])
    assert patterns.verdict("a.yaml", is_folder=False) is True
    assert patterns.verdict("keep.yaml", is_folder=False) is False
    assert patterns.verdict("a.txt", is_folder=False) is None


def test_many_stars_take_no_time_to_speak_of():
    """Backtracking would take longer than anybody lives; the test's own limit would end it."""
    patterns = IgnorePatterns(["*a" * 100 + "b", "**/a/" * 100 + "b"])
    assert patterns.verdict("a" * 250, is_folder=False) is None
    assert patterns.verdict("/".join(["a"] * 250), is_folder=False) is None


def test_no_more_is_read_than_anybody_writes():
    many = IgnorePatterns([*(["x" * 999] * 101), "a.yaml"])
    assert many.verdict("a.yaml", is_folder=False) is None
    few = IgnorePatterns([*(["x" * 999] * 99), "a.yaml"])
    assert few.verdict("a.yaml", is_folder=False)


@pytest.mark.skipif(GIT is None, reason="there is no git here")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PATTERNS)
def test_git_says_the_same(tmp_path: Path, patterns: list[str]):
    repository = tmp_path / "repository"
    if not repository.exists():
        for path in PATHS:
            folder = (repository / path).parent
            folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(GIT), "init", "-q", str(repository)], check=True)
    (repository / ".gitignore").write_text("\n".join(patterns), "utf-8")
    files = [path for path in PATHS if not (repository / path).is_dir()]
    asked = subprocess.run(
        [str(GIT), "-C", str(repository), "check-ignore", "--no-index", "--stdin"],
        input="\n".join(files),
        capture_output=True,
        text=True,
        check=False,
    )
    ours = IgnorePatterns(patterns)
    assert [path for path in files if ours.mean(path)] == asked.stdout.split()
