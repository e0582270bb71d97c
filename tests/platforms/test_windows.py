"""What is different on Windows, tried here: names of files, streams, code pages."""

from __future__ import annotations

import errno
import ntpath
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import platformdirs
import platformdirs.windows
import pygls.uris
import pytest

from stackls_core import paths
from stackls_core.documents import kinds
from stackls_core.paths import data_folder, one_name
from stackls_core.search import walk
from stackls_server.cli import main as cli_main
from stackls_server.cli import report_sarif, terminal
from stackls_server.features.pages import Page
from stackls_server.lsp import by_folder
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents import page_files, stored_files, workspace_files
from stackls_server.lsp.documents.page_files import PageFiles
from stackls_server.lsp.documents.workspace_files import WorkspaceFiles
from stackls_server.lsp.transport import processes, waitable
from stackls_server.warm import conditions
from stackls_server.warm.entry import run_warm
from tests.support.platforms import as_windows

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "workspaces" / "demo"
RUN = "import sys; from stackls_server.cli.main import main; sys.exit(main())"


def run_in_demo(
    home: Path, command: tuple[str, ...], **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command of ours in the demo workspace, as a process with these variables."""
    known = {"PYTHONPATH": os.pathsep.join(sys.path), "STACKLS_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", RUN, *command],
        cwd=DEMO,
        env={**os.environ, **known, **variables},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def windows_uris(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pygls.uris, "IS_WIN", True)


# --- names of files -----------------------------------------------------------------------------


@pytest.mark.usefixtures("windows_uris")
@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Work/J%C3%BCrgen/a%20b.stack.yaml", "c:\\Work\\Jürgen\\a b.stack.yaml"),
        ("file:///C:/Work/ada/x.yaml", "c:\\Work\\ada\\x.yaml"),
        ("file://server/share/x.yaml", "\\\\server\\share\\x.yaml"),
        ("untitled:Untitled-1", "Untitled-1"),
    ],
)
def test_the_path_of_a_document(uri: str, path: str):
    assert from_proto.path(uri) == path
    assert from_proto.name(uri) == ntpath.basename(path)


@pytest.mark.usefixtures("windows_uris")
def test_a_file_has_one_key_however_its_uri_is_written(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, workspace_files)
    as_windows(monkeypatch, stored_files)
    uris = (
        "file:///c%3A/Work/a.yaml",
        "file:///C:/work/A.yaml",
        pygls.uris.from_fs_path("C:\\work\\a.yaml"),
    )
    keys = {workspace_files._key(uri) for uri in uris}  # pyright: ignore[reportPrivateUsage]
    assert keys == {"c:\\work\\a.yaml"}


@pytest.mark.usefixtures("windows_uris")
def test_files_of_the_workspace(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, workspace_files, pure=True)
    as_windows(monkeypatch, stored_files, pure=True)
    files = WorkspaceFiles()
    files.add_folders(["file:///c%3A/Work"])
    assert files.folders == ("c:\\Work",)
    is_inside = files._is_inside  # pyright: ignore[reportPrivateUsage]
    assert is_inside("C:\\work\\stacks\\a.yaml")
    assert not is_inside("C:\\work\\.venv\\a.yaml")
    assert not is_inside("C:\\workshop\\a.yaml")
    files.remove_folders(["file:///c%3A/Work"])
    assert files.folders == ()


def test_settings_of_a_folder(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, by_folder)
    settings = by_folder.ByFolder("window", {r"c:\team": "team", r"c:\team\own": "own"})
    assert settings.of(r"C:\Team\a.yaml") == "team"
    assert settings.of(r"C:\Team\Own\stacks\a.yaml") == "own"
    assert settings.of(r"C:\teams\a.yaml") == "window"


def test_globs_and_names(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kinds, "PurePath", PureWindowsPath)
    assert kinds.kind_by_name("C:\\work\\Team.Stack.YAML") is not None
    for glob in ("infra/stacks/*.yaml", "infra\\stacks\\*.yaml", "**/Stacks/*.yaml"):
        assert kinds.kind_by_path("c:\\work\\infra\\stacks\\prod.yaml", [glob]) is not None, glob
    assert kinds.kind_by_path("c:\\work\\infra\\prod.yaml", ["infra/stacks/*.yaml"]) is None


def test_paths_as_they_are_shown(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, terminal, walk)
    as_windows(monkeypatch, report_sarif, pure=True)
    without_dot = walk._without_dot  # pyright: ignore[reportPrivateUsage]
    assert without_dot(".\\stacks") == "stacks"
    assert without_dot("./stacks") == "stacks"
    assert terminal.display_path("stacks\\prod.yaml") == "stacks/prod.yaml"
    assert report_sarif.artifact_uri("stacks\\größe 1.yaml") == "stacks/gr%C3%B6%C3%9Fe%201.yaml"
    assert report_sarif.artifact_uri("C:\\w\\a b.yaml") == "file:///C:/w/a%20b.yaml"


def test_a_workspace_has_one_name(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, paths)
    # an editor says c:, a terminal C:
    assert one_name(PureWindowsPath("c:\\Work")) == one_name(PureWindowsPath("C:\\work"))  # type: ignore[arg-type]


def test_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch):
    folder = "C:\\Profiles\\ada\\AppData\\Local"
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", lambda name: folder)
    monkeypatch.setattr(paths.sys, "platform", "win32")
    monkeypatch.setattr(platformdirs, "PlatformDirs", platformdirs.windows.Windows)
    # the class joins with the separator of the platform it runs on
    assert str(data_folder({})).replace("/", "\\") == f"{folder}\\stackls"


# --- streams ------------------------------------------------------------------------------------


def test_no_process_is_disturbed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes.sys, "platform", "win32")
    monkeypatch.delattr(processes.os, "kill")  # there, it would end the editor
    assert processes.is_alive(1)


def test_no_stream_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream, os.fdopen(writing, "w"):
        assert waitable.is_waitable(stream) or sys.platform == "win32"
        monkeypatch.setattr(waitable.sys, "platform", "win32")
        assert not waitable.is_waitable(stream)


def test_a_closed_pipe_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def closed(*_: object) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(cli_main, "_run", closed)
    monkeypatch.setattr(cli_main, "_discard_output", lambda: None)
    as_windows(monkeypatch, cli_main)
    assert cli_main.main([]) == cli_main.PIPE_CLOSED
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_no_process_is_kept(monkeypatch: pytest.MonkeyPatch, platform: str):
    monkeypatch.setenv("STACKLS_WARM", "always")
    monkeypatch.setattr(conditions.sys, "platform", platform)
    monkeypatch.setattr(conditions.sys, "argv", ["stackls", "check"])
    monkeypatch.delattr(conditions.os, "getuid")
    assert conditions.why_cold() == "only on Linux can a process be kept for later commands"
    assert run_warm() is None


def test_pages_can_be_removed(monkeypatch: pytest.MonkeyPatch):
    as_windows(monkeypatch, page_files)
    pages = PageFiles()
    path = pages.write(Page("Stack prod", "# Stack prod\n"))
    assert path.stat().st_mode & 0o200  # Windows removes no file that cannot be written to
    pages.close()
    assert not path.exists()


# --- code pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code_page", "command"),
    [
        ("cp1252", ("check", "broken")),
        ("cp437", ("check", "--diff", "broken")),
        ("cp932", ("stack", "plan", "stacks/local-dev.yaml", "--store", "local")),
        ("cp1252", ("artifact-store", "flavor", "describe", "s3")),
    ],
)
def test_consoles_that_cannot_show_everything(
    tmp_path: Path, code_page: str, command: tuple[str, ...]
):
    done = run_in_demo(tmp_path, command, PYTHONIOENCODING=f"{code_page}:strict")
    assert done.returncode in (0, 1), done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    "command", [("check", "."), ("doctor",), ("stack", "list", "--store", "local")], ids=" ".join
)
def test_no_file_is_read_in_the_encoding_of_the_console(tmp_path: Path, command: tuple[str, ...]):
    variables = {
        "PYTHONWARNDEFAULTENCODING": "1",
        "PYTHONWARNINGS": "error::EncodingWarning",
    }
    done = run_in_demo(tmp_path, command, **variables)
    assert done.returncode in (0, 1), done.stderr
    assert b"EncodingWarning" not in done.stderr
