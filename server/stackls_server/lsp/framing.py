"""Messages on a stream: a header that says how long the body is, an empty line, the body.

pygls reads a message line by line, and each line crosses from a thread to the event loop; here a
message crosses once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import BinaryIO, Protocol

from stackls_server.lsp.threads import Threads

_LENGTH = b"content-length"


class MessageReader(Protocol):
    """Where messages come from."""

    def read(self) -> Awaitable[bytes | None]:
        """The next message's body; ``None`` at the end, in the middle of a message too."""
        ...


class StreamReader:
    """Reads a blocking stream in a thread that nobody has to wait for at the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._threads = Threads("reader", 1)

    @property
    def busy(self) -> bool:
        """Whether the thread waits for input."""
        return self._threads.busy

    def stop(self) -> None:
        """Let the thread end once there is something to read."""
        self._threads.stop()

    def read(self) -> Awaitable[bytes | None]:
        """The next message's body; ``None`` at the end."""
        return self._threads.start(self._read)

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
