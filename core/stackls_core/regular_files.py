"""Reading files of a workspace, which may hold links to pipes and devices that have no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TypeAlias

MOST_BYTES = 8_000_000

Stamp: TypeAlias = "tuple[int, int]"
"""How a file looks: the time of its last change, and its size."""


class FileTooLarge(Exception):
    """A file holds more than may be read of it."""


def read_bounded(path: str | Path, most: int, *, pipes: bool = False) -> bytes:
    """What is in a file of at most ``most`` bytes.

    With ``pipes`` what is no regular file is read, too, up to that: a user who names ``<(command)``
    wants that, and waits for it. Raises `OSError` and `FileTooLarge`.
    """
    if not pipes:
        _check_regular(Path(path).stat())  # opening a device may do something
    wait = 0 if pipes else getattr(os, "O_NONBLOCK", 0)  # opening a pipe waits for who writes
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | wait)) as file:
        status = os.fstat(file.fileno())
        if not pipes:
            _check_regular(status)  # it may be another one by now
        content = b"" if status.st_size > most else file.read(most + 1)
        if len(content) > most or status.st_size > most:
            raise FileTooLarge
        return content


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
