"""Messages on a stream: a header that says how long the body is, an empty line, the body.

pygls reads a message line by line, and each line crosses from a thread to the event loop and back;
here messages cross whole, and nothing goes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import BinaryIO, Protocol

from stackls_server.lsp.transport.threads import Threads
from stackls_server.lsp.transport.waitable import is_same_file, is_waitable

_LENGTH = b"content-length"
_BUFFER = 1 << 20


def framed(body: bytes) -> bytes:
    """A message with the header that says how long ``body`` is."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


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

    @property
    def busy(self) -> bool:
        """Whether the thread waits for input."""
        return self._threads.busy

    def stop(self) -> None:
        """Let the thread end once there is nothing more to read."""
        self._threads.stop()

    async def read(self) -> bytes | None:
        """The next message's body; ``None`` at the end. Raises what reading the stream raised."""
        if self._reading is None:
            loop = asyncio.get_running_loop()
            self._reading = self._threads.start(self._read_all, loop)
            self._reading.add_done_callback(lambda _: self._messages.put_nowait(None))
        body = await self._messages.get()
        if body is None:
            await self._reading
        return body

    def _read_all(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for messages any more
            while (body := self._read()) is not None:
                loop.call_soon_threadsafe(self._messages.put_nowait, body)

    def _read(self) -> bytes | None:
        header = _Header()
        while not header.is_complete:
            line = self._stream.readline()
            if not line:
                return None
            header.take(line)
        body = self._stream.read(header.length)
        return body if len(body) == header.length else None


class SocketReader:
    """Reads a connection of the event loop's own."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream

    async def read(self) -> bytes | None:
        """The next message's body; ``None`` at the end."""
        header = _Header()
        try:
            while not header.is_complete:
                line = await self._stream.readline()
                if not line:
                    return None
                header.take(line)
            return await self._stream.readexactly(header.length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None


async def pipe_reader(stdin: BinaryIO, stdout: BinaryIO) -> SocketReader | None:
    """A reader of ``stdin`` without a thread, which answers sooner; ``None`` where that cannot be.

    It takes a pipe or a socket, as editors give one, and an event loop that can wait for those. It
    makes ``stdin`` non-blocking, so it must not be what ``stdout`` is, too.
    """
    if not is_waitable(stdin) or is_same_file(stdin, stdout):
        return None
    stream = asyncio.StreamReader(limit=_BUFFER)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), stdin)
    return SocketReader(stream)


class _Header:
    """The lines before a body; those that say no length are not needed, or noise."""

    def __init__(self) -> None:
        self.length = 0
        self.is_complete = False

    def take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name.strip().lower() == _LENGTH and value.strip().isdigit():
            self.length = int(value)
        elif not line.strip() and self.length:
            self.is_complete = True


async def for_each_message(
    reader: MessageReader, handle: Callable[[bytes], None], is_over: Callable[[], bool]
) -> None:
    """Handle one message after the other, until it ``is_over`` or nothing more comes."""
    while not is_over() and (body := await reader.read()) is not None:
        handle(body)
