"""Having a command run by a zygote, as if it ran in this process.

What a signal does to this process it does to the command, and the other way round. A command that
was not taken over leaves no trace: it is run here, and no zygote runs it any more.
"""

from __future__ import annotations

import os
import sys

from stackls_server.warm import protocol
from stackls_server.warm.inherited import inherits
from stackls_server.warm.place import SOCKET, address

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    import socket
    from collections.abc import Callable
else:
    # what those two are made of: their enumerations take longer than all that is done here
    import _signal as signal
    import _socket as socket

PATIENCE = 1.0
"""Seconds for a zygote to take a command over; it takes a few milliseconds."""
_LOOK = 0.5
"""Seconds after which a signal is noticed that came just before waiting began."""
_COULD_NOT_RUN = 2

_FORWARDED = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM")
)
_PEER = 12  # pid, uid and gid, each of four bytes


class Unavailable(Exception):
    """There is no zygote, or it does not take the command."""


def connect(folder: int, name: str, inherited: bytes) -> tuple[socket.socket, int]:
    """A connection to the zygote of that name, and its process. Raises `Unavailable`.

    It has to be this user's, and to have inherited what this process has: one that is confined, or
    in a container with the same folder, learns nothing of this command.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(address(folder, name + SOCKET))
        process, user = peer_of(connection)
    except OSError as error:
        connection.close()
        raise Unavailable from error
    if user != os.geteuid() or not inherits(process, inherited):
        connection.close()
        raise Unavailable
    return connection, process


def peer_of(connection: socket.socket) -> tuple[int, int]:
    """Process and user at the other end, as the kernel knows them. Raises `OSError`."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER)
    return int.from_bytes(found[:4], sys.byteorder), int.from_bytes(found[4:8], sys.byteorder)


def run(connection: socket.socket, request: protocol.Request) -> int:
    """Have it run; its exit code. Raises `Unavailable` where it was not and will not be run."""
    signals = _Signals(connection)
    ours, theirs = socket.socketpair()
    try:
        if not is_taken(connection, request, theirs.fileno()):
            raise Unavailable
        theirs.close()
        signals.are_forwarded()
        answer = _receive(ours, 2)
    finally:
        signals.close()
        for one in (connection, ours, theirs):
            one.close()
    if answer[:1] == protocol.EXITED and len(answer) > 1:
        return answer[1]
    if answer[:1] == protocol.KILLED and len(answer) > 1:
        return _killed(answer[1], is_ours=answer[1] in signals.forwarded)
    sys.stderr.write("stackls: the process that ran the command is gone; what it did is unknown.\n")
    return _COULD_NOT_RUN


def is_taken(connection: socket.socket, request: protocol.Request, end: int) -> bool:
    """Send the request, and ``end`` to be told of the end of the command by; whether it is run.

    Where it is not, it will not be either.
    """
    try:
        if connection.recv(1) != protocol.HELLO:
            return False
    except OSError:
        return False
    try:
        _send(connection, request, end)
        return connection.recv(1) == protocol.TAKEN
    except OSError:
        # Too late, or the end is gone, maybe since the command has run already. Once nothing can be
        # received any more, a zygote that is late cannot say that it takes the command, and then
        # does not run it. What it has said before is still there.
        return _was_taken(connection)


def _was_taken(connection: socket.socket) -> bool:
    try:
        connection.shutdown(socket.SHUT_RD)
        return connection.recv(1) == protocol.TAKEN
    except OSError:
        return False


def _send(connection: socket.socket, request: protocol.Request, end: int) -> None:
    data = request.encoded()
    if len(data) > protocol.MOST or len(request.files) > protocol.MOST_FILES:
        raise OSError("it is more than a zygote takes")
    here = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        files = _numbers([*request.files, here, end])
        sent = connection.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        if sent < len(data):
            connection.sendall(data[sent:])
    finally:
        os.close(here)


def _numbers(files: list[int]) -> bytes:
    return b"".join(number.to_bytes(4, sys.byteorder) for number in files)


def _receive(connection: socket.socket, count: int) -> bytes:
    """So many bytes, or fewer where the other end is gone."""
    connection.settimeout(_LOOK)
    received = b""
    while len(received) < count:
        try:
            part = connection.recv(count - len(received))
        except TimeoutError:
            continue
        except OSError:
            break
        if not part:
            break
        received += part
    return received


def _killed(number: int, *, is_ours: bool) -> int:
    """End as the command has ended; a word on it where nobody knows why."""
    if is_ours:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    else:
        sys.stderr.write(
            f"stackls: the process that ran the command was killed by signal {number}.\n"
        )
    return 128 + number


class _Signals:
    """What this process is told by signals is told to the command."""

    def __init__(self, connection: socket.socket) -> None:
        """From now on no signal ends this process; what comes is kept until `are_forwarded`."""
        self._connection = connection
        self._early: list[int] | None = []
        self.forwarded: set[int] = set()
        self._former: dict[int, Callable[..., object] | int | None] = {}
        for number in _FORWARDED:
            self._handle(number, self._forward)
        self._handle(signal.SIGTSTP, self._stop)

    def _handle(self, number: int, handler: Callable[[int, object], None]) -> None:
        former = signal.getsignal(number)
        if (
            former is not None and former != signal.SIG_IGN
        ):  # as nohup has it, and the command then ignores it too
            self._former[number] = former
            signal.signal(number, handler)

    def are_forwarded(self) -> None:
        """The command runs: it gets what has come meanwhile, and what is to come."""
        early, self._early = self._early, None
        for number in early or ():
            handler = self._stop if number == signal.SIGTSTP else self._forward
            handler(number, None)

    def _forward(self, number: int, _frame: object) -> None:
        if self._early is not None:
            self._early.append(number)
            return
        self.forwarded.add(number)
        self._send(number)

    def _stop(self, number: int, _frame: object) -> None:
        """Ctrl-Z: the command stops, and so does this process, until the shell continues it."""
        if self._early is not None:
            self._early.append(number)
            return
        self._send(signal.SIGSTOP)
        handler = signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, handler)
        self._send(signal.SIGCONT)

    def _send(self, number: int) -> None:
        try:
            self._connection.send(bytes((number,)))
        except OSError:
            return  # its end is noticed where it is waited for

    def close(self) -> None:
        """Signals do what they did; those that were for nobody come again."""
        for number, former in self._former.items():
            signal.signal(number, former)
        for number in self._early or ():
            os.kill(os.getpid(), number)
