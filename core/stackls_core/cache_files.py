"""Small files for what can be made again: written whole or not at all, the oldest forgotten."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def put(file: Path, content: bytes, most: int) -> None:
    """Write ``file``, and keep no more than ``most`` of its kind, which is its suffix, beside it.

    Only its owner may read it. Whoever reads meanwhile sees the former content or the new one.
    Raises `OSError`.
    """
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
    kept = [one for one in folder.iterdir() if one.suffix == file.suffix]
    kept.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for one in kept[most:]:
        one.unlink(missing_ok=True)
