"""Reading files of a workspace, which may hold links to pipes and devices that have no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TypeAlias

MOST_BYTES = 8_000_000
_PART = 1_000_000
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe waits for who writes."""

Stamp: TypeAlias = "tuple[int, int]"
"""How a file looks: the time of its last change, and its size."""


class FileTooLarge(Exception):
    """A file holds more than may be read of it."""


def read_bounded(path: str | Path, most: int, *, pipes: bool = False) -> bytes:
    """What is in a file of at most ``most`` bytes.

    With ``pipes`` what is no regular file is read, too, up to that: a user who names ``<(command)``
    wants that, and waits for it. Raises `OSError` and `FileTooLarge`.
    """
    # A file object asks the system twice as often as this, for each of a thousand files.
    if not pipes:
        _check_regular(os.stat(path))  # noqa: PTH116 - opening a device may do something
    file = os.open(path, os.O_RDONLY | _BINARY | (0 if pipes else _NO_WAIT))
    try:
        status = os.fstat(file)
        if not pipes:
            _check_regular(status)  # it may be another one by now
        if status.st_size > most:
            raise FileTooLarge
        content = _read(file, most + 1, status.st_size + 1)
    finally:
        os.close(file)
    if len(content) > most:
        raise FileTooLarge
    return content


def _read(file: int, most: int, at_first: int) -> bytes:
    """What is in ``file``, up to ``most`` bytes; ``at_first`` is how many to ask for."""
    parts: list[bytes] = []
    size = min(at_first, most)
    while size > 0 and (part := os.read(file, size)):
        parts.append(part)
        most -= len(part)
        size = min(_PART, most)
    return b"".join(parts)


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "Not a regular file")


def stamp_of(path: Path) -> Stamp | None:
    """How a regular file that is not too long looks; ``None`` for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
        return None
    return (status.st_mtime_ns, status.st_size)


def read_regular(path: Path) -> bytes | None:
    """What is in a regular file that is not too long; ``None`` for anything else."""
    try:
        return read_bounded(path, MOST_BYTES)
    except (OSError, ValueError, FileTooLarge):
        return None
