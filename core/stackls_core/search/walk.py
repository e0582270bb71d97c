"""Which files a check looks at: those that were named, and the YAML files below named folders."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from stackls_core.documents.kinds import YAML_SUFFIXES, kind_by_name

SKIPPED_FOLDERS = frozenset(
    {".git", ".venv", "venv", "node_modules", "__pycache__", ".nox", ".tox"}
)
"""Folders that hold no stack file of anybody's own; hidden ones are skipped by their dot."""

_LOCK_FILE_PREFIX = ".#"  # what Emacs leaves beside a file that is being edited: a dangling symlink


@dataclass(frozen=True)
class Candidate:
    """A file to look at. One that was ``named`` is checked whatever is in it."""

    path: str
    named: bool
    is_stdin: bool = False


Note = Callable[[str, str, bool], None]
"""Takes a path, what is wrong with it in words, and whether that makes the whole run a failure."""


Skips = Callable[[str, bool], bool]
"""Takes a path and whether it is a folder's; whether a search leaves it out."""


def _nothing(path: str, is_folder: bool) -> bool:
    del path, is_folder
    return False


def find_candidates(paths: Iterable[str], note: Note, skips: Skips = _nothing) -> list[Candidate]:
    """Every file to look at once, sorted by path; what cannot be entered is told to ``note``."""
    search = _Search(note, skips)
    for path in paths:
        search.add(_without_dot(path))
    return sorted(search.found.values(), key=lambda candidate: candidate.path)


@dataclass
class _Search:
    """A walk under way. Files and folders are known by their real paths, so each counts once."""

    note: Note
    skips: Skips
    found: dict[str, Candidate] = field(default_factory=dict[str, Candidate])
    entered: set[str] = field(default_factory=set[str])
    links: deque[str] = field(default_factory=deque[str])

    def add(self, path: str) -> None:
        """Add what the user named."""
        try:
            is_folder = os.path.isdir(path)  # noqa: PTH112 - paths stay as the user wrote them
            if not is_folder:
                os.stat(path)  # noqa: PTH116
        except (OSError, ValueError) as error:
            self.note(path, reason(error), True)
            return
        if not is_folder:
            self.found[os.path.realpath(path)] = Candidate(path, named=True)
            return
        self._walk(path, os.path.realpath(path), named=True)
        # Links come last, so that a file that can be reached in two ways is named by where it is.
        while self.links:
            self._follow(self.links.popleft())

    def _walk(self, path: str, real: str, *, named: bool) -> None:
        """Look through a folder and all below it; iterative, since depth has no bound."""
        pending = [(path, real, named)]
        while pending:
            path, real, named = pending.pop()
            if real in self.entered:
                continue
            self.entered.add(real)
            try:
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self.note(path, reason(error), named)
                continue
            pending += [
                (_join(path, entry.name), os.path.join(real, entry.name), False)  # noqa: PTH118
                for entry in entries
                if self._is_folder_to_enter(path, entry)
            ]

    def _is_folder_to_enter(self, folder: str, entry: os.DirEntry[str]) -> bool:
        """Whether ``entry`` is a folder to walk; a file or link is put where it belongs instead."""
        path = _join(folder, entry.name)
        try:
            if entry.is_symlink() or _is_junction(entry):
                self._keep_link(path, entry)
                return False
            if entry.is_dir():
                return not (_is_skipped(entry.name) or self.skips(path, True))
            if _is_yaml(entry.name) and entry.is_file() and not self.skips(path, False):
                self._add_file(path)
        except OSError as error:
            self.note(path, reason(error), kind_by_name(path) is not None)
        return False

    def _keep_link(self, path: str, entry: os.DirEntry[str]) -> None:
        is_ours = not _is_skipped(entry.name) or _is_yaml(entry.name)
        if is_ours and not self.skips(path, not _is_yaml(entry.name)):
            self.links.append(path)

    def _follow(self, path: str) -> None:
        name = os.path.basename(path)  # noqa: PTH119
        try:
            is_folder = os.path.isdir(path)  # noqa: PTH112
            if _is_yaml(name) and not is_folder and not name.startswith(_LOCK_FILE_PREFIX):
                os.stat(path)  # noqa: PTH116 - to learn why, where the link leads nowhere
                if os.path.isfile(path):  # noqa: PTH113 - neither a pipe nor a device
                    self._add_file(path)
                return
        except OSError as error:
            self.note(path, reason(error), kind_by_name(path) is not None)
            return
        if not is_folder or _is_skipped(name):
            return
        real, here = os.path.realpath(path), os.path.realpath(os.path.dirname(path))  # noqa: PTH120
        if here == real or here.startswith(os.path.join(real, "")):  # noqa: PTH118
            self.note(path, "a symbolic link to a folder that it is in; not followed", False)
            return
        self._walk(path, real, named=False)

    def _add_file(self, path: str) -> None:
        self.found.setdefault(os.path.realpath(path), Candidate(path, named=False))


def reason(error: OSError | ValueError) -> str:
    """Why a file or folder cannot be read or written, in words."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    if isinstance(error, OSError):
        if error.errno == errno.ELOOP:
            return "a symbolic link that leads back to itself"
        words = error.strerror or type(error).__name__
        return words[:1].lower() + words[1:]
    return "not a path"


def _without_dot(path: str) -> str:
    """``path`` without a leading ``./``, which says nothing."""
    prefixes = (os.curdir + os.sep, os.curdir + "/")
    while path.startswith(prefixes) and len(path) > len(prefixes[0]):
        path = path[2:].lstrip("/") or os.curdir
    return path


def _join(folder: str, name: str) -> str:
    return name if folder == os.curdir else os.path.join(folder, name)  # noqa: PTH118


def _is_yaml(name: str) -> bool:
    return name.lower().endswith(YAML_SUFFIXES)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether it is what Windows has in the place of a link to a folder (known since 3.12)."""
    is_junction = getattr(entry, "is_junction", None)
    return bool(is_junction and is_junction())
