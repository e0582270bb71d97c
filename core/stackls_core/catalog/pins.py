"""Which ZenML a workspace is made for: what its project files say, read as text and never run."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from stackls_core.catalog.versions import order_of

_MOST_BYTES = 8_000_000
_LOCKED = re.compile(r'^name = "zenml"\r?\nversion = "([^"\r\n]{1,80})"', re.MULTILINE)
_PINNED = re.compile(
    r"""^[ \t]*["']?zenml(?:\[[\w, .-]{0,200}\])?[ \t]*==[ \t]*([\w.+]{1,80})""", re.M
)
_TABLE = re.compile(r"^\[tool\.stackls\][ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\[", re.MULTILINE)
_SETTING = re.compile(r"""^zenml-version[ \t]*=[ \t]*["']([\w.+]{1,80})["']""", re.MULTILINE)


class Pin(NamedTuple):
    """A version, and the file that names it."""

    version: str
    path: Path


_Read = Callable[[str], str | None]
Kept = dict[tuple[Path, _Read], tuple[tuple[int, int], str | None]]
"""What files were found to say, by how they looked then: time of the last change, and size."""


def pinned_version(folder: Path, root: Path | None = None, kept: Kept | None = None) -> Pin | None:
    """What the nearest project that ``folder`` is in pins ZenML to; ``None`` where none does.

    Looked at are the folders from ``folder`` up to ``root``, in each of them first
    ``[tool.stackls] zenml-version`` in pyproject.toml, then lock files, then requirements. Files
    are read again where they are not as ``kept`` has them.
    """
    folder = folder.absolute()
    kept = kept if kept is not None else {}
    for place in (folder, *folder.parents):
        for path, read in _files(place):
            found = _found(path, read, kept)
            if found is not None and order_of(found) is not None:
                return Pin(found, path)
        if root is None or place == root.absolute():
            return None
    return None


def _files(folder: Path) -> Iterator[tuple[Path, _Read]]:
    yield folder / "pyproject.toml", _setting
    yield folder / "uv.lock", _locked
    yield folder / "poetry.lock", _locked
    try:
        requirements = sorted(folder.glob("requirements*.txt"))
    except OSError:
        requirements = []
    yield from ((path, _required) for path in requirements)
    yield folder / "pyproject.toml", _required


def _found(path: Path, read: _Read, kept: Kept) -> str | None:
    try:
        status = path.stat()
        # a workspace may hold links to pipes and devices, which have no end
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        before = kept.get((path, read))
        if before is not None and before[0] == stamp:
            return before[1]
        with path.open("rb") as file:
            found = read(file.read(_MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return None
    kept[path, read] = (stamp, found)
    return found


def _locked(text: str) -> str | None:
    return _first(_LOCKED, text)


def _required(text: str) -> str | None:
    return _first(_PINNED, text)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text) if "zenml" in text else None
    return match[1] if match is not None else None


def _setting(text: str) -> str | None:
    table = _TABLE.search(text)
    if table is None:
        return None
    following = _NEXT_TABLE.search(text, table.end())
    match = _SETTING.search(text, table.end(), following.start() if following else len(text))
    return match[1] if match is not None else None
