"""Reading files of a workspace, which may hold links to pipes and devices that have no end."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TypeAlias

MOST_BYTES = 8_000_000

Stamp: TypeAlias = "tuple[int, int]"
"""How a file looks: the time of its last change, and its size."""


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
    if stamp_of(path) is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError:
        return None
