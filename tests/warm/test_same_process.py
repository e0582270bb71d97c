"""What a zygote's child is like: in nothing different from a process that the shell has started."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import resource
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.warm.conftest import Warm


def facts(warm: Warm, *arguments: str, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the stand-in says of itself when it starts cold, and as a zygote's child."""
    environment = options.pop("env", warm.environment)
    found: list[dict[str, Any]] = []
    file = warm.folder / "facts"
    for choice in ("0", "always"):
        options["env"] = {**environment, "STACKLS_WARM": choice}
        done = warm.run("facts", str(file), *arguments, **options)
        assert (done.returncode, done.stderr) == (0, b"")
        found.append(json.loads(file.read_text("ascii")))
        found[-1]["environment"].pop(b"STACKLS_WARM".hex())
    assert warm.count(warm.cold_starts) == 1
    return found[0], found[1]


@pytest.fixture(autouse=True)
def _nothing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_arguments_variables_and_folder(warm: Warm):
    warm.serve()
    folder = warm.folder / "elsewhere"
    folder.mkdir()
    environment: dict[Any, Any] = {
        **warm.environment,
        **{f"VARIABLE_{number}": "x" * (number % 100) for number in range(10_000)},
        "COLUMNS": "57",
        b"NO_\xff_TEXT": b"\xfe",
        "EQUALS": "a=b=c\nd",
    }
    cold, hot = facts(warm, "\udcff\udcfe", "", "a\nb", env=environment, cwd=folder)
    assert hot == cold
    assert hot["folder"] == str(folder)
    assert len(hot["environment"]) > 10_000
    assert hot["size"][0] == 57


def test_variables_that_the_zygote_has_and_the_command_has_not(warm: Warm):
    warm.environment["LC_TELEPHONE"] = "C"
    warm.serve(env={**warm.environment, "ONLY_THE_ZYGOTE": "1"})
    cold, hot = facts(warm)
    assert hot == cold


def test_a_folder_that_is_gone(warm: Warm):
    warm.serve()
    folder = warm.folder / "gone"

    def leave() -> None:
        folder.mkdir(exist_ok=True)
        os.chdir(folder)
        folder.rmdir()

    cold, hot = facts(warm, cwd=None, preexec_fn=leave)
    assert "FileNotFoundError" in hot["folder"]
    assert hot == cold


def test_files_that_the_shell_has_opened(warm: Warm):
    warm.serve()
    (warm.folder / "file").write_text("x", "ascii")
    opened = [os.open(warm.folder / "file", os.O_RDONLY) for _ in range(3)]
    kept = [fcntl.fcntl(number, fcntl.F_DUPFD, 40 + at) for at, number in enumerate(opened)]
    try:
        cold, hot = facts(warm, pass_fds=[opened[0], *kept])
    finally:
        for number in (*opened, *kept):
            os.close(number)
    assert hot == cold
    assert [number for number in range(3, 64) if hot["files"][number]] == [opened[0], *kept]


def test_what_a_shell_substitutes_for_a_process(warm: Warm):
    warm.serve()
    line = (
        f"{sys.executable} {Path(__file__).with_name('stand_in.py')} check facts >(cat > x) && cat"
    )
    done = warm.run(command=["bash", "-c", line], input=b"")
    assert (done.returncode, done.stderr) == (0, b"")
    assert warm.count(warm.cold_starts) == 0


