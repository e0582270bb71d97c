"""A signal does to a command that a zygote runs what it does to one that starts cold."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.eventually import eventually
from tests.warm.conftest import Warm


def waiting(warm: Warm, choice: str = "always") -> tuple[subprocess.Popen[bytes], int]:
    """The client of a command that waits, and the process that waits."""
    environment = {**warm.environment, "STACKLS_WARM": choice}
    pipe = subprocess.PIPE
    client = warm.start(
        "wait",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        # as a shell does it: no process stops at Ctrl-Z whose group nobody looks after
        preexec_fn=os.setpgrp,
    )
    assert client.stdout is not None
    return client, int(client.stdout.readline())


def state_of(process: int) -> str:
    """As `ps` shows it; empty where there is no such process."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return ""
    return fields.rpartition(")")[2].split()[0]


def is_gone(process: int) -> bool:
    return state_of(process) in ("", "Z")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_the_same_end(warm: Warm, number: signal.Signals):
    warm.serve()
    ends: list[tuple[int, bytes, bytes]] = []
    for choice in ("0", "always"):
        client, process = waiting(warm, choice)
        assert (client.pid == process) == (choice == "0")
        client.send_signal(number)
        out, err = client.communicate(timeout=60)
        ends.append((client.returncode, out, err))
        eventually(lambda: is_gone(process), "the command has ended")  # noqa: B023
    assert ends[1] == ends[0]


def test_ctrl_z_and_fg(warm: Warm):
    warm.serve()
    client, process = waiting(warm)
    client.send_signal(signal.SIGTSTP)
    eventually(lambda: state_of(client.pid) == "T" == state_of(process), "both stand still")
    client.send_signal(signal.SIGCONT)
    eventually(lambda: state_of(client.pid) == "S" == state_of(process), "both go on")
    client.send_signal(signal.SIGINT)
    assert client.wait(timeout=60) == 130


def test_a_client_that_is_killed_takes_its_command_along(warm: Warm):
    warm.serve()
    client, process = waiting(warm)
    client.kill()
    eventually(lambda: is_gone(process), "the command has ended")


def test_a_command_that_is_killed(warm: Warm):
    warm.serve()
    done = warm.run("kill", str(signal.SIGKILL.value))
    assert done.returncode == 128 + 9
    assert done.stderr == b"stackls: the process that ran the command was killed by signal 9.\n"
    assert warm.count(warm.cold_starts) == 0


def test_a_zygote_that_is_killed_takes_its_commands_along(warm: Warm):
    zygote = warm.serve()
    client, process = waiting(warm)
    zygote.kill()
    _, err = client.communicate(timeout=60)
    assert client.returncode == 2
    assert err.startswith(b"stackls: the process that ran the command is gone")
    eventually(lambda: is_gone(process), "the command has ended")
    assert warm.count(warm.runs) == 1


def test_signals_are_those_of_one_command(warm: Warm):
    warm.serve()
    (first, one), (second, other) = waiting(warm), waiting(warm)
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=60) == 130
    eventually(lambda: is_gone(one), "the command has ended")
    assert state_of(other) == "S"
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=60) == -signal.SIGTERM


@pytest.mark.parametrize(("what", "code"), [(("exit", "0"), 0), (("exit", "141"), 141)])
def test_exit_codes(warm: Warm, what: tuple[str, str], code: int):
    warm.serve()
    assert warm.run(*what).returncode == code
    assert warm.count(warm.cold_starts) == 0


def test_what_is_raised(warm: Warm):
    warm.serve()
    done = warm.run("raise", "it is wrong")
    assert done.returncode == 1
    assert done.stderr.startswith(b"Traceback")
    assert done.stderr.endswith(b"RuntimeError: it is wrong\n")
    assert warm.count(warm.cold_starts) == 0


def test_who_ignores_signals_still_does(warm: Warm):
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    warm.serve(preexec_fn=ignore)
    pipe = subprocess.PIPE
    client = warm.start("wait", stdin=subprocess.DEVNULL, stdout=pipe, preexec_fn=ignore)
    assert client.stdout is not None
    process = int(client.stdout.readline())
    assert process != client.pid
    client.send_signal(signal.SIGHUP)
    client.send_signal(signal.SIGINT)
    assert client.wait(timeout=60) == 130
