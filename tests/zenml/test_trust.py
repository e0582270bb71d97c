"""What of a workspace may be run: nothing before the user has said so, and only what they saw."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from stackls_core.zenml.interpreters import environments_to_trust
from stackls_core.zenml.trust import (
    EVERYTHING,
    TRUST_VARIABLE,
    Trust,
    TrustList,
    declined,
    environment_of,
    is_inside,
    python_in,
    trust_in,
    workspace_of,
)

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and owners")


class Desk:
    """A workspace with an environment, and a user who has an own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.variables = {"STACKLS_HOME": str(folder / "home")}
        (self.workspace / ".git").mkdir(parents=True)
        self.environment = self.make("workspace/.venv")
        self.list = TrustList(self.variables)

    def make(self, where: str, cfg: str = "home = /usr/bin\n") -> Path:
        environment = self.folder / where
        python = python_in(environment)
        python.parent.mkdir(parents=True)
        python.write_text("#!/bin/sh\n")
        (environment / "pyvenv.cfg").write_text(cfg)
        return environment

    def trust(self, named: str | None = None) -> None:
        found = environments_to_trust(
            named, self.variables, self.workspace, declined(self.workspace)
        )
        self.list.add(self.workspace, found)

    @property
    def now(self) -> Trust:
        return trust_in(self.workspace, self.variables)

    @property
    def file(self) -> Path:
        (file,) = self.list.folder.iterdir()
        return file


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_nothing_is_trusted_before_somebody_says_so(desk: Desk):
    assert not desk.now.code
    assert desk.now.objection(desk.environment) == (
        "It belongs to a workspace that is not trusted. Allow it with: stackls trust"
    )
    assert desk.list.all() == []


def test_what_is_trusted_stays_so_until_it_is_revoked(desk: Desk):
    desk.trust()
    assert desk.now.code
    assert desk.now.objection(desk.environment) is None
    below = desk.workspace / "stacks"
    below.mkdir()
    assert trust_in(below, desk.variables).code
    assert desk.list.revoke(desk.workspace)
    assert not desk.now.code
    assert desk.now.objection(desk.environment) is not None
    assert not desk.list.revoke(desk.workspace)


def test_another_workspace_is_not_trusted_with_it(desk: Desk):
    desk.trust()
    inner = desk.workspace / "vendored"
    (inner / ".git").mkdir(parents=True)
    outer = desk.folder / "workspace2"
    (outer / ".git").mkdir(parents=True)
    assert [trust_in(one, desk.variables).code for one in (inner, outer, desk.folder)] == [
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("change", ["cfg", "no cfg", "interpreter", "moved"])
def test_an_environment_that_is_another_has_to_be_trusted_anew(desk: Desk, change: str):
    desk.trust()
    cfg, python = desk.environment / "pyvenv.cfg", python_in(desk.environment)
    if change == "cfg":
        cfg.write_text("home = /elsewhere\n")
    elif change == "no cfg":
        cfg.unlink()
    elif change == "interpreter":
        python.write_text("#!/bin/sh\nevil\n")
    else:
        desk.environment.rename(desk.workspace / "env")
        desk.environment = desk.workspace / "env"
    said = desk.now.objection(desk.environment)
    first = (
        "belongs to a workspace that is not" if change == "moved" else "has changed since it was"
    )
    assert said == f"It {first} trusted. Allow it with: stackls trust"
    desk.trust()
    assert desk.now.objection(desk.environment) is None


@posix
def test_a_link_that_leads_elsewhere_now(desk: Desk):
    elsewhere = desk.make("elsewhere")
    desk.trust()
    desk.environment.rename(desk.folder / "gone")
    desk.environment.symlink_to(elsewhere)
    assert desk.now.objection(desk.environment) is not None


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_list_that_others_may_write_to_counts_for_nothing(desk: Desk, mode: int):
    desk.trust()
    assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.list.folder.stat().st_mode) == 0o700
    desk.file.chmod(mode)
    assert not desk.now.code


@posix
def test_a_list_of_another_user_counts_for_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.trust()
    another = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: another)
    assert not desk.now.code


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"format": 2}', b'{"format": 1, "workspace": 3}', b"[" * 99999]
)
def test_a_list_that_is_broken_counts_for_nothing(desk: Desk, content: bytes):
    desk.trust()
    desk.file.write_bytes(content)
    assert not desk.now.code
    assert desk.list.all() == []


def test_a_list_that_came_with_the_workspace_counts_for_nothing(desk: Desk):
    desk.variables["STACKLS_HOME"] = str(desk.workspace / "home")
    desk.list = TrustList(desk.variables)
    desk.trust()
    assert not desk.now.code


def test_the_entry_of_another_workspace_counts_for_nothing(desk: Desk):
    desk.trust()
    other = desk.folder / "other"
    other.mkdir()
    desk.list.add(other, [])
    mine = TrustList(desk.variables)
    first, second = sorted(mine.folder.iterdir())
    first.write_bytes(second.read_bytes())
    assert [desk.now.code, trust_in(other, desk.variables).code].count(True) == 1


@pytest.mark.parametrize(
    ("value", "is_trusted"),
    [("1", True), ("true", True), ("YES", True), ("0", False), ("", False), ("no", False)],
)
def test_the_variable_for_ci(desk: Desk, value: str, is_trusted: bool):
    desk.variables[TRUST_VARIABLE] = value
    assert (desk.now is EVERYTHING) is is_trusted


def test_every_environment_of_the_workspace_is_trusted_with_it(desk: Desk):
    other, named = desk.make("workspace/env312"), desk.make("tools/named")
    outside = desk.make("outside")
    desk.variables["VIRTUAL_ENV"] = str(desk.make("workspace/deep/active"))
    desk.trust(str(named))
    inside = [desk.environment, other, named, desk.workspace / "deep" / "active"]
    assert [desk.now.objection(one) for one in inside] == [None] * 4
    assert desk.now.objection(outside) is not None


def test_the_environment_that_stackls_runs_from_is_running_already(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "prefix", str(desk.environment))
    assert desk.now.objection(desk.environment) is None
    assert not desk.now.code


@posix
def test_what_is_inside(desk: Desk):
    (desk.folder / "link").symlink_to(desk.workspace)
    (desk.workspace / "out").symlink_to(desk.folder / "outside")
    (desk.folder / "python").symlink_to(python_in(desk.environment))
    inside = ["link/.venv", "workspace/out/python", "python", "x/../workspace/y", "workspace"]
    assert [is_inside(desk.folder / one, desk.workspace) for one in inside] == [True] * 5
    outside = ["workspace2", "workspace/../x", "outside/python"]
    assert [is_inside(desk.folder / one, desk.workspace) for one in outside] == [False] * 3


def test_a_part_of_a_repository_that_calls_itself_a_workspace(desk: Desk):
    part = desk.workspace / "part"
    (part / ".zen").mkdir(parents=True)
    assert workspace_of(part) == part
    assert trust_in(part, desk.variables).contains(desk.environment)


def test_the_environment_of_an_interpreter(desk: Desk):
    assert environment_of(python_in(desk.environment)) == desk.environment
