"""Messages reach a client that takes its time, and nobody waits for one that never reads."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest

from stackls_server.lsp.transport import writing
from stackls_server.lsp.transport.writing import PipeWriter, StreamWriter, block_again, pipe_writer

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(sys.platform == "win32", reason="there the event loop writes to no pipe"),
]

MUCH = b"".join(b"%07d\n" % number for number in range(200_000))
"""More than any pipe holds."""


@pytest.fixture
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    read, write = os.pipe()
    reading, written = os.fdopen(read, "rb"), os.fdopen(write, "wb")
    yield reading, written
    reading.close()
    with suppress(OSError):
        written.close()


async def writer_to(stream: BinaryIO) -> PipeWriter:
    found = await pipe_writer(io.BytesIO(), stream)
    assert found is not None
    return found


async def test_a_client_that_reads_later_gets_everything_in_order(
    pipe: tuple[BinaryIO, BinaryIO],
):
    reading, written = pipe
    writer = await writer_to(written)
    writer.write(b"first\n")
    writer.write(MUCH)
    writer.write(b"last\n")
    expected = b"first\n" + MUCH + b"last\n"
    client = asyncio.create_task(asyncio.to_thread(reading.read, len(expected)))
    await writer.flush()
    assert await client == expected


async def test_what_fits_is_written_at_once(pipe: tuple[BinaryIO, BinaryIO]):
    reading, written = pipe
    writer = await writer_to(written)
    writer.write(b"{}")
    assert os.read(reading.fileno(), 9) == b"{}"


async def test_nobody_waits_for_a_client_that_reads_nothing(
    pipe: tuple[BinaryIO, BinaryIO], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "PATIENCE", 0.01)
    writer = await writer_to(pipe[1])
    writer.write(MUCH)
    await writer.flush()


async def test_a_client_that_leaves_too_much_unread_is_lost(
    pipe: tuple[BinaryIO, BinaryIO],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    monkeypatch.setattr(writing, "MAX_UNREAD", 2 * len(MUCH))
    writer = await writer_to(pipe[1])
    writer.write(MUCH)
    writer.write(MUCH)
    lost = asyncio.ensure_future(writer.wait_until_lost())
    await asyncio.sleep(0)
    assert not lost.done()
    writer.write(MUCH)
    writer.write(MUCH)
    await lost
    assert caplog.messages == ["the client has left 3 MB unread: the end"]
    assert len(await asyncio.to_thread(pipe[0].read)) < len(MUCH), "what was kept is gone"


async def test_a_client_that_closes_its_end_is_lost(pipe: tuple[BinaryIO, BinaryIO]):
    reading, written = pipe
    writer = await writer_to(written)
    writer.write(MUCH)
    reading.close()
    await writer.wait_until_lost()
    await writer.flush()
    writer.write(b"to nobody")


async def test_other_streams_are_written_to_as_ever(tmp_path: Path):
    with (tmp_path / "messages").open("wb") as file:
        assert await pipe_writer(io.BytesIO(), file) is None
    assert await pipe_writer(io.BytesIO(), io.BytesIO()) is None
    one, other = socket.socketpair()
    with one, other, one.makefile("rb") as stdin, one.makefile("wb") as stdout:
        assert await pipe_writer(stdin, stdout) is None
        assert os.get_blocking(one.fileno())


async def test_where_messages_are_logged_to_the_same_pipe_writing_waits(
    pipe: tuple[BinaryIO, BinaryIO], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(os.fdopen(os.dup(pipe[1].fileno()), "wb")))
    assert await pipe_writer(io.BytesIO(), pipe[1]) is None
    assert os.get_blocking(pipe[1].fileno())


async def test_a_pipe_is_left_as_it_was(pipe: tuple[BinaryIO, BinaryIO]):
    await writer_to(pipe[1])
    assert not os.get_blocking(pipe[1].fileno())
    block_again(io.BytesIO(), pipe[1])
    assert os.get_blocking(pipe[1].fileno())


async def test_a_stream_that_fails_is_lost(pipe: tuple[BinaryIO, BinaryIO]):
    writer = StreamWriter(pipe[1])
    pipe[0].close()
    writer.write(b"{}")
    await writer.wait_until_lost()
