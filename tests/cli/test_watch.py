"""`stackls check --watch`: what counts as a change, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stackls_server.cli.check_options import Options
from stackls_server.cli.watching import again_on_change, looks_of
from tests.cli.conftest import GOOD, MISSPELT, Cli


class Ended(Exception):
    pass


def checked(cli: Cli, *edits: Callable[[], object], paths: tuple[str, ...] = (".",)) -> int:
    """How often is checked while these edits are made, one after the other, with pauses between."""
    checks, pending = 0, list(edits)

    def once() -> None:
        nonlocal checks
        checks += 1

    def pause(_: float) -> None:
        if not pending:
            raise Ended
        pending.pop(0)()

    with pytest.raises(Ended):
        again_on_change(lambda: looks_of(Options(paths)), once, pause)
    return checks


def test_what_changes_a_check(cli: Cli):
    cli.write("stacks/a.yaml", GOOD)

    def write(name: str, text: str) -> Callable[[], object]:
        return lambda: cli.write(name, text)

    assert checked(cli, lambda: None) == 1
    assert checked(cli, write("stacks/a.yaml", MISSPELT), lambda: None) == 2
    assert checked(cli, write("stacks/b.yaml", GOOD)) == 2
    assert checked(cli, (cli.folder / "stacks" / "b.yaml").unlink) == 2
    assert checked(cli, write("notes.txt", "x")) == 1
    assert checked(cli, write("stackls.toml", 'ignore = ["unknown-flavor"]\n')) == 2
    assert checked(cli, write("stacks/.gitignore", "*.yaml\n"), paths=("stacks",)) == 2


def test_what_changes_during_a_check_is_checked_again(cli: Cli):
    path = cli.write("a.yaml", GOOD)
    checks = 0

    def once() -> None:
        nonlocal checks
        checks += 1
        if checks == 1:
            path.write_text(MISSPELT, encoding="utf-8")

    def pause(_: float) -> None:
        raise Ended

    with pytest.raises(Ended):
        again_on_change(lambda: looks_of(Options()), once, pause)
    assert checks == 2


def test_it_changes_nothing(cli: Cli):
    for option in ("--fix", "--add-ignore", "--write-baseline=x"):
        assert cli("check", "--watch", option).code == 2
    assert cli("check", "--watch", "-").code == 2


@pytest.mark.skipif(os.name == "nt", reason="there is no Ctrl-C for another process there")
def test_ctrl_c_ends_it_quietly(tmp_path: Path):
    (tmp_path / "a.stack.yaml").write_text(MISSPELT, encoding="utf-8")
    command = [sys.executable, "-m", "stackls_server", "check", "--watch"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        while "Ctrl-C ends it" not in (line := running.stderr.readline()):
            assert line
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    assert "unknown-flavor" in out
