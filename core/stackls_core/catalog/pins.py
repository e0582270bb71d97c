"""Which ZenML a workspace is made for: what its project files say, read as text and never run."""

from __future__ import annotations

import re
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


def pinned_version(folder: Path, root: Path | None = None) -> Pin | None:
    """What the nearest project that ``folder`` is in pins ZenML to; ``None`` where none does.

    Looked at are the folders from ``folder`` up to ``root``, in each of them first
    ``[tool.stackls] zenml-version`` in pyproject.toml, then lock files, then requirements.
    """
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        for path, read in _files(place):
            found = read(_text(path))
            if found is not None and order_of(found) is not None:
                return Pin(found, path)
        if root is None or place == root.absolute():
            return None
    return None


def _files(folder: Path) -> Iterator[tuple[Path, Callable[[str], str | None]]]:
    yield folder / "pyproject.toml", _setting
    yield folder / "uv.lock", _first(_LOCKED)
    yield folder / "poetry.lock", _first(_LOCKED)
    try:
        requirements = sorted(folder.glob("requirements*.txt"))
    except OSError:
        requirements = []
    yield from ((path, _first(_PINNED)) for path in requirements)
    yield folder / "pyproject.toml", _first(_PINNED)


def _first(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        match = pattern.search(text) if "zenml" in text else None
        return match[1] if match is not None else None

    return read


def _setting(text: str) -> str | None:
    table = _TABLE.search(text)
    if table is None:
        return None
    following = _NEXT_TABLE.search(text, table.end())
    match = _SETTING.search(text, table.end(), following.start() if following else len(text))
    return match[1] if match is not None else None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
