"""A stranger's folder: nothing of it is run before the user says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stackls_server.cli.main import main
from tests.cli.conftest import GOOD, Cli

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the interpreters are shell scripts")

NOT_RUN = (
    "stackls: {} was not run. It belongs to a workspace that is not trusted. "
    "Allow it with: stackls trust\n"
)


class Folder:
    """A clone with an interpreter in it that leaves a mark when it is run."""

    def __init__(self, cli: Cli, outside: Path) -> None:
        self.cli = cli
        self.outside = outside
        self.mark = outside / "was-run"
        cli.write(".git/HEAD", "")
        cli.write("stack.yaml", GOOD)

    def environment(self, where: str | Path) -> Path:
        environment = self.cli.folder / where
        python = environment / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text(f"#!/bin/sh\necho $0 >> {self.mark}\nexit 3\n")
        python.chmod(0o755)
        (environment / "pyvenv.cfg").write_text("home = /usr/bin\n")
        packages = environment / "lib" / "python3.12" / "site-packages"
        (packages / "zenml-0.98.0.dist-info").mkdir(parents=True, exist_ok=True)
        return environment

    @property
    def was_run(self) -> bool:
        return self.mark.exists()


@pytest.fixture
def folder(cli: Cli, tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> Folder:
    outside = tmp_path_factory.mktemp("outside")
    monkeypatch.setenv("STACKLS_HOME", str(outside / "home"))
    monkeypatch.setenv("HOME", str(outside))
    monkeypatch.setenv("PATH", "/nowhere")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "STACKLS_STORE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("STACKLS_TRUST_WORKSPACE", "STACKLS_ZENML_INTERPRETER"):
        monkeypatch.delenv(name, raising=False)
    return Folder(cli, outside)


COMMANDS = [
    ("stack", "list"),
    ("stack", "get"),
    ("stack", "describe"),
    ("stack", "export"),
    ("stack", "plan", "stack.yaml"),
    ("stack", "set", "default"),
    ("orchestrator", "list"),
    ("doctor",),
    ("check", "--store", "auto"),
    ("check",),
    ("stack", "list", "--store", "zenml"),
    ("check", "--store", "zenml"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", [".venv", "venv", ".conda"])
def test_no_command_runs_an_interpreter_of_the_folder(folder: Folder, command, name: str):
    folder.environment(name)
    folder.cli(*command)
    assert not folder.was_run


def where_path_leads(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_folder = folder.environment("tools") / "bin"
    (bin_folder / "python3").symlink_to("python")
    (bin_folder / "zenml").write_text(f"#!{bin_folder}/python\n")
    (bin_folder / "zenml").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}tools/bin{os.pathsep}.")


def activated(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", str(folder.environment("deep/env")))


def activated_through_a_link(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.environment("deep/env")
    (folder.outside / "link").symlink_to(folder.cli.folder / "deep")
    monkeypatch.setenv("CONDA_PREFIX", str(folder.outside / "link" / "env"))


def activated_relatively(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.environment("env")
    monkeypatch.setenv("VIRTUAL_ENV", "env")


def a_link_out_of_the_folder(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    del monkeypatch
    elsewhere = folder.environment(folder.outside / "another-clone")
    (folder.cli.folder / ".venv").symlink_to(elsewhere)


def uv_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.environment("uv-env")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "uv-env")


@pytest.mark.parametrize(
    "arrange",
    [
        where_path_leads,
        activated,
        activated_through_a_link,
        activated_relatively,
        a_link_out_of_the_folder,
        uv_is_told,
    ],
)
def test_no_way_leads_into_the_folder(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, arrange: Callable[..., None]
):
    arrange(folder, monkeypatch)
    for command in (("stack", "list"), ("doctor",), ("stack", "list", "--store", "zenml")):
        folder.cli(*command)
    assert not folder.was_run


def test_what_was_left_out_is_told_in_one_line(folder: Folder):
    folder.environment(".venv")
    listed = folder.cli("stack", "list")
    assert (listed.code, listed.err) == (0, NOT_RUN.format(".venv/bin/python"))
    assert "1 stack in the built-in registry" in listed.out
    path = folder.cli.folder / ".venv/bin/python"
    asked = folder.cli("stack", "list", "--store", "zenml")
    assert asked.code == 2
    assert asked.err == (
        f"stackls: No Python interpreter with ZenML was found, but {path} was not run. It belongs "
        "to a workspace that is not trusted. Allow it with: stackls trust\n"
    )


def test_an_environment_without_zenml_is_not_worth_a_line(folder: Folder):
    environment = folder.environment(".venv")
    (environment / "lib/python3.12/site-packages/zenml-0.98.0.dist-info").rmdir()
    assert folder.cli("stack", "list").err == ""
    assert not folder.was_run


def test_the_doctor_says_what_is_trusted(folder: Folder):
    folder.environment(".venv")
    facts = folder.cli("doctor", "-o", "json").json
    assert facts["workspace"] == {"path": str(folder.cli.folder), "trusted": False}
    (only,) = facts["zenml"]
    assert (only["verdict"], only["reason"]) == (
        "untrusted",
        "It belongs to a workspace that is not trusted. Allow it with: stackls trust",
    )
    assert "(not trusted: none of its code is run)" in folder.cli("doctor").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_runs_nothing_and_says_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str
):
    folder.environment(".venv")
    monkeypatch.setenv("_STACKLS_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "stackls stack describe ")
    monkeypatch.setenv("COMP_CWORD", "" if shell == "fish" else "3")
    assert main([]) == 0
    assert capsys.readouterr().err == ""
    folder.cli("trust", "--zenml-python", ".venv")
    main([])
    assert not folder.was_run


# --- saying yes ---------------------------------------------------------------------------------


def test_trust_lets_the_environment_run_until_it_changes(folder: Folder):
    environment = folder.environment(".venv")
    said = folder.cli("trust")
    assert said.out == (
        f"Trusted: the code of {folder.cli.folder}\n         the environment {environment}\n"
    )
    assert not folder.was_run
    assert folder.cli("stack", "list").err == ""
    assert folder.was_run
    folder.mark.unlink()
    (environment / "pyvenv.cfg").write_text("home = /elsewhere\n")
    assert folder.cli("stack", "list").err == (
        "stackls: .venv/bin/python was not run. It has changed since it was trusted. "
        "Allow it with: stackls trust\n"
    )
    assert not folder.was_run
    folder.cli("trust")
    folder.cli("stack", "list")
    assert folder.was_run


def test_an_environment_that_comes_later_is_not_trusted(folder: Folder):
    folder.cli("trust")
    folder.environment(".venv")
    assert folder.cli("stack", "list").err == NOT_RUN.format(".venv/bin/python")
    assert not folder.was_run


def test_trust_is_listed_and_revoked(folder: Folder):
    environment = folder.environment(".venv")
    here = str(folder.cli.folder)
    nothing = folder.cli("trust", "--list")
    assert (nothing.code, nothing.out) == (0, "")
    assert folder.cli("trust", "--revoke").err == f"stackls: {here} is not trusted.\n"
    folder.cli("trust")
    entry = {"path": str(environment), "state": "trusted"}
    assert folder.cli("trust", "--list", "-o", "json").json == [
        {"workspace": here, "environments": [entry]}
    ]
    (environment / "pyvenv.cfg").write_text("")
    assert folder.cli("trust", "--list").out == f"{here}\n  {environment} (changed)\n"
    assert folder.cli("trust", "--revoke").code == 0
    folder.cli("stack", "list")
    assert not folder.was_run


def test_a_list_inside_of_the_workspace_is_refused(folder: Folder, monkeypatch):
    monkeypatch.setenv("STACKLS_HOME", "home")
    said = folder.cli("trust")
    assert said.code == 2
    assert "Set STACKLS_HOME to a folder of your own." in said.err
    assert folder.cli("trust", "--list").out == ""


def test_bad_usage(folder: Folder):
    assert folder.cli("trust", "--list", "--revoke").code == 2
    assert folder.cli("trust", ".", "--list").code == 2
    assert folder.cli("trust", "-o", "json").code == 2
    assert folder.cli("trust", "nowhere").code == 2


def test_who_names_an_interpreter_has_chosen_it(folder: Folder, monkeypatch):
    folder.environment(".venv")
    folder.cli("stack", "list", "--zenml-python", ".venv")
    assert folder.was_run
    folder.mark.unlink()
    monkeypatch.setenv("STACKLS_ZENML_INTERPRETER", ".venv")
    folder.cli("stack", "list")
    assert folder.was_run


def test_the_variable_for_ci(folder: Folder, monkeypatch):
    folder.environment(".venv")
    monkeypatch.setenv("STACKLS_TRUST_WORKSPACE", "1")
    folder.cli("stack", "list")
    assert folder.was_run


def test_an_active_environment_outside_is_the_users(folder: Folder, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", str(folder.environment(folder.outside / "mine")))
    folder.cli("stack", "list")
    assert folder.was_run
