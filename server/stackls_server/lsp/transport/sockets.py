"""A connection of the event loop's, read and written with the bounds of a pipe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from stackls_server.lsp.transport.framing import BUFFER
from stackls_server.lsp.transport.writing import PipeWriter


class Connection(PipeWriter):
    """Writes to a socket, and collects what comes from it in ``stream``."""

    def __init__(self, accept: Callable[[Connection], bool]) -> None:
        """``accept`` is called once the client is there; one that it refuses is sent away."""
        super().__init__()
        self.stream = asyncio.StreamReader(limit=BUFFER)
        self._accept = accept

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        self.stream.set_transport(transport)
        if not self._accept(self):
            transport.abort()

    @property
    def is_full(self) -> bool:
        """Whether the client has to wait until what it has said is read."""
        transport = self._transport
        return isinstance(transport, asyncio.ReadTransport) and not transport.is_reading()

    def data_received(self, data: bytes) -> None:
        """Keep it until it is read; where that is much, the stream has the client wait."""
        self.stream.feed_data(data)

    def eof_received(self) -> bool:
        """The client says no more, and may read on."""
        self.stream.feed_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(exc)
        self.stream.feed_eof()

    async def end(self) -> None:
        """Hang up, once the client has read what is kept or reads nothing."""
        await self.flush()
        if self._transport is not None:
            self._transport.abort()
