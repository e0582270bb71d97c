"""The Python files of a workspace: found, read, and kept until they change.

Only this module of the package touches the disk. Links to folders are not followed, so a loop of
them is no trouble; environments with other people's packages are left out.
"""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from stackls_core.regular_files import FileTooLarge, read_bounded
from stackls_core.workspace_code.model import Module
from stackls_core.workspace_code.names import ZENML
from stackls_core.workspace_code.read import read_module
from stackls_core.workspace_code.skim import KEYWORD, is_worth_parsing

SKIPPED_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
"""Folders with nobody's own code; hidden ones are skipped by their dot."""

SUFFIX = ".py"
_ENVIRONMENT = "pyvenv.cfg"
_WORDS = (ZENML.encode(), KEYWORD.encode())
_UNREAD = Module(makes_steps=True)
"""Stands for a file of which nobody knows what it defines."""
_NOTHING = Module()


@dataclass(frozen=True)
class Bounds:
    """Where looking for code ends, so that even a home folder is no trouble."""

    folders: int = 20_000
    files: int = 20_000
    bytes: int = 1_000_000
    """How large a file may be to be read."""


Stamp: TypeAlias = "tuple[int, int]"
"""Modification time and size."""


@dataclass(frozen=True, eq=False)
class CodeFiles:
    """What was found: the modules that matter and the stamps of all files, both by path.

    ``is_complete`` is false where the bounds ended it.
    """

    modules: Mapping[str, Module] = field(default_factory=dict[str, Module])
    stamps: Mapping[str, Stamp] = field(default_factory=dict[str, Stamp])
    is_complete: bool = True


def look_through(
    folders: Iterable[str],
    known: CodeFiles | None = None,
    bounds: Bounds | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> CodeFiles:
    """Read what has changed since ``known`` was found below ``folders``; the rest is kept.

    One that is cancelled gives what it has, as not complete. Never raises ``OSError``.
    """
    known, bounds = known or CodeFiles(), bounds or Bounds()
    modules: dict[str, Module] = {}
    stamps: dict[str, Stamp] = {}
    walk = _Walk(bounds, is_cancelled)
    for entry in walk.files(folders):
        if len(stamps) >= bounds.files or is_cancelled():
            walk.is_complete = False
            break
        try:
            status = entry.stat()
        except OSError:
            continue
        stamp = status.st_mtime_ns, status.st_size
        stamps[entry.path] = stamp
        if known.stamps.get(entry.path) == stamp:
            module = known.modules.get(entry.path, _NOTHING)
        else:
            module = read_file(entry.path, bounds) if stamp[1] <= bounds.bytes else _NOTHING
        if module is not _NOTHING:
            modules[entry.path] = module
    return CodeFiles(modules, stamps, walk.is_complete)


class _Walk:
    def __init__(self, bounds: Bounds, is_cancelled: Callable[[], bool]) -> None:
        self._bounds = bounds
        self._is_cancelled = is_cancelled
        self.is_complete = True

    def files(self, folders: Iterable[str]) -> Iterator[os.DirEntry[str]]:
        """Python files, those of outer folders first."""
        pending = list(dict.fromkeys(folders))
        entered: set[str] = set()
        at = 0
        while at < len(pending):
            if len(entered) >= self._bounds.folders or self._is_cancelled():
                self.is_complete = False
                return
            folder = pending[at]
            at += 1
            key = os.path.normcase(folder)
            if key in entered:
                continue
            entered.add(key)
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError:
                continue
            if any(entry.name == _ENVIRONMENT for entry in entries):
                continue
            pending += [entry.path for entry in entries if _is_folder_to_enter(entry)]
            yield from (entry for entry in entries if _is_code(entry))


def _is_folder_to_enter(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
        return False
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_code(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.endswith(SUFFIX) and entry.is_file()
    except OSError:
        return False


def read_file(path: str, bounds: Bounds | None = None) -> Module:
    """What the file at ``path`` defines. Of one that cannot be read, nobody knows."""
    try:
        data = read_bounded(path, (bounds or Bounds()).bytes)
    except (OSError, FileTooLarge):
        return _NOTHING
    if not any(word in data for word in _WORDS):
        return _NOTHING
    text = decoded(data)
    if text is not None and not is_worth_parsing(text):
        return _NOTHING
    module = read_module(text, path) if text is not None else None
    if module is None:
        return _UNREAD
    return module if module != _NOTHING else _NOTHING


def decoded(data: bytes) -> str | None:
    """The text of a module in the encoding it says it has; ``None`` if it is in another."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None
