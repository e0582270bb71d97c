"""What a client costs a server that listens, and does not read: bounded memory, and its place."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from stackls_server.lsp.app import create_server
from stackls_server.lsp.serving import serve_messages
from stackls_server.lsp.transport import framing, writing
from stackls_server.lsp.transport.framing import StreamReader
from stackls_server.lsp.transport.header import framed
from stackls_server.lsp.transport.sockets import Connection
from tests.support.eventually import PATIENCE, eventually_async

pytestmark = pytest.mark.asyncio

MUCH = b"x" * 20_000_000
"""More than a connection holds on its way."""

SERVE = """
import sys
from stackls_server.lsp.transport import writing
writing.MAX_UNREAD = 1 << 23
from stackls_server.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The server with a bound that is soon reached."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "PATIENCE", 0.01)


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Connection, asyncio.StreamWriter]]:
    """The server's side of a connection, and the client's, which reads nothing."""
    loop = asyncio.get_running_loop()
    found: asyncio.Queue[Connection] = asyncio.Queue()

    def accept(connection: Connection) -> bool:
        found.put_nowait(connection)
        return True

    listener = await loop.create_server(lambda: Connection(accept), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*listener.sockets[0].getsockname())
    reader.feed_data(bytes(1 << 20))  # as much as it takes
    connection = await found.get()
    try:
        yield connection, writer
    finally:
        writer.transport.abort()
        listener.close()
        await connection.end()


async def test_a_client_that_reads_nothing_is_dropped_and_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(writing, "MAX_UNREAD", len(MUCH))
    async with connected() as (connection, _):
        connection.write(MUCH)
        connection.write(MUCH)
        connection.write(MUCH)
        await asyncio.wait_for(connection.wait_until_lost(), PATIENCE)
    assert caplog.messages == ["the client has left 19 MB unread: the end"]


async def test_nobody_waits_at_the_end_for_a_client_that_reads_nothing():
    async with connected() as (connection, _):
        connection.write(MUCH)
        await asyncio.wait_for(connection.end(), PATIENCE)


async def test_what_a_client_sends_is_not_taken_before_it_is_read():
    async with connected() as (connection, writer):
        writer.write(MUCH)
        transport = writer.transport
        await eventually_async(lambda: connection.is_full, "the client has to wait")
        assert transport.get_write_buffer_size()
        assert await connection.stream.readexactly(len(MUCH)) == MUCH


async def test_a_client_that_hangs_up_is_noticed():
    async with connected() as (connection, writer):
        writer.write(b"{}")
        writer.write_eof()
        assert await asyncio.wait_for(connection.stream.read(), PATIENCE) == b"{}"
        writer.transport.abort()
        connection.write(MUCH)
        await asyncio.wait_for(connection.wait_until_lost(), PATIENCE)
        connection.write(b"to nobody")


async def test_a_thread_reads_ahead_no_more_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    body = b"x" * 1000
    file = tmp_path / "messages"
    file.write_bytes(framed(body) * 100)
    monkeypatch.setattr(framing, "MAX_AHEAD", 10 * len(body))
    with file.open("rb") as stream:
        reader = StreamReader(stream)
        assert await reader.read() == body
        await eventually_async(lambda: reader.is_full, "the thread waits")
        assert stream.tell() <= 12 * len(framed(body))
        found = [await reader.read() for _ in range(99)]
        assert found == [body] * 99
        assert await reader.read() is None


async def test_nobody_looks_out_any_more_for_a_client_that_is_gone():
    class Over:
        async def read(self) -> bytes | None:
            return None

    server = create_server()
    never = asyncio.Event().wait()
    await serve_messages(server.session, server.protocol, lambda *_: None, Over(), never)
    await eventually_async(lambda: len(asyncio.all_tasks()) == 1, "all of it has ended")


# --- the real process ---------------------------------------------------------------------------


@asynccontextmanager
async def served(folder: Path, how: str) -> AsyncIterator[tuple[int, asyncio.subprocess.Process]]:
    """A server process that listens, and its port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE, "serve", how, "127.0.0.1:0"),
        env={**os.environ, "STACKLS_HOME": str(folder), "STACKLS_STORE": "local"},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        line = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
        assert b"listens on" in line
        yield int(line.rpartition(b":")[2]), process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def requests(count: int) -> list[bytes]:
    """Each is answered with a thousand bytes."""
    initialize: dict[str, Any] = {"method": "initialize", "params": {"capabilities": {}}}
    asked = [initialize, *[{"method": "x" * 1000}] * count]
    return [
        json.dumps({"jsonrpc": "2.0", "id": number, **one}).encode()
        for number, one in enumerate(asked)
    ]


async def test_a_client_by_tcp_that_reads_nothing_ends_its_server(tmp_path: Path):
    async with served(tmp_path, "--tcp") as (port, process):
        assert process.stderr is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        with suppress(ConnectionError):
            for message in requests(30_000):
                writer.write(framed(message))
                await writer.drain()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 1
        logged = (await process.stderr.read()).decode().splitlines()
        assert [line.partition("stackls: ")[2] for line in logged] == [
            "the client has left 8 MB unread: the end"
        ]
        writer.transport.abort()
        del reader


async def test_a_client_by_websocket_that_reads_nothing_is_dropped_and_others_go_on(
    tmp_path: Path,
):
    async with served(tmp_path, "--ws") as (port, process):
        assert process.stderr is not None
        url = f"ws://127.0.0.1:{port}"
        async with connect(url, max_size=None, max_queue=1) as connection:
            with suppress(ConnectionClosed):
                for message in requests(30_000):
                    await connection.send(message.decode())
            line = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            assert line.decode().endswith("the client has left 1 MB unread: the end\n")
        async with connect(url) as other:
            await other.send(requests(0)[0].decode())
            assert "capabilities" in json.loads(await other.recv())["result"]
