"""What a client and a zygote say to each other.

The zygote says `HELLO`: one that stands still is not given anything. The client sends one request,
with its open files, and then a byte for each signal that it gets. It is answered with `TAKEN` once
the command runs. Until then nothing has happened, and the client may run the command itself.
`EXITED` or `KILLED` and a number come by a socket of their own, which is sent along: a client that
does not want to hear `TAKEN` any more has closed its ears to the other.
"""

from __future__ import annotations

import os
import sys

HELLO, TAKEN, EXITED, KILLED = b"H", b"T", b"E", b"S"
LENGTH = 4
"""Bytes before a request that say how long it is."""
MOST = 8_000_000
"""Bytes of a request; no system starts a process with more arguments and variables than that."""
MOST_FILES = 64


class Request:
    """A command to be run: all that a process gets when it is started."""

    def __init__(
        self,
        key: bytes,
        arguments: list[bytes],
        environment: dict[bytes, bytes],
        files: list[int],
        streams: list[tuple[str, str, bool, bool]],
    ) -> None:
        """Make one.

        ``files`` are the numbers of the open files, which are sent along in that order, and behind
        them the current folder and the socket for the end. ``streams`` has encoding, errors, line
        buffering and write through of standard input, output and error output.
        """
        self.key = key
        self.arguments = arguments
        self.environment = environment
        self.files = files
        self.streams = streams

    def encoded(self) -> bytes:
        """The bytes to send. Nothing in them has a NUL of its own."""
        streams = [
            "\t".join((encoding, errors, str(int(by_line)), str(int(through))))
            for encoding, errors, by_line, through in self.streams
        ]
        body = b"\0".join(
            (
                self.key,
                " ".join(map(str, self.files)).encode(),
                "\n".join(streams).encode(),
                str(len(self.arguments)).encode(),
                *self.arguments,
                *(name + b"=" + value for name, value in self.environment.items()),
            )
        )
        return len(body).to_bytes(LENGTH, "big") + body


def decoded(body: bytes) -> Request:
    """The request that was sent. Raises `ValueError` for anything else."""
    key, files, streams, count, *rest = body.split(b"\0")
    pairs = (one.partition(b"=") for one in rest[int(count) :])
    fields = (line.split("\t") for line in streams.decode().split("\n"))
    return Request(
        key,
        rest[: int(count)],
        {name: value for name, _, value in pairs},
        [int(number) for number in files.split()],
        [
            (encoding, errors, line == "1", through == "1")
            for encoding, errors, line, through in fields
        ],
    )


def streams_here() -> list[tuple[str, str, bool, bool]] | None:
    """How the standard streams of this process are read and written; ``None`` if one is closed."""
    found: list[tuple[str, str, bool, bool]] = []
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None or stream.fileno() != number:  # pyright: ignore[reportUnnecessaryComparison]
            return None
        through = getattr(stream, "write_through", False)
        by_line = getattr(stream, "line_buffering", False)
        found.append((stream.encoding, stream.errors or "strict", by_line, through))
    return found


def files_here() -> list[int]:
    """The open files that this process was started with, standard streams among them."""
    numbers = sorted(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    return [number for number in numbers if _is_inherited(number)]


def _is_inherited(number: int) -> bool:
    try:
        return os.get_inheritable(number)
    except OSError:
        return False  # what listed them
