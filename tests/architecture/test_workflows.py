"""The workflows call sessions that exist, on the Pythons that the package says it supports."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def _sessions() -> set[str]:
    text = (ROOT / "noxfile.py").read_text("utf-8")
    return set(re.findall(r"@nox\.session[^\n]*\ndef (\w+)\(", text))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_call_sessions_that_exist(path: Path):
    called = re.findall(r"nox -s ([a-z_ ]+)", path.read_text("utf-8"))
    names = {name for names in called for name in names.split()}
    assert names
    assert names <= _sessions()


def test_the_pythons_are_those_of_the_package():
    jobs = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text("utf-8"))["jobs"]
    supported = re.findall(r"Python :: (3\.\d+)\"", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert jobs["tests"]["strategy"]["matrix"]["python"] == supported


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit(path: Path):
    used = re.findall(r"uses: (\S+)", path.read_text("utf-8"))
    assert [one for one in used if not re.search(r"@[0-9a-f]{40}$", one)] == []


def test_what_editors_read_is_there():
    launch = json.loads((ROOT / ".vscode/launch.json").read_text("utf-8"))
    tasks = json.loads((ROOT / ".vscode/tasks.json").read_text("utf-8"))["tasks"]
    before = {one.get("preLaunchTask") for one in launch["configurations"]} - {None}
    assert before == {one["label"] for one in tasks}
    scripts = json.loads((ROOT / "vscode-extension/package.json").read_text("utf-8"))["scripts"]
    assert {one["script"] for one in tasks} <= set(scripts)
