"""Windows' branches of finding and running a ZenML, tried here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from stackls_core.configuration import nearby
from stackls_core.zenml import catalog_making, interpreters, process, search_path, trust, worker
from stackls_core.zenml.interpreter_check import Check, look_beside
from stackls_core.zenml.interpreters import chosen, find_interpreters
from stackls_core.zenml.process import Process
from stackls_core.zenml.trust import EVERYTHING, TrustList, environment_of, python_in, trust_in
from stackls_probe import incoming
from tests.support.platforms import as_windows


@pytest.fixture(autouse=True)
def _layout(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(trust, "_BIN", "Scripts")
    monkeypatch.setattr(trust, "PYTHON", "python.exe")
    monkeypatch.setattr(interpreters, "PYTHON", "python.exe")


def _program(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"MZ")
    file.chmod(0o755)
    return file


def _check(path: str) -> Check:
    return Check("3.12.0", "0.98.0")


# --- environments -------------------------------------------------------------------------------


def test_the_interpreter_of_an_environment(tmp_path: Path):
    venv, conda = tmp_path / "venv", tmp_path / "conda"
    assert python_in(venv) == venv / "Scripts" / "python.exe"
    _program(venv / "Scripts" / "python.exe")
    _program(conda / "python.exe")
    assert python_in(venv) == venv / "Scripts" / "python.exe"
    assert python_in(conda) == conda / "python.exe"


def test_the_environment_of_an_interpreter(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, trust, pure=True)
    assert str(environment_of(r"C:\envs\ml\Scripts\python.exe")) == r"C:\envs\ml"
    assert str(environment_of(r"c:\envs\ml\scripts\python.exe")) == r"c:\envs\ml"
    assert str(environment_of(r"C:\miniconda3\envs\ml\python.exe")) == r"C:\miniconda3\envs\ml"


def test_what_is_installed_beside_the_interpreter_of_conda(tmp_path: Path):
    python = _program(tmp_path / "conda" / "python.exe")
    (tmp_path / "conda" / "Lib" / "site-packages" / "zenml-0.98.0.dist-info").mkdir(parents=True)
    assert look_beside(str(python)).zenml == "0.98.0"


@pytest.mark.parametrize("interpreter", ["Scripts/python.exe", "python.exe"])
def test_the_zenml_command(tmp_path: Path, interpreter: str):
    python = _program(tmp_path / interpreter)
    command = _program(tmp_path / "Scripts" / "zenml.exe")
    found = interpreters._interpreter_of(command)  # pyright: ignore[reportPrivateUsage]
    assert found == str(python)


def test_an_active_environment(tmp_path: Path):
    python = _program(tmp_path / "conda" / "python.exe")
    variables = {"CONDA_PREFIX": str(tmp_path / "conda"), "PATH": ""}
    found = chosen(find_interpreters(None, variables, None, EVERYTHING, _check))
    assert found is not None
    assert found.path == str(python)


def test_a_setting_on_a_share_needs_trust(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, interpreters, pure=True)
    may_be_led = interpreters._may_be_led  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(interpreters.Path, "expanduser", lambda path: path, raising=False)
    assert may_be_led(r"\\server\share\python.exe", r"\\server\share\python.exe", EVERYTHING)
    assert not may_be_led(r"C:\envs\ml\python.exe", r"C:\envs\ml\python.exe", EVERYTHING)


# --- programs -----------------------------------------------------------------------------------


def test_no_program_of_the_workspace(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, worker, search_path)
    variables = {"PATH": r"C:\Windows\System32;.;tools;D:\bin", "PYTHONHOME": r"C:\Python"}
    assert worker.worker_environment(variables) == {
        "PATH": r"C:\Windows\System32;D:\bin",
        "NoDefaultCurrentDirectoryInExePath": "1",
    }


@pytest.mark.parametrize("found", [".\\uv.EXE", "uv.EXE"])
def test_a_program_of_the_current_folder_is_not_found(monkeypatch: pytest.MonkeyPatch, found: str):
    as_windows(monkeypatch, search_path, pure=True)
    monkeypatch.setattr(search_path.shutil, "which", lambda name, path: found)
    assert search_path.find_program("uv", {"PATH": r"C:\bin"}) is None


def test_a_catalog_is_made_by_the_interpreter_of_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ran: list[list[str]] = []
    monkeypatch.setattr(catalog_making, "find_program", lambda name, environment: None)
    monkeypatch.setattr(catalog_making, "_run", lambda command: ran.append(list(command)) or "{}")
    with pytest.raises(catalog_making.MakingFailed):
        catalog_making.make_catalog("0.98.0", tmp_path, lambda text: None)
    assert [Path(command[0]).parts[-2:] for command in ran[1:]] == [("Scripts", "python.exe")] * 2


# --- processes ----------------------------------------------------------------------------------


def test_a_process_of_its_own_group(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, process)
    monkeypatch.delattr(process.os, "killpg", raising=False)  # as it is there
    no_window, new_group = 0x08000000, 0x00000200
    monkeypatch.setattr(process.subprocess, "CREATE_NO_WINDOW", no_window, raising=False)
    monkeypatch.setattr(process.subprocess, "CREATE_NEW_PROCESS_GROUP", new_group, raising=False)
    given: list[dict[str, Any]] = []
    popen = subprocess.Popen

    def started(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        given.append(dict(options))
        options.pop("creationflags")
        return popen(command, **options)

    monkeypatch.setattr(process.subprocess, "Popen", started)
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    one = Process(command, os.environ, 60)
    try:
        assert given[0]["creationflags"] == no_window | new_group
        assert "start_new_session" not in given[0]
        assert one.is_alive
    finally:
        one.kill()
    assert not one.is_alive


def test_the_probe_asks_for_no_parent(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, incoming)
    monkeypatch.delattr(incoming.os, "getppid")
    ended = threading.Event()

    def sleep(seconds: float) -> None:
        if ended.is_set():
            threading.Event().wait()  # this thread has done its work

    monkeypatch.setattr(incoming.time, "sleep", sleep)
    monkeypatch.setattr(incoming.os, "_exit", lambda code: ended.set())
    assert list(incoming.Requests(iter(["one\n", "two\n"]))) == ["one\n", "two\n"]
    assert ended.wait(30)  # its input has ended, and so does it


# --- trust --------------------------------------------------------------------------------------


def test_rights_are_those_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    workspace = tmp_path / "workspace"
    (workspace / ".git").mkdir(parents=True)
    variables = {"STACKLS_HOME": str(tmp_path / "home")}
    trusted = TrustList(variables)
    trusted.add(workspace, [])
    (file,) = trusted.folder.iterdir()
    file.chmod(0o666)  # how Windows shows every file
    as_windows(monkeypatch, trust)
    monkeypatch.setattr(trust.os, "path", os.path)  # the disk is the one here
    assert trust_in(workspace, variables).code


def test_files_have_no_owner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Whose a file is cannot be asked for there."""
    monkeypatch.setattr(nearby.os, "geteuid", lambda: -1)
    (tmp_path / "stackls.toml").touch()
    assert not nearby._is_own(tmp_path / "stackls.toml")
    as_windows(monkeypatch, nearby)
    assert nearby._is_own(tmp_path / "stackls.toml")


@pytest.mark.parametrize("is_free", [True, False])
def test_one_makes_a_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_free: bool):
    """The first byte of a file is locked, and the one who has it makes the catalog."""
    locked: list[tuple[int, int]] = []

    def locking(descriptor: int, mode: int, count: int) -> None:
        locked.append((mode, count))
        if not is_free:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(catalog_making, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    with (tmp_path / "lock").open("wb") as file:
        assert catalog_making._is_locked_by_us(file) is is_free
    assert locked == [(2, 1)]
