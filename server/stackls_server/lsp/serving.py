"""Running a server on standard streams or a TCP port, until its client is gone."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, BinaryIO, cast

from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.failures import handle_loop_failure
from stackls_server.lsp.transport.first_answer import AnswersOnce, FirstMessage
from stackls_server.lsp.transport.framing import (
    MessageReader,
    ReadBefore,
    SocketReader,
    StreamReader,
    for_each_message,
    pipe_reader,
)
from stackls_server.lsp.transport.garbage import IdleCollection, collect_rarely
from stackls_server.lsp.transport.processes import is_alive
from stackls_server.lsp.transport.protocol import StacklsProtocol
from stackls_server.lsp.transport.sockets import Connection
from stackls_server.lsp.transport.switching import switch_often
from stackls_server.lsp.transport.writing import StreamWriter, block_again, pipe_writer

logger = logging.getLogger("stackls")

_BETWEEN_LOOKS = 3.0

ErrorHandler = Callable[[Exception, Any], Any]


def serve_streams(
    session: Session,
    protocol: LanguageServerProtocol,
    handle_error: ErrorHandler,
    at_end: Callable[[], None],
    stdin: BinaryIO,
    stdout: BinaryIO,
    first: FirstMessage | None = None,
) -> None:
    """Serve the client at the other end of two streams, then call ``at_end``.

    ``first`` is the message that was read before. The process ends here if threads still run.
    """
    in_thread = StreamReader(stdin)

    async def serve() -> None:
        reader: MessageReader = await pipe_reader(stdin, stdout) or in_thread
        writer = await pipe_writer(stdin, stdout) or StreamWriter(stdout)
        if first is not None and first.body is not None:
            protocol.set_writer(AnswersOnce(writer, first))
            cast("StacklsProtocol", protocol).is_answered = first.is_answered
            session.client_process = first.client
            reader = ReadBefore(first.body, reader)
        else:
            protocol.set_writer(writer)
        try:
            await serve_messages(session, protocol, handle_error, reader, writer.wait_until_lost())
            await writer.flush()
        finally:
            block_again(stdin, stdout)

    run_until_end(serve(), at_end)
    in_thread.stop()
    _end(session, busy=in_thread.busy or session.busy)


def serve_tcp(
    session: Session,
    protocol: LanguageServerProtocol,
    handle_error: ErrorHandler,
    at_end: Callable[[], None],
    host: str,
    port: int,
) -> None:
    """Serve the one client that connects to ``port``; 0 means any, and a log line says which.

    Raises ``OSError`` when the port cannot be had.
    """

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        client: asyncio.Future[Connection] = loop.create_future()

        def accept(connection: Connection) -> bool:
            if client.done():
                return False
            client.set_result(connection)
            return True

        listener = await loop.create_server(lambda: Connection(accept), host, port)
        address = listener.sockets[0].getsockname()
        sys.stderr.write(f"stackls listens on {address[0]}:{address[1]}\n")
        sys.stderr.flush()
        connection = await client
        listener.close()
        protocol.set_writer(connection)
        reader, lost = SocketReader(connection.stream), connection.wait_until_lost()
        await serve_messages(session, protocol, handle_error, reader, lost)
        await connection.end()

    run_until_end(serve(), at_end)
    _end(session, busy=session.busy)


def run_until_end(serving: Coroutine[Any, Any, None], at_end: Callable[[], None]) -> None:
    """Serve, until it ends or the process is interrupted, then call ``at_end``."""
    switch_often()
    collect_rarely()
    with suppress(KeyboardInterrupt):
        asyncio.run(serving)
    at_end()


async def serve_messages(
    session: Session,
    protocol: LanguageServerProtocol,
    handle_error: ErrorHandler,
    reader: MessageReader,
    *ends: Coroutine[Any, Any, Any],
) -> None:
    """Handle messages until ``exit``, the end of the stream, or one of the other ``ends``."""
    asyncio.get_running_loop().set_exception_handler(handle_loop_failure)
    collection = IdleCollection()

    def handle(body: bytes) -> None:
        collection.note_message()
        try:
            protocol.handle_message(json.loads(body))
        except Exception as error:  # noqa: BLE001 - no message may end the server
            handle_error(error, JsonRpcException)

    reading = asyncio.ensure_future(for_each_message(reader, handle, session.ended.is_set))
    watching = [asyncio.ensure_future(end) for end in (_until_client_is_gone(session), *ends)]
    collecting = asyncio.ensure_future(collection.run())
    try:
        await asyncio.wait([reading, *watching], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (collecting, *watching):
            task.cancel()
        session.close()
    if reading.done():
        with suppress(OSError, ValueError):  # the stream broke, or was closed while it was read
            reading.result()


async def _until_client_is_gone(session: Session) -> None:
    """Wait for the end of the process that ``initialize`` named."""
    while session.client_process is None or is_alive(session.client_process):
        await asyncio.sleep(_BETWEEN_LOOKS)


def _end(session: Session, *, busy: bool) -> None:
    """Let the process end without waiting for threads: they have nothing to save."""
    if busy:
        logging.shutdown()
        if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison] - closed
            sys.stderr.flush()
        os._exit(session.exit_code)
