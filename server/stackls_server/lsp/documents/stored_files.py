"""The stack files below folders, as they are on the disk: finding them, reading them again."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pygls.uris import from_fs_path

from stackls_core.configuration.find import Configurations
from stackls_core.documents.kinds import YAML_SUFFIXES
from stackls_core.regular_files import FileTooLarge, read_bounded
from stackls_core.search.left_out import LeftOut
from stackls_server.features.workspace_index import IndexedFile, index_text
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.documents.configurations import ALL_FILES

SKIPPED_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
"""Folders that hold no stack file of anybody's own; hidden ones are skipped by their dot."""

Globs = ByFolder[tuple[str, ...]]
"""The patterns of further files of ours."""


@dataclass(frozen=True)
class Bounds:
    """Where looking through a workspace ends, so that even a home folder is no trouble."""

    folders: int = 20_000
    files: int = 5_000
    """How many YAML files are read."""
    bytes: int = 1_000_000
    """How large a file may be; no stack file is larger."""


@dataclass(frozen=True, eq=False)
class StoredFile:
    """A stack file as it was on the disk when its modification time and size were ``stamp``."""

    path: str
    stamp: tuple[int, int]
    indexed: IndexedFile


Changes = dict[str, "StoredFile | None"]
"""What is new by key of a file; ``None`` for a file that is no stack file (any more)."""


def look_through(
    folders: list[str], globs: Globs, bounds: Bounds, cancelled: threading.Event
) -> Changes:
    """Every stack file below ``folders``, as far as ``bounds`` allow; links are not followed."""
    found: Changes = {}
    configurations = Configurations(tuple)
    left_out = LeftOut(lambda folder: configurations.of(folder).configuration)
    for count, path in enumerate(_yaml_files(folders, bounds, cancelled, left_out)):
        if count >= bounds.files or cancelled.is_set():
            break
        found[key_of_path(path)] = _read(path, globs, bounds, configurations)
    return found


def _yaml_files(
    folders: list[str], bounds: Bounds, cancelled: threading.Event, left_out: LeftOut
) -> Iterator[str]:
    """The paths of YAML files, those of outer folders first."""
    pending = list(folders)
    entered: set[str] = set()
    while pending and len(entered) < bounds.folders and not cancelled.is_set():
        folder = pending.pop(0)
        if key_of_path(folder) in entered:
            continue
        entered.add(key_of_path(folder))
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            continue
        pending += [
            entry.path
            for entry in entries
            if _is_folder_to_enter(entry) and not left_out(entry.path, True)
        ]
        yield from (
            entry.path
            for entry in entries
            if _is_yaml_file(entry) and not left_out(entry.path, False)
        )


def _is_folder_to_enter(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not is_skipped(entry.name)
    except OSError:
        return False


def _is_yaml_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.lower().endswith(YAML_SUFFIXES) and entry.is_file()
    except OSError:
        return False


def is_skipped(name: str) -> bool:
    """Whether a folder of that name is not looked into."""
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _read(
    path: str, globs: Globs, bounds: Bounds, configurations: Configurations
) -> StoredFile | None:
    """The file, if it can be read and is a stack file."""
    if configurations.of(Path(path).parent).configuration.includes(Path(path)):
        globs = ByFolder(ALL_FILES)
    try:
        stamp = _stamp(path)
        # editors hide a byte order mark, so offsets are counted without it
        text = read_bounded(path, bounds.bytes).decode("utf-8-sig")
        uri = from_fs_path(path)  # there is none for a name that is no text
    except (OSError, ValueError, FileTooLarge):
        return None
    indexed = index_text(uri, text, path, globs.of(path)) if uri is not None else None
    return StoredFile(path, stamp, indexed) if indexed is not None else None


def read_all(paths: list[str], globs: Globs, bounds: Bounds) -> Changes:
    """What is in these files now, which may be new, changed or gone."""
    configurations = Configurations(tuple)
    left_out = LeftOut(lambda folder: configurations.of(folder).configuration)
    return {
        key_of_path(path): None
        if left_out(path, False)
        else _read(path, globs, bounds, configurations)
        for path in paths[: bounds.files]
    }


def read_changed(known: list[StoredFile], globs: Globs, bounds: Bounds) -> Changes:
    """What is in those of the files that were written or deleted since they were read."""
    changes: Changes = {}
    configurations = Configurations(tuple)
    for stored in known:
        try:
            is_same = _stamp(stored.path) == stored.stamp
        except OSError:
            is_same = False
        if not is_same:
            changes[key_of_path(stored.path)] = _read(stored.path, globs, bounds, configurations)
    return changes


def _stamp(path: str) -> tuple[int, int]:
    status = Path(path).stat()
    return status.st_mtime_ns, status.st_size


def key_of_path(path: str) -> str:
    """The same for all ways to write the path of one file, as far as letters go."""
    return os.path.normcase(path)
