"""Messages on a stream: a header that says how long the body is, an empty line, the body.

pygls reads a message line by line, and each line crosses from a thread to the event loop and back;
here messages cross whole, and nothing goes back.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import BinaryIO, Protocol

from stackls_server.lsp.transport.header import Header
from stackls_server.lsp.transport.threads import Threads
from stackls_server.lsp.transport.waitable import is_same_file, is_waitable

BUFFER = 1 << 20
"""Bytes that a stream of the event loop's reads ahead, about."""
MAX_AHEAD = 1 << 26
"""Bytes of messages that a thread reads ahead."""


class MessageReader(Protocol):
    """Where messages come from."""

    def read(self) -> Awaitable[bytes | None]:
        """The next message's body; ``None`` at the end, in the middle of a message too."""
        ...


class StreamReader:
    """Reads a blocking stream in a thread that nobody has to wait for at the end.

    The thread reads ahead: what an editor asks for along with a keystroke is there when the
    keystroke has been handled.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._threads = Threads("reader", 1)
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._reading: asyncio.Future[None] | None = None
        self._room = threading.Condition()
        self._ahead = 0
        self._is_stopped = False

    @property
    def busy(self) -> bool:
        """Whether the thread waits for input."""
        return self._threads.busy

    @property
    def is_full(self) -> bool:
        """Whether the thread waits until what it has read is handled."""
        return self._ahead >= MAX_AHEAD

    def stop(self) -> None:
        """Let the thread end once there is nothing more to read."""
        self._threads.stop()
        with self._room:
            self._is_stopped = True
            self._room.notify()

    async def read(self) -> bytes | None:
        """The next message's body; ``None`` at the end. Raises what reading the stream raised."""
        if self._reading is None:
            loop = asyncio.get_running_loop()
            self._reading = self._threads.start(self._read_all, loop)
            self._reading.add_done_callback(lambda _: self._messages.put_nowait(None))
        body = await self._messages.get()
        if body is None:
            await self._reading
            return None
        with self._room:
            self._ahead -= len(body)
            self._room.notify()
        return body

    def _read_all(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for messages any more
            while (body := self._read()) is not None:
                self._wait_for_room(len(body))
                loop.call_soon_threadsafe(self._messages.put_nowait, body)

    def _wait_for_room(self, size: int) -> None:
        """Wait, where so much is read already that nobody has asked for, and then take ``size``."""
        with self._room:
            self._room.wait_for(lambda: self._ahead < MAX_AHEAD or self._is_stopped)
            self._ahead += size

    def _read(self) -> bytes | None:
        header = Header()
        while not header.is_complete:
            line = self._stream.readline(BUFFER)
            if not line:
                return None
            header.take(line)
        body = self._stream.read(header.length)
        return body if len(body) == header.length else None


class ReadBefore:
    """A message that was read already, then what ``reader`` reads."""

    def __init__(self, body: bytes, reader: MessageReader) -> None:
        self._body: bytes | None = body
        self._reader = reader

    async def read(self) -> bytes | None:
        """The next message's body; ``None`` at the end."""
        body, self._body = self._body, None
        return body if body is not None else await self._reader.read()


class SocketReader:
    """Reads a connection of the event loop's own."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream

    async def read(self) -> bytes | None:
        """The next message's body; ``None`` at the end."""
        header = Header()
        try:
            while not header.is_complete:
                line = await self._line()
                if not line:
                    return None
                header.take(line)
            return await self._stream.readexactly(header.length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def _line(self) -> bytes:
        """The next line; what is longer than a header may be is noise."""
        try:
            return await self._stream.readline()
        except ValueError:
            return b"-"


async def pipe_reader(stdin: BinaryIO, stdout: BinaryIO) -> SocketReader | None:
    """A reader of ``stdin`` without a thread, which answers sooner; ``None`` where that cannot be.

    It takes a pipe or a socket, as editors give one, and an event loop that can wait for those. It
    makes ``stdin`` non-blocking, so it must not be what ``stdout`` is, too.
    """
    if not is_waitable(stdin) or is_same_file(stdin, stdout):
        return None
    stream = asyncio.StreamReader(limit=BUFFER)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), stdin)
    return SocketReader(stream)


async def for_each_message(
    reader: MessageReader, handle: Callable[[bytes], None], is_over: Callable[[], bool]
) -> None:
    """Handle one message after the other, until it ``is_over`` or nothing more comes."""
    while not is_over() and (body := await reader.read()) is not None:
        handle(body)
