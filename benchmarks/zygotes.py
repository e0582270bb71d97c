"""The zygotes of a home of stackls: waiting for one, and ending it before a first call."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

HAS_ZYGOTES = sys.platform == "linux"
PATIENCE = 60.0


def zygotes(home: Path) -> list[int]:
    """The processes that commands with that ``STACKLS_HOME`` have left or are about to leave."""
    wanted = os.fsencode(f"STACKLS_HOME={home}")
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            variables = (process / "environ").read_bytes().split(b"\0")
            if b"stackls_server.zygote" in words and wanted in variables:
                found.append(int(process.name))
    return found


def end(home: Path) -> None:
    """Leave no zygote there."""
    while found := zygotes(home):
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    for socket in (home / "cache" / "warm").glob("*.socket"):
        socket.unlink()


def await_one(home: Path) -> None:
    """Wait until commands start warm. Raises `SystemExit` where they do not."""
    deadline = time.monotonic() + PATIENCE
    while not any((home / "cache" / "warm").glob("*.socket")):
        if time.monotonic() > deadline:
            raise SystemExit("No zygote was left.")
        time.sleep(0.02)
