"""A Python that has imported what takes seconds, and forks for each process that is wanted.

usage: PYTHON -u forks.py SOCKET MODULE...

What is forked is where a process of its own is after its imports: it has the folder, the variables
and the streams of who asked, opens everything anew, and can be killed. Each ends with the other.
Standard library only: this runs in ZenML's interpreter.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

STREAMS = (0, 1, 2)
LENGTH = 4
"""Bytes in which a request begins: how long the rest of it is."""

ASK = """
import json, os, socket, sys
wanted = {"arguments": sys.argv[2:], "folder": os.getcwd(), "variables": dict(os.environ)}
request = json.dumps(wanted).encode()
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect(sys.argv[1])
    socket.send_fds(asked, [len(request).to_bytes(4, "big")], [0, 1, 2])
    asked.sendall(request)
    for stream in (0, 1, 2):
        os.close(stream)
    end = asked.recv(1)  # nothing where it was killed, with which its end closes
    os._exit(end[0]) if end else os.kill(os.getpid(), 9)
"""
"""Asks for a fork that is where this process is, and ends as it does."""


class Forks:
    """That Python, as a test has it."""

    def __init__(
        self, python: str, folder: Path, environment: Mapping[str, str], *modules: str
    ) -> None:
        """It keeps what it needs in ``folder``, which has to be there."""
        self._place = folder / "forks"
        self._process = subprocess.Popen(
            [python, "-u", __file__, str(self._place), *modules],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked for a fork."""
        if self._process.poll() is not None:
            raise RuntimeError("the Python to be forked has ended")
        return self._place.exists()

    def command(self, *arguments: str) -> tuple[str, ...]:
        """What does in a fork what ``python`` does with these arguments, and ends with it."""
        return (sys.executable, "-S", "-c", ASK, str(self._place), *arguments)

    def kill(self) -> None:
        """Kill -9 of what was forked last."""
        with suppress(ProcessLookupError):
            os.kill(int(_last(self._place).read_text("ascii")), signal.SIGKILL)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def _last(place: Path) -> Path:
    """Where the id of the process is that was forked last."""
    return place.with_suffix(".pid")


def _serve(place: Path, modules: Sequence[str]) -> None:
    del sys.path[0]  # the folder of this file, which has modules of the same names
    for module in modules:
        with suppress(ImportError):  # not everybody has all of them
            import_module(module)
    if "sqlalchemy.orm" in sys.modules:
        sys.modules["sqlalchemy.orm"].configure_mappers()  # half a second, once
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        while True:
            connection, _ = listening.accept()
            with connection:
                length, streams, *_ = socket.recv_fds(connection, LENGTH, len(STREAMS))
                if not streams:
                    continue
                if os.fork() == 0:
                    listening.close()
                    _start(place, connection, int.from_bytes(length, "big"), streams)
                for stream in streams:
                    os.close(stream)


def _start(place: Path, connection: socket.socket, length: int, streams: Sequence[int]) -> None:
    """Start what is asked for, and tell with which code it has ended. Does not return.

    It is killed where nobody waits for that any more.
    """
    with connection.makefile("rb") as request:
        wanted: dict[str, Any] = json.loads(request.read(length))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lives, life = os.pipe()
    child = os.fork()
    if child == 0:
        connection.close()
        _be(wanted, streams)
    _last(place).write_text(str(child), "ascii")
    for one in (*streams, life):
        os.close(one)
    ready, _, _ = select.select([connection, lives], [], [])
    if connection in ready:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        with suppress(OSError):
            connection.send(bytes([os.WEXITSTATUS(status)]))
    os._exit(0)


def _be(wanted: Mapping[str, Any], streams: Sequence[int]) -> None:
    """Be the process that is asked for. Does not return."""
    os.setsid()
    os.environ.clear()
    os.environ.update(wanted["variables"])
    os.chdir(wanted["folder"])
    for own, theirs in zip(STREAMS, streams, strict=True):
        os.dup2(theirs, own)
        os.close(theirs)
    code = 1
    try:
        code = _run(wanted["arguments"])
    finally:
        os._exit(code & 0xFF)


def _run(arguments: list[str]) -> int:
    """Do what ``python`` would with them; the code with which it would end."""
    try:
        if arguments[0] == "-m":
            sys.argv = arguments[1:]
            runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        elif arguments[0] == "-c":
            sys.argv = ["-c", *arguments[2:]]
            sys.path.insert(0, "")
            exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
        else:
            sys.argv = arguments
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - what ends a Python is shown, whatever it is
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2:])