def limited() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (77, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


INHERITED: dict[str, Callable[[], object]] = {
    "limits": limited,
    "umask": lambda: os.umask(0o027),
    "niceness": lambda: os.nice(5),
    "processors": lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
}


@pytest.mark.parametrize("change", INHERITED)
def test_what_is_inherited_is_part_of_the_key(warm: Warm, change: str):
    warm.serve()
    done = warm.run("exit", "7", preexec_fn=INHERITED[change])
    assert done.returncode == 7
    assert warm.count(warm.cold_starts) == 1
    warm.cold_starts.unlink()
    warm.serve(preexec_fn=INHERITED[change])
    cold, hot = facts(warm, preexec_fn=INHERITED[change])
    assert hot == cold


def test_ignored_signals_are_part_of_the_key(warm: Warm):
    warm.serve()
    command = ["nohup", *warm.command("exit", "7")]
    assert warm.run(command=command).returncode == 7
    assert warm.count(warm.cold_starts) == 1


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "latin-1:replace"},
        {"PYTHONUNBUFFERED": "1"},
        {"TZ": "Asia/Kathmandu"},
        {"PYTHONUTF8": "1", "LC_ALL": "C"},
        {"PYTHONOPTIMIZE": "1"},
        {"PYTHONSAFEPATH": "1"},
    ],
    ids=str,
)
def test_what_the_interpreter_is_told(warm: Warm, variables: dict[str, str]):
    warm.serve()
    warm.environment |= variables
    assert warm.run("exit", "0").returncode == 0
    assert warm.count(warm.cold_starts) == 1
    warm.cold_starts.unlink()
    warm.serve()
    cold, hot = facts(warm)
    assert hot == cold


def in_terminal(warm: Warm, command: Sequence[str], environment: dict[str, str]) -> bytes:
    """Run a command in a terminal of 123 columns; what is shown there."""
    process, terminal = pty.fork()
    if process == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 123, 0, 0))
            os.chdir(warm.folder)
            os.execvpe(command[0], list(command), environment)
        finally:
            os._exit(127)
    shown = b""
    try:
        while part := os.read(terminal, 65536):
            shown += part
    except OSError:
        pass  # how a terminal says that nobody has it any more
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    return shown


def test_a_terminal(warm: Warm):
    warm.serve(stdin=subprocess.DEVNULL)
    found: list[dict[str, Any]] = []
    # which a library of whoever runs the tests may have set
    said = ("COLUMNS", "LINES")
    environment = {name: text for name, text in warm.environment.items() if name not in said}
    for choice in ("0", "always"):
        file = warm.folder / choice
        command = warm.command("facts", str(file))
        in_terminal(warm, command, {**environment, "STACKLS_WARM": choice})
        found.append(json.loads(file.read_text("ascii")))
        for private in ("arguments", "environment", "files"):
            found[-1].pop(private)
    assert found[1] == found[0]
    assert found[1]["size"] == [123, 45]
    assert warm.count(warm.cold_starts) == 1


def test_reading_from_a_terminal_is_left_to_it(warm: Warm):
    warm.serve()
    in_terminal(warm, warm.command("exit", "0", "-"), warm.environment)
    assert warm.count(warm.cold_starts) == 1


@pytest.mark.parametrize("redirection", ["<&-", ">&-", "2>&-"])
def test_closed_streams_are_left_to_a_cold_start(warm: Warm, redirection: str):
    warm.serve()
    line = " ".join([*warm.command("exit", "3"), redirection])
    assert warm.run(command=["sh", "-c", line]).returncode == 3
    assert warm.count(warm.cold_starts) == 1


def test_much_goes_in_and_out(warm: Warm):
    warm.serve()
    data = os.urandom(3_000_000)
    assert warm.run("copy", input=data).stdout == data
    assert warm.count(warm.cold_starts) == 0


def test_who_reads_only_the_beginning(warm: Warm):
    warm.serve()
    line = f"{' '.join(warm.command('write', '1000000'))} | head -1"
    codes: list[int] = []
    for choice in ("0", "always"):
        environment = {**warm.environment, "STACKLS_WARM": choice}
        done = warm.run(command=["bash", "-o", "pipefail", "-c", line], env=environment)
        assert done.stdout == b"0\n"
        codes.append(done.returncode)
    assert codes[0] == codes[1] != 0
    assert warm.count(warm.cold_starts) == 1
