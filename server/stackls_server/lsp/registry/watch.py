"""Noticing by its files that somebody else has changed a registry, which is cheap."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = "tuple[tuple[int, int], ...]"
"""Modification times and sizes; zeros for files that are not there."""


def stamp_of(paths: Sequence[str]) -> Stamp:
    """What the files look like now. For a thread."""
    return tuple(_stamp(path) for path in paths)


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return (0, 0)
    # an empty log comes and goes with everybody who reads
    return (status.st_mtime_ns, status.st_size) if status.st_size else (0, 0)
