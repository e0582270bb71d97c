"""What a zygote's child does to be the process that its client would have been."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from stackls_server.warm.client import peer_of
from stackls_server.warm.inherited import inherited, inherits
from stackls_server.warm.protocol import TAKEN, Request

FLUSH_FAILED = 120
"""What the interpreter exits with where it cannot write what is left to be written."""


class Refused(Exception):
    """Whoever asks is not as this process is."""


def become(
    request: Request, files: Sequence[int], connection: socket.socket, life: socket.socket
) -> None:
    """Be what the client would be, and tell it. ``files`` are those of the request, open here.

    ``life`` ends with the zygote, and this process with it. Raises `Refused`, and `OSError`
    where something cannot be had or nobody waits for the command any more.
    """
    process, user = peer_of(connection)
    if user != os.geteuid() or not inherits(process, inherited()):
        raise Refused
    above = max(request.files, default=2) + 1
    connection = _moved(connection, above)
    _die_with(_moved(life, above))
    *opened, folder = (_duplicate(number, above) for number in files)
    os.fchdir(folder)
    for number, source in zip(request.files, opened, strict=True):
        os.dup2(source, number)
    for number in (*opened, folder, *set(files) - set(request.files)):
        os.close(number)
    _set_environment(request.environment)
    time.tzset()
    sys.argv[:] = [os.fsdecode(word) for word in request.arguments]
    sys.stdin, sys.stdout, sys.stderr = (
        _stream(number, *how) for number, how in enumerate(request.streams)
    )
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc]
    connection.sendall(TAKEN)
    connection.close()


def _duplicate(number: int, above: int) -> int:
    return fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, above)


def _moved(channel: socket.socket, above: int) -> socket.socket:
    """The same socket with a number that no file of the client has."""
    moved = socket.socket(fileno=_duplicate(channel.fileno(), above))
    channel.close()
    return moved


def _die_with(life: socket.socket) -> None:
    """End at once when the other end is closed, whatever is being done: the kernel sees to it."""
    number = life.detach()
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(number, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(number, fcntl.F_SETFL, fcntl.fcntl(number, fcntl.F_GETFL) | os.O_ASYNC)


def _set_environment(wanted: dict[bytes, bytes]) -> None:
    current = os.environb
    for name in [name for name in current if name not in wanted]:
        del current[name]
    for name, value in wanted.items():
        if current.get(name) != value:
            current[name] = value


def _stream(
    number: int, encoding: str, errors: str, by_line: bool, through: bool
) -> io.TextIOWrapper:
    """A standard stream as the interpreter makes it."""
    mode, name = ("r", "<stdin>") if number == 0 else ("w", ("<stdout>", "<stderr>")[number - 1])
    binary: Any = open(  # noqa: SIM115 - as long as the process
        number, mode + "b", buffering=0 if through and number else -1, closefd=False
    )
    raw = binary.raw if hasattr(binary, "raw") else binary
    raw.name = name
    stream: Any = io.TextIOWrapper(binary, encoding, errors, "\n", by_line, through)
    stream.mode = mode
    return stream


def finish(run: Callable[[], int]) -> int:
    """Run a command, and end as the interpreter does; the exit code, if it is no signal's."""
    try:
        code = run()
    except BaseException as error:  # noqa: BLE001 - the last that there is
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
        if isinstance(error, KeyboardInterrupt):
            _flush()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
    return code if _flush() else FLUSH_FAILED


def _flush() -> bool:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True
