"""Which ZenML a workspace is made for: what its project files say, read as text and never run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from stackls_core.catalog.versions import order_of
from stackls_core.regular_files import Stamp, read_regular, stamp_of
from stackls_core.toml_table import OWN_FILE, PROJECT_FILE, NotToml, own_table

_LOCKED = re.compile(r'^name = "zenml"\r?\nversion = "([^"\r\n]{1,80})"', re.MULTILINE)
_PINNED = re.compile(
    r"""^[ \t]*["']?zenml(?:\[[\w, .-]{0,200}\])?[ \t]*==[ \t]*([\w.+]{1,80})""", re.M
)


class Pin(NamedTuple):
    """A version, and the file that names it."""

    version: str
    path: Path


_Read = Callable[[str], str | None]
Kept = dict[tuple[Path, _Read], tuple[Stamp, str | None]]
"""What files were found to say, by how they looked then: time of the last change, and size."""


def pinned_version(folder: Path, root: Path | None = None, kept: Kept | None = None) -> Pin | None:
    """What the nearest project that ``folder`` is in pins ZenML to; ``None`` where none does.

    Looked at are the folders from ``folder`` up to ``root``, in each of them first
    ``zenml-version`` of stackls.toml or of ``[tool.stackls]`` in pyproject.toml, then lock files,
    then requirements. Files are read again where they are not as ``kept`` has them.
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
    yield folder / OWN_FILE, _own_setting
    yield folder / PROJECT_FILE, _project_setting
    yield folder / "uv.lock", _locked
    yield folder / "poetry.lock", _locked
    try:
        requirements = sorted(folder.glob("requirements*.txt"))
    except OSError:
        requirements = []
    yield from ((path, _required) for path in requirements)
    yield folder / PROJECT_FILE, _required


def _found(path: Path, read: _Read, kept: Kept) -> str | None:
    stamp = stamp_of(path)
    if stamp is None:
        return None
    before = kept.get((path, read))
    if before is not None and before[0] == stamp:
        return before[1]
    content = read_regular(path)
    if content is None:
        return None
    found = read(content.decode("utf-8", "replace"))
    kept[path, read] = (stamp, found)
    return found


def _locked(text: str) -> str | None:
    return _first(_LOCKED, text)


def _required(text: str) -> str | None:
    return _first(_PINNED, text)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text) if "zenml" in text else None
    return match[1] if match is not None else None


def _own_setting(text: str) -> str | None:
    return _setting(OWN_FILE, text)


def _project_setting(text: str) -> str | None:
    return _setting(PROJECT_FILE, text)


def _setting(name: str, text: str) -> str | None:
    try:
        table = own_table(name, text) if "zenml-version" in text else None
    except NotToml:
        return None  # whoever reads the rest of it says so
    found = table.values.get("zenml-version") if table is not None else None
    return found if isinstance(found, str) else None
