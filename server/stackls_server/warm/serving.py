"""A zygote at work: a child for each command, which hears of signals, and its client of its end.

It holds nothing of any command, not even in memory that is free: the bytes of a request are read
into one place, which is wiped once a child has a copy. Only children know what they say.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from stackls_server.warm import protocol
from stackls_server.warm.child import Refused, become, finish
from stackls_server.warm.client import peer_of

IDLE_SECONDS = 600.0
_LOOK_SECONDS = 5.0
"""How often it looks whether it is still the one to be asked."""
_REQUEST_SECONDS = 1.0
_FILES = protocol.MOST_FILES + 2


@dataclass
class _Command:
    """A command under way.

    ``connection`` brings signals and ends with the client, ``life`` ends with the process, and
    ``end`` tells the client.
    """

    process: int
    connection: socket.socket
    life: socket.socket
    end: socket.socket

    def close(self) -> None:
        for one in (self.connection, self.life, self.end):
            one.close()


class Serving:
    """Answers who connects to ``listener`` until nobody has for a while."""

    def __init__(
        self,
        listener: socket.socket,
        key: bytes,
        run: Callable[[], int],
        is_asked: Callable[[], bool],
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """``run`` is the command line; ``is_asked`` whether clients still come to this zygote."""
        self._listener = listener
        self._key = key
        self._run = run
        self._is_asked = is_asked
        self._idle_seconds = idle_seconds
        self._commands: dict[int, _Command] = {}
        self._last_event = self._last_look = monotonic()
        self._is_still_asked = True
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)

    def serve(self, close_others: Callable[[], None]) -> None:
        """Serve. ``close_others`` closes in a child what else is open in this process."""
        gc.collect()
        gc.freeze()  # what is here already is not looked at, and so not copied, by the children
        wait = min(self._idle_seconds, _LOOK_SECONDS)
        self._last_event = monotonic()
        while self._commands or not self._is_over():
            for number, _ in self._poll.poll(wait * 1000):
                if number == self._listener.fileno():
                    self._accept(close_others)
                else:
                    self._hear(number)
                self._last_event = monotonic()

    def _is_over(self) -> bool:
        now = monotonic()
        if now - self._last_look >= _LOOK_SECONDS:
            self._last_look = now
            self._is_still_asked = self._is_asked()
        return not self._is_still_asked or now - self._last_event >= self._idle_seconds

    def _accept(self, close_others: Callable[[], None]) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        files: list[int] = []
        body = bytearray()
        try:
            if peer_of(connection)[1] == os.geteuid():
                connection.send(protocol.HELLO)
                body = _read(connection, files)
                self._start(body, files, connection, close_others)
                return
        except (OSError, ValueError):
            pass  # nothing has been run, and the client sees the end of the connection
        finally:
            _wipe(body)
            for number in files:
                os.close(number)
        connection.close()

    def _start(
        self,
        body: bytearray,
        files: list[int],
        connection: socket.socket,
        close_others: Callable[[], None],
    ) -> None:
        if not body.startswith(self._key + b"\0") or len(files) < 2:
            raise ValueError
        life, childs_life = socket.socketpair()
        process = os.fork()
        if process == 0:
            self._be_child(body, files, connection, life, childs_life, close_others)
        childs_life.close()
        end = socket.socket(fileno=files.pop())
        end.setblocking(False)
        connection.setblocking(False)
        command = _Command(process, connection, life, end)
        for one in (connection, life):
            self._commands[one.fileno()] = command
            self._poll.register(one, select.POLLIN)

    def _be_child(
        self,
        body: bytearray,
        files: list[int],
        connection: socket.socket,
        life: socket.socket,
        childs_life: socket.socket,
        close_others: Callable[[], None],
    ) -> None:
        """Run the command. Does not return."""
        code = 1
        try:
            life.close()
            self._listener.close()
            for command in self._commands.values():
                command.close()
            close_others()
            os.close(files.pop())
            request = protocol.decoded(bytes(body))
            if len(files) != len(request.files) + 1:
                raise ValueError
            become(request, files, connection, childs_life)
            del request
            code = finish(self._run)
        except (Refused, OSError, ValueError):
            code = 1  # the client runs it
        except KeyboardInterrupt:
            code = 130
        finally:
            os._exit(code)

    def _hear(self, number: int) -> None:
        command = self._commands.get(number)
        if command is None:
            return
        channel = command.life if number == command.life.fileno() else command.connection
        try:
            said = channel.recv(64)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if channel is command.life:
            self._tell_end(command)
            return
        for one in said:
            with suppress(OSError, ValueError):
                os.kill(command.process, one)
        if not said:  # the client is gone
            os.kill(command.process, signal.SIGKILL)
            self._forget(command.connection)

    def _tell_end(self, command: _Command) -> None:
        _, status = os.waitpid(command.process, 0)
        code = os.waitstatus_to_exitcode(status)
        kind, number = (protocol.EXITED, code) if code >= 0 else (protocol.KILLED, -code)
        with suppress(OSError):
            command.end.send(kind + bytes((number,)))
        self._forget(command.life)
        self._forget(command.connection)
        command.close()

    def _forget(self, channel: socket.socket) -> None:
        if self._commands.pop(channel.fileno(), None) is not None:
            self._poll.unregister(channel)


def _read(connection: socket.socket, files: list[int]) -> bytearray:
    """The request; its open files are put into ``files``. Raises `OSError`, `ValueError`."""
    deadline = monotonic() + _REQUEST_SECONDS
    connection.settimeout(_REQUEST_SECONDS)
    length = bytearray(protocol.LENGTH)
    space = socket.CMSG_SPACE(_FILES * array("i").itemsize)
    count, sent, flags, _ = connection.recvmsg_into([length], space, socket.MSG_CMSG_CLOEXEC)
    for level, kind, data in sent:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            opened = array("i")
            opened.frombytes(data[: len(data) - len(data) % opened.itemsize])
            files += opened
    size = int.from_bytes(length, "big")
    if flags & socket.MSG_CTRUNC or count < len(length) or size > protocol.MOST:
        raise ValueError
    body = bytearray(size)
    try:
        received = 0
        while received < size:
            part = connection.recv_into(memoryview(body)[received:])
            if not part or monotonic() > deadline:
                raise ValueError
            received += part
    except (OSError, ValueError):
        _wipe(body)
        raise
    return body


def _wipe(body: bytearray) -> None:
    """Leave nothing of it in memory, which is what happens to what is only not used any more."""
    body[:] = bytes(len(body))
