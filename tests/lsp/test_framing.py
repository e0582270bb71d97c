"""Messages are taken from a stream whole, however they come."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import sys
from pathlib import Path

import pytest

from stackls_server.lsp.transport.framing import (
    SocketReader,
    StreamReader,
    for_each_message,
    pipe_reader,
)

pytestmark = pytest.mark.asyncio

STREAMS = {
    "nothing": (b"", []),
    "one": (b"Content-Length: 2\r\n\r\n{}", [b"{}"]),
    "two": (b"Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]", [b"{}", b"[1]"]),
    "another header": (
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n{}",
        [b"{}"],
    ),
    "another header first": (b"Content-Type: x\r\nContent-Length: 2\r\n\r\n{}", [b"{}"]),
    "any case": (b"content-length:2\r\n\r\n{}", [b"{}"]),
    "bare line breaks": (b"Content-Length: 2\n\n{}", [b"{}"]),
    "noise before": (b"hello\r\n\r\nContent-Length: 2\r\n\r\n{}", [b"{}"]),
    "bytes, not characters": (b'Content-Length: 4\r\n\r\n"\xc3\xa9"', [b'"\xc3\xa9"']),
    "cut in the body": (b"Content-Length: 9\r\n\r\n{}", []),
    "cut in the header": (b"Content-Length: 9\r\n", []),
    "no length": (b"Content-Length: x\r\n\r\n{}", []),
    "a negative length": (
        b"Content-Length: -2\r\n\r\n{}\r\nContent-Length: 3\r\n\r\n[1]",
        [b"[1]"],
    ),
    "no header for the length": (
        b"Content-Type: x\r\n\r\n{}\r\nContent-Length: 3\r\n\r\n[1]",
        [b"[1]"],
    ),
    "nothing in it": (b"Content-Length: 0\r\n\r\nContent-Length: 3\r\n\r\n[1]", [b"[1]"]),
    "more than anybody sends": (
        b"Content-Length: 99999999999\r\n\r\n{}\r\nContent-Length: 3\r\n\r\n[1]",
        [b"[1]"],
    ),
    "more digits than a number has": (
        b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n{}\r\nContent-Length: 3\r\n\r\n[1]",
        [b"[1]"],
    ),
    "too short": (
        b"Content-Length: 1\r\n\r\n{}\r\nContent-Length: 3\r\n\r\n[1]",
        [b"{", b"[1]"],
    ),
    "a line without end": (
        b"x" * 3_000_000 + b"\r\nContent-Length: 3\r\n\r\n[1]",
        [b"[1]"],
    ),
}


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream(name: str):
    data, expected = STREAMS[name]
    found: list[bytes] = []
    reader = StreamReader(io.BytesIO(data))
    await for_each_message(reader, found.append, lambda: False)
    reader.stop()
    assert found == expected


@pytest.mark.parametrize("name", STREAMS)
async def test_a_socket(name: str):
    data, expected = STREAMS[name]
    stream = asyncio.StreamReader(limit=1 << 20)
    stream.feed_data(data)
    stream.feed_eof()
    found: list[bytes] = []
    await for_each_message(SocketReader(stream), found.append, lambda: False)
    assert found == expected


@pytest.mark.skipif(sys.platform == "win32", reason="there a thread reads")
@pytest.mark.parametrize("name", STREAMS)
async def test_a_pipe(name: str):
    data, expected = STREAMS[name]
    read, write = os.pipe()
    found: list[bytes] = []

    def write_all() -> None:
        with os.fdopen(write, "wb") as written:
            written.write(data)

    writing = asyncio.ensure_future(asyncio.to_thread(write_all))
    with os.fdopen(read, "rb") as stdin, Path(os.devnull).open("wb") as stdout:
        reader = await pipe_reader(stdin, stdout)
        assert reader is not None
        await for_each_message(reader, found.append, lambda: False)
    await writing
    assert found == expected


async def test_a_file_is_left_to_a_thread(tmp_path: Path):
    (tmp_path / "messages").write_bytes(STREAMS["two"][0])
    with (tmp_path / "messages").open("rb") as stdin, Path(os.devnull).open("wb") as stdout:
        assert await pipe_reader(stdin, stdout) is None
    assert await pipe_reader(io.BytesIO(), io.BytesIO()) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there a thread reads")
async def test_what_is_written_to_as_well_is_left_to_a_thread():
    """A stream that does not block would fail whoever writes more than fits."""
    one, other = socket.socketpair()
    with one, other, one.makefile("rb") as stdin, one.makefile("wb") as stdout:
        assert await pipe_reader(stdin, stdout) is None
        assert os.get_blocking(one.fileno())


async def test_nothing_is_read_after_the_end():
    data = STREAMS["two"][0]
    found: list[bytes] = []
    reader = StreamReader(io.BytesIO(data))
    await for_each_message(reader, found.append, lambda: bool(found))
    reader.stop()
    assert found == [b"{}"]
