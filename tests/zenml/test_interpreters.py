"""Which interpreter is taken, and what is said about the others."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from stackls_core.paths import cache_folder
from stackls_core.zenml import interpreter_check
from stackls_core.zenml.interpreter_check import Check, check_interpreter
from stackls_core.zenml.interpreters import (
    SELECTED,
    Candidate,
    Verdict,
    chosen,
    find_interpreters,
)
from stackls_core.zenml.trust import EVERYTHING, declined
from tests.support import real_zenml
from tests.support.real_zenml import needs_zenml

BIN, PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")


class Machine:
    """A made-up machine: environments on disk, and what each would answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self.answers: dict[str, Check] = {}
        self.asked: list[str] = []
        self.variables: dict[str, str] = {"HOME": str(folder / "home"), "PATH": ""}

    def environment(self, where: str, zenml: str | None = None) -> Path:
        python = self.folder / where / BIN / PYTHON
        python.parent.mkdir(parents=True)
        python.write_text("")
        python.chmod(0o755)
        self.answers[str(python)] = Check("3.11.7", zenml)
        return self.folder / where

    def check(self, path: str) -> Check:
        self.asked.append(path)
        return self.answers.get(path, Check(problem="It is not a working Python interpreter."))

    def find(
        self,
        setting: str | None = None,
        trusted: bool = True,
        named_by_user: bool = True,
        selected: Path | None = None,
    ) -> list[Candidate]:
        trust = EVERYTHING if trusted else declined(self.workspace)
        return find_interpreters(
            setting,
            self.variables,
            self.workspace,
            trust,
            self.check,
            named_by_user=named_by_user,
            selected=str(selected) if selected is not None else None,
        )

    def sources(self, **options: bool) -> list[tuple[str, Verdict]]:
        return [(one.source, one.verdict) for one in self.find(**options)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_found_on_a_bare_machine(machine: Machine):
    assert machine.find() == []
    assert chosen([]) is None


def test_the_documented_order(machine: Machine):
    machine.variables["VIRTUAL_ENV"] = str(machine.environment("active", "0.98.0"))
    machine.variables["CONDA_PREFIX"] = str(machine.environment("conda", "0.98.0"))
    machine.environment("workspace/.venv", "0.98.0")
    machine.environment("workspace/venv", "0.98.0")
    on_path = machine.environment("system", "0.98.0")
    machine.variables["PATH"] = str(on_path / BIN)
    assert machine.sources() == [
        ("VIRTUAL_ENV", Verdict.CHOSEN),
        ("CONDA_PREFIX", Verdict.LATER),
        ("the workspace's .venv", Verdict.LATER),
        ("the workspace's venv", Verdict.LATER),
        ("python on PATH", Verdict.LATER),
    ]


def test_the_selected_interpreter_goes_before_what_is_active(machine: Machine):
    machine.variables["VIRTUAL_ENV"] = str(machine.environment("active", "0.98.0"))
    selected = machine.environment("selected", "0.97.0")
    for place in (selected, selected / BIN / PYTHON):  # conda's may be named by its folder
        found = machine.find(selected=place)
        assert [(one.source, one.verdict) for one in found] == [
            (SELECTED, Verdict.CHOSEN),
            ("VIRTUAL_ENV", Verdict.LATER),
        ]
    (only,) = machine.find(setting=machine.variables["VIRTUAL_ENV"], selected=selected)
    assert (only.source, only.verdict) == ("the setting", Verdict.CHOSEN)


def test_a_selected_interpreter_without_zenml_is_passed_over(machine: Machine):
    machine.variables["VIRTUAL_ENV"] = str(machine.environment("active", "0.98.0"))
    found = machine.find(selected=machine.environment("selected") / BIN / PYTHON)
    assert [(one.source, one.verdict) for one in found] == [
        (SELECTED, Verdict.NO_ZENML),
        ("VIRTUAL_ENV", Verdict.CHOSEN),
    ]


def test_what_an_untrusted_workspace_selects_is_not_run(machine: Machine):
    (only,) = machine.find(trusted=False, selected=machine.environment("selected", "0.98.0"))
    assert (only.source, only.verdict, machine.asked) == (SELECTED, Verdict.UNTRUSTED, [])


def test_those_without_a_usable_zenml_are_passed_over_with_their_reason(machine: Machine):
    machine.variables["VIRTUAL_ENV"] = str(machine.environment("active"))
    machine.variables["CONDA_PREFIX"] = str(machine.folder / "gone")
    machine.environment("workspace/.venv", "0.55.5")
    machine.environment("workspace/venv", "0.70.0")
    found = machine.find()
    assert [one.verdict for one in found] == [
        Verdict.NO_ZENML,
        Verdict.MISSING,
        Verdict.TOO_OLD,
        Verdict.CHOSEN,
    ]
    assert "older than 0.70" in found[2].reason
    assert chosen(found) == found[3]
    assert (found[3].zenml_version, found[3].python_version) == ("0.70.0", "3.11.7")


def test_one_that_is_broken_is_passed_over(machine: Machine):
    folder = machine.environment("active")
    machine.answers.clear()
    machine.variables["VIRTUAL_ENV"] = str(folder)
    (only,) = machine.find()
    assert only.verdict is Verdict.BROKEN


def test_nothing_of_an_untrusted_workspace_is_run(machine: Machine):
    inside = machine.environment("workspace/.venv", "0.98.0")
    machine.variables["VIRTUAL_ENV"] = str(inside)
    outside = machine.environment("outside", "0.98.0")
    machine.variables["CONDA_PREFIX"] = str(outside)
    assert machine.sources(trusted=False) == [
        ("VIRTUAL_ENV", Verdict.UNTRUSTED),
        ("CONDA_PREFIX", Verdict.CHOSEN),
    ]
    assert machine.asked == [str(outside / BIN / PYTHON)]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_no_link_leads_out_of_an_untrusted_workspace(machine: Machine):
    inside = machine.environment("workspace/.venv", "0.98.0")
    link = machine.folder / "link"
    link.symlink_to(machine.workspace)
    outside = machine.environment("outside", "0.98.0")
    machine.variables |= {"VIRTUAL_ENV": str(inside), "CONDA_PREFIX": str(outside)}

    def verdicts(workspace: Path) -> list[Verdict]:
        trust = declined(workspace)
        found = find_interpreters(None, machine.variables, workspace, trust, machine.check)
        return [one.verdict for one in found if one.source in machine.variables]

    assert verdicts(link) == [Verdict.UNTRUSTED, Verdict.CHOSEN]
    machine.variables["VIRTUAL_ENV"] = str(link / ".venv")
    assert verdicts(machine.workspace) == [Verdict.UNTRUSTED, Verdict.CHOSEN]
    assert set(machine.asked) == {str(outside / BIN / PYTHON)}


def test_the_setting_is_the_only_candidate(machine: Machine):
    machine.environment("workspace/.venv", "0.98.0")
    mine = machine.environment("mine")
    (only,) = machine.find(str(mine / BIN / PYTHON))
    assert (only.source, only.verdict) == ("the setting", Verdict.NO_ZENML)


def test_the_setting_may_name_an_environment_or_be_relative(machine: Machine):
    inside = machine.environment("workspace/env", "0.98.0")
    for setting in (str(inside), "env", f"./env/{BIN}/{PYTHON}"):
        (only,) = machine.find(setting)
        assert only.verdict is Verdict.CHOSEN
        assert Path(only.path).samefile(inside / BIN / PYTHON)
    (only,) = machine.find("env", trusted=False)
    assert only.verdict is Verdict.CHOSEN


@pytest.mark.parametrize(
    ("setting", "verdict"),
    [
        ("env", Verdict.UNTRUSTED),
        ("{workspace}/env", Verdict.UNTRUSTED),
        ("../beside", Verdict.UNTRUSTED),
        ("{workspace}/../beside", Verdict.CHOSEN),
        ("mine", Verdict.CHOSEN),
    ],
)
def test_a_setting_that_may_come_from_the_workspace(
    machine: Machine, setting: str, verdict: Verdict
):
    machine.environment("workspace/env", "0.98.0")
    machine.environment("beside", "0.98.0")
    on_path = machine.environment("tools", "0.98.0") / BIN
    (on_path / PYTHON).rename(on_path / "mine")
    machine.variables["PATH"] = str(on_path)
    machine.answers[str(on_path / "mine")] = Check("3.11.7", "0.98.0")
    through = machine.workspace.parent / "workspace" / ".." / "beside" / BIN / PYTHON
    machine.answers[str(through)] = Check("3.11.7", "0.98.0")
    setting = setting.format(workspace=machine.workspace)
    (only,) = machine.find(setting, trusted=False, named_by_user=False)
    assert only.verdict is verdict


def test_relative_folders_are_not_looked_at(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    machine.environment("workspace/env", "0.98.0")
    monkeypatch.chdir(machine.workspace)
    machine.variables |= {"VIRTUAL_ENV": "env", "PATH": f".{os.pathsep}env/{BIN}"}
    assert machine.sources() == machine.sources(trusted=False) == []


def test_the_environment_that_uv_is_told_to_use(machine: Machine):
    machine.variables["UV_PROJECT_ENVIRONMENT"] = ".uv-env"
    machine.environment("workspace/.uv-env", "0.98.0")
    assert machine.sources() == [("the workspace's .uv-env", Verdict.CHOSEN)]


@pytest.mark.skipif(os.name != "posix", reason="scripts with a first line")
def test_the_interpreter_behind_the_zenml_command(machine: Machine):
    tool = machine.environment("tools/zenml", "0.98.0")
    command = machine.folder / "commands" / "zenml"
    command.parent.mkdir()
    command.write_text(f"#!{tool / BIN / PYTHON}\nimport zenml\n")
    command.chmod(0o755)
    machine.variables["PATH"] = str(command.parent)
    assert machine.sources() == [("the zenml command on PATH", Verdict.CHOSEN)]


# -- asking a real interpreter -------------------------------------------------------------------


def test_this_interpreter_has_no_zenml():
    found = check_interpreter(sys.executable)
    assert (found.zenml, found.problem) == (None, None)
    assert found.python == ".".join(map(str, sys.version_info[:3]))


def test_the_answer_is_kept(monkeypatch: pytest.MonkeyPatch):
    check_interpreter(sys.executable)

    def asked(*_: object) -> Check:
        raise AssertionError("it was asked again")

    monkeypatch.setattr(interpreter_check, "_asked", asked)
    assert check_interpreter(sys.executable).problem is None


class Told:
    """An interpreter that answers what it is told to, and counts how often it is asked."""

    def __init__(self, folder: Path, zenml: str | None) -> None:
        self.packages = folder / "lib" / "python3.11" / "site-packages"
        (self.packages / "zenml-0.98.0.dist-info").mkdir(parents=True)
        self.path = folder / "bin" / "python"
        self.path.parent.mkdir()
        self._log = folder / "asked"
        answer = json.dumps({"python": [3, 11, 7], "zenml": zenml})
        self.path.write_text(f"#!/bin/sh\necho >> '{self._log}'\necho '{answer}'\n")
        self.path.chmod(0o755)

    def check(self, monkeypatch: pytest.MonkeyPatch) -> Check:
        """What a stackls that has just been started learns."""
        monkeypatch.setattr(interpreter_check, "_known", {})
        return check_interpreter(str(self.path))

    @property
    def times_asked(self) -> int:
        return len(self._log.read_text().splitlines())


needs_scripts = pytest.mark.skipif(os.name != "posix", reason="a shell script")


@needs_scripts
def test_the_next_stackls_need_not_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    told = Told(tmp_path, "0.98.0")
    for _ in range(3):
        assert told.check(monkeypatch) == Check("3.11.7", "0.98.0")
    assert told.times_asked == 1
    os.utime(told.packages, (1, 1))  # something was installed
    assert told.check(monkeypatch) == Check("3.11.7", "0.98.0")
    assert told.times_asked == 2
    os.utime(told.path, (1, 1))  # another interpreter is there
    told.check(monkeypatch)
    assert told.times_asked == 3


@needs_scripts
@pytest.mark.parametrize("zenml", [None, "", "0.85.0"])
def test_what_lies_elsewhere_is_asked_for_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zenml: str | None
):
    told = Told(tmp_path, zenml)
    for _ in range(2):
        assert told.check(monkeypatch).zenml == zenml
    assert told.times_asked == 2


@needs_scripts
@pytest.mark.parametrize("content", ["", "{}", "[1]", "[[[[", '[1, "x", [], "3.11.7", "0.98.0"]'])
def test_what_was_kept_and_is_damaged_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
):
    told = Told(tmp_path / "environment", "0.98.0")
    told.check(monkeypatch)
    (kept,) = cache_folder().glob("*.interpreter")
    kept.write_text(content)
    assert told.check(monkeypatch) == Check("3.11.7", "0.98.0")
    assert told.times_asked == 2


def test_what_is_no_interpreter_is_told(tmp_path: Path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    assert check_interpreter(str(broken)).problem
    assert check_interpreter(str(tmp_path / "absent")).problem


@needs_scripts
def test_one_that_does_not_answer_is_given_up(tmp_path: Path):
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    found = check_interpreter(str(slow), timeout=0.2)
    assert found.problem
    assert "did not answer" in found.problem


@needs_zenml
def test_a_real_zenml_is_found_quickly():
    found = check_interpreter(real_zenml.PYTHON)
    assert found.zenml == "0.98.0"
