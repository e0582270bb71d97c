"""Messages on their way to a client, which may take its time to read them.

A server that waits for its client to read hears nothing meanwhile: not the end of its input, nor
what a client says that writes before it reads, and then both wait for each other. So where the
event loop can write, what a client has not read yet is kept.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, BinaryIO

from stackls_server.lsp.transport.waitable import is_same_file, is_waitable

PATIENCE = 2.0
"""Seconds in which a client has to read something, once there is nothing more to come."""

MAX_UNREAD = 1 << 28
"""Bytes that are kept for a client that does not read them; one that leaves more is not there."""

logger = logging.getLogger("stackls")


def log_unread(most: int) -> None:
    """Say why a client counts as gone that has left more than ``most`` bytes unread."""
    logger.error("the client has left %d MB unread: the end", most >> 20)


class StreamWriter:
    """Writes to a blocking stream; one that nobody reads any more is not an error but the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lost = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Send it at once, however long that takes."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._lost.set()

    def close(self) -> None:
        """Count as lost."""
        self._lost.set()

    def wait_until_lost(self) -> Coroutine[Any, Any, Any]:
        """Wait until writing has failed."""
        return self._lost.wait()

    async def flush(self) -> None:
        """Nothing is kept."""


class PipeWriter(asyncio.Protocol):
    """Writes to a pipe or socket of the event loop's."""

    def __init__(self) -> None:
        self._lost = asyncio.Event()
        self._read = asyncio.Event()
        self._read.set()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop can write now."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.set_write_buffer_limits(high=0)
        self._transport = transport

    def pause_writing(self) -> None:
        """The client does not read as fast as messages are written."""
        self._read.clear()

    def resume_writing(self) -> None:
        """The client has read all of it."""
        self._read.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody reads any more."""
        del exc
        self._lost.set()
        self._read.set()

    def write(self, data: bytes) -> None:
        """Send what fits into the pipe at once, and the rest as the client reads."""
        if self._transport is None or self._lost.is_set():
            return
        if self._kept() + len(data) > MAX_UNREAD:
            log_unread(MAX_UNREAD)
            self._lost.set()
            self._transport.abort()  # what is kept goes, too
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Count as lost."""
        self._lost.set()

    def wait_until_lost(self) -> Coroutine[Any, Any, Any]:
        """Wait until the client has closed its end."""
        return self._lost.wait()

    async def flush(self) -> None:
        """Wait until all is written, the client is gone or reads nothing for `PATIENCE`."""
        before = -1
        while not self._read.is_set() and self._kept() != before:
            before = self._kept()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._read.wait(), PATIENCE)

    def _kept(self) -> int:
        return self._transport.get_write_buffer_size() if self._transport is not None else 0


async def pipe_writer(stdin: BinaryIO, stdout: BinaryIO) -> PipeWriter | None:
    """A writer to ``stdout`` that never waits; ``None`` where that cannot be.

    It makes ``stdout`` non-blocking, so it must be neither what is read nor what others write to.
    """
    if not is_waitable(stdout) or is_same_file(stdin, stdout):
        return None
    if sys.stderr is not None and is_same_file(sys.stderr, stdout):  # pyright: ignore[reportUnnecessaryComparison]
        return None
    loop = asyncio.get_running_loop()
    _, writer = await loop.connect_write_pipe(PipeWriter, stdout)
    return writer


def block_again(*streams: BinaryIO) -> None:
    """Leave pipes as they were: whoever has them from the same place does not expect otherwise."""
    for stream in streams:
        with suppress(OSError, ValueError):  # no file, or closed
            os.set_blocking(stream.fileno(), True)
