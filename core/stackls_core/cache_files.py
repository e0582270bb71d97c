"""Small files of the user's: written whole or not at all; caches forget the oldest."""

from __future__ import annotations

import os
from pathlib import Path


def put(file: Path, content: bytes, most: int) -> None:
    """Write ``file``, and keep no more than ``most`` of its kind, which is its suffix, beside it.

    Only its owner may read it. Whoever reads meanwhile sees the former content or the new one.
    Raises `OSError`.
    """
    write_private(file, content)
    kept = [one for one in file.parent.iterdir() if one.suffix == file.suffix]
    kept.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for one in kept[most:]:
        one.unlink(missing_ok=True)


def write_private(file: Path, content: bytes) -> None:
    """Write ``file``, for its owner alone, all of it or nothing. Raises `OSError`."""
    import tempfile  # takes its time, and most commands only read

    folder = file.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
