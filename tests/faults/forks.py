"""A Python that has imported what takes seconds, and forks for each process that is to be killed.

usage: PYTHON -u forks.py SOCKET MODULE...

What is forked is where a process of its own is after its imports: it opens everything anew, and is
killed like one. Standard library only: this runs in ZenML's interpreter.
"""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

STREAMS = (0, 1, 2)

ASK = """
import os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect(sys.argv[1])
    socket.send_fds(asked, ["\\0".join(sys.argv[2:]).encode()], [0, 1, 2])
    asked.shutdown(socket.SHUT_WR)
    for stream in (0, 1, 2):
        os.close(stream)
    while asked.recv(1):
        pass  # until the fork is gone, with which its end closes
os.kill(os.getpid(), 9)
"""
"""Asks for a fork with the streams of this process, and ends with it."""


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
                message, streams, *_ = socket.recv_fds(connection, 65536, len(STREAMS))
                if not streams:
                    continue
                child = os.fork()
                if child == 0:
                    listening.close()
                    os.setsid()
                    for own, theirs in zip(STREAMS, streams, strict=True):
                        os.dup2(theirs, own)
                        os.close(theirs)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    _run(message.decode().split("\0"))
                _last(place).write_text(str(child), "ascii")
                for stream in streams:
                    os.close(stream)


def _run(arguments: list[str]) -> None:
    """Do what ``python`` would with them."""
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
    os._exit(0)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2:])
