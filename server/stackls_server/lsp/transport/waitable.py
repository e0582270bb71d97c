"""Whether an event loop can wait for a stream."""

from __future__ import annotations

import os
import stat
import sys
from typing import Protocol


class _File(Protocol):
    def fileno(self) -> int: ...


def is_waitable(stream: _File) -> bool:
    """Whether it is a pipe or a socket, as editors give one, and the event loop can wait for it."""
    status = _status(stream)
    if status is None or sys.platform == "win32":
        return False
    return stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode)


def is_same_file(one: _File, other: _File) -> bool:
    """Whether what happens to one stream's file happens to the other's."""
    first, second = _status(one), _status(other)
    if first is None or second is None:
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def _status(stream: _File) -> os.stat_result | None:
    try:
        return os.fstat(stream.fileno())
    except (OSError, ValueError):  # no file, as in tests, or a closed one
        return None
