"""Serving clients that connect by WebSocket, as editors in a browser do: each has its own session.

Whoever can connect can read what the server knows, and any page that a browser shows may try. So
browsers are admitted by their origin, and everybody by a token where there is one. A client is not
the user who has started the server: `Session.is_remote` says what it may not have.
"""

from __future__ import annotations

import asyncio
import hmac
import http
import logging
import re
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

from stackls_server.lsp.serving import run_until_end, serve_messages
from stackls_server.lsp.transport import writing
from stackls_server.lsp.transport.writing import log_unread

if TYPE_CHECKING:
    from stackls_server.lsp.app import StacklsServer

logger = logging.getLogger("stackls")

MAX_UNREAD = writing.MAX_UNREAD >> 3
"""Bytes that are kept for each of several clients."""
_LARGEST_MESSAGE = 64_000_000
_MOST_CONNECTIONS = 32
_LOOPBACK_ORIGINS = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")


@dataclass(frozen=True)
class Access:
    """Who is admitted: pages of these ``origins`` and of this machine, with the ``token`` if any.

    What is no browser sends no origin.
    """

    origins: Sequence[str] = ()
    token: str | None = None

    def has_token(self, request: Request) -> bool:
        """Whether a request has the token: as ``?token=``, or as its bearer."""
        if self.token is None:
            return True
        given = parse_qs(urlsplit(request.path).query).get("token", [])
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given.append(bearer.strip())
        expected = self.token.encode()
        return any(hmac.compare_digest(one.encode(), expected) for one in given)


def serve_websockets(
    connect: Callable[[], StacklsServer],
    at_end: Callable[[], None],
    host: str,
    port: int,
    access: Access,
) -> None:
    """Serve all who connect and have ``access``, until the process is interrupted.

    ``connect`` makes the server of one connection. Port 0 means any, and a line on standard error
    says which. Raises ``OSError`` when the port cannot be had.
    """
    connections: set[ServerConnection] = set()

    def admit(connection: ServerConnection, request: Request) -> Response | None:
        if not access.has_token(request):
            return connection.respond(http.HTTPStatus.UNAUTHORIZED, "The token is missing.\n")
        if len(connections) >= _MOST_CONNECTIONS:
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "Too many clients.\n")
        return None

    async def handle(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await _serve_one(connect(), connection)
        finally:
            connections.discard(connection)

    async def serve_all() -> None:
        origins = [None, _LOOPBACK_ORIGINS, *map(Origin, access.origins)]
        listening = serve(
            handle,
            host,
            port,
            origins=origins,
            process_request=admit,
            max_size=_LARGEST_MESSAGE,
            server_header=None,
        )
        server = cast("Server", await listening)  # whose type the library does not say
        _say_where(server)
        try:
            await server.serve_forever()
        finally:
            server.close()
            await server.wait_closed()

    run_until_end(serve_all(), at_end)


def _say_where(server: Server) -> None:
    host, port = next(iter(server.sockets)).getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"stackls listens on ws://{shown}:{port}\n")
    sys.stderr.flush()


async def _serve_one(server: StacklsServer, connection: ServerConnection) -> None:
    writer = _Writer(connection)
    server.protocol.set_writer(writer, include_headers=False)
    session, handle_error = server.session, server.report_server_error
    sending = asyncio.ensure_future(writer.send_all())
    reader, lost = _Reader(connection), writer.wait_until_lost()
    try:
        await serve_messages(session, server.protocol, handle_error, reader, lost)
    finally:
        writer.close()
        await asyncio.wait([sending], timeout=writing.PATIENCE)
        sending.cancel()


class _Reader:
    """Messages of a connection; each is one of the WebSocket's."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def read(self) -> bytes | None:
        """The next message; ``None`` at the end."""
        try:
            message = await self._connection.recv()
        except ConnectionClosed:
            return None
        return message.encode() if isinstance(message, str) else message


class _Writer:
    """Keeps what is to be sent until the connection takes it, which it does as the client reads."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._kept = 0
        self._lost = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Send it as soon as the client takes it."""
        if self._lost.is_set():
            return
        self._kept += len(data)
        if self._kept > MAX_UNREAD:
            log_unread(MAX_UNREAD)
            self._lost.set()
            self._connection.transport.abort()
        else:
            self._messages.put_nowait(data)

    def close(self) -> None:
        """Nothing more comes."""
        self._messages.put_nowait(None)

    def wait_until_lost(self) -> Coroutine[Any, Any, Any]:
        """Wait until the client is gone, or has left too much unread."""
        return self._lost.wait()

    async def send_all(self) -> None:
        """Send messages until the client is gone."""
        try:
            while (data := await self._messages.get()) is not None:
                await self._connection.send(data.decode())
                self._kept -= len(data)
        except ConnectionClosed:
            self._lost.set()
