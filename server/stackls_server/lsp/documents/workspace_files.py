"""The stack files of the workspace: found once, read again when they change, never waited for long.

Everything is kept on the event loop; what touches the disk runs in one thread of its own, so that
its jobs happen in the order in which they were given. What the editor has open counts instead of
what is on the disk.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from lsprotocol import types
from pygls.uris import from_fs_path

from stackls_core.configuration.find import Configurations
from stackls_core.documents.kinds import YAML_SUFFIXES
from stackls_core.search.left_out import LeftOut
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import (
    IndexedFile,
    WorkspaceIndex,
    index_text,
    index_view,
)
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents.configurations import ALL_FILES
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

SKIPPED_FOLDERS = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
"""Folders that hold no stack file of anybody's own; hidden ones are skipped by their dot."""

WATCHED = "**/*.{yaml,yml}"
"""The files whose changes the client is asked to report."""

Globs = ByFolder[tuple[str, ...]]
"""The patterns of further files of ours."""

_PATIENCE = 5.0
"""How many seconds a request waits for the first look at the workspace."""


@dataclass(frozen=True)
class Bounds:
    """Where looking through a workspace ends, so that even a home folder is no trouble."""

    folders: int = 20_000
    files: int = 5_000
    """How many YAML files are read."""
    bytes: int = 1_000_000
    """How large a file may be; no stack file is larger."""


@dataclass(frozen=True, eq=False)
class _Stored:
    """A stack file as it was on the disk when its modification time and size were ``stamp``."""

    path: str
    stamp: tuple[int, int]
    indexed: IndexedFile


_Changes = dict[str, "_Stored | None"]
"""What is new by key of a file; ``None`` for a file that is no stack file (any more)."""


@dataclass(frozen=True, eq=False)
class Workspace:
    """What a request sees: the index, and the versions of the documents that are open.

    ``is_complete`` is whether all folders have been looked through.
    """

    index: WorkspaceIndex
    versions: Mapping[str, int | None]
    is_complete: bool


class WorkspaceFiles:
    """Which stack files there are, and what is in them."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        """Know of no folder yet."""
        self._bounds = bounds or Bounds()
        self._threads = Threads("files", 1)
        self._folders: list[str] = []
        self._globs: Globs = ByFolder(())
        self._stored: dict[str, _Stored] = {}
        self._opened: WeakKeyDictionary[Snapshot, IndexedFile] = WeakKeyDictionary()
        self._cancelled = threading.Event()
        self._looking: asyncio.Task[None] | None = None

    @property
    def folders(self) -> tuple[str, ...]:
        """The paths of the folders that belong to the workspace."""
        return tuple(self._folders)

    @property
    def busy(self) -> bool:
        """Whether the disk is being read."""
        return self._threads.busy

    def add_folders(self, uris: Iterable[str]) -> None:
        """These folders belong to the workspace; `look` looks through them."""
        for uri in uris:
            path = _file_path(uri)
            if path is not None and path not in self._folders:
                self._folders.append(path)

    def remove_folders(self, uris: Iterable[str]) -> None:
        """These folders do not belong to the workspace any more."""
        removed = {_file_path(uri) for uri in uris}
        self._folders = [folder for folder in self._folders if folder not in removed]

    def look(self, globs: Globs) -> None:
        """Look through all folders, in the background; an earlier look that still goes on ends."""
        self.stop()
        self._globs = globs
        self._cancelled = threading.Event()
        self._looking = asyncio.ensure_future(self._look(self._cancelled))

    def stop(self) -> None:
        """Stop looking: the connection ends, or there is something else to look for."""
        self._cancelled.set()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look(self, cancelled: threading.Event) -> None:
        folders, globs = list(self._folders), self._globs
        try:
            found = await self._threads.start(look_through, folders, globs, self._bounds, cancelled)
        except Exception as error:  # noqa: BLE001 - a defect; what is open is known nonetheless
            log_failure("looking through the workspace", error)
            return
        self._stored = {key: stored for key, stored in found.items() if stored is not None}

    async def reread(self, uris: Iterable[str]) -> None:
        """These files were written, made or deleted."""
        paths = [path for uri in uris if (path := _file_path(uri)) is not None]
        wanted = [path for path in paths if self._is_inside(path)]
        if wanted:
            self._apply(await self._threads.start(_read_all, wanted, self._globs, self._bounds))

    def _is_inside(self, path: str) -> bool:
        """Whether `look_through` would have come by ``path``."""
        if not path.lower().endswith(YAML_SUFFIXES):
            return False
        for folder in self._folders:
            if os.path.normcase(path).startswith(os.path.join(os.path.normcase(folder), "")):  # noqa: PTH118
                parts = Path(os.path.relpath(path, folder)).parts[:-1]
                if not any(_is_skipped(part) for part in parts):
                    return True
        return False

    def _apply(self, changes: _Changes) -> None:
        for key, stored in changes.items():
            if stored is None:
                self._stored.pop(key, None)
            else:
                self._stored[key] = stored

    async def workspace(
        self,
        documents: Iterable[Document],
        globs: Globs,
        patience: float = _PATIENCE,
    ) -> Workspace:
        """The workspace as it is now; ``patience`` is how many seconds to wait for the first look.

        Files that changed since they were read are read again, for not every client tells.
        """
        if self._looking is not None and globs != self._globs:
            self.look(globs)
        if self._looking is not None and not self._looking.done():
            await asyncio.wait([self._looking], timeout=patience)
        is_complete = self._looking is None or self._looking.done()
        known = list(self._stored.values())
        self._apply(await self._threads.start(_read_changed, known, self._globs, self._bounds))
        files = {key: stored.indexed for key, stored in self._stored.items()}
        opened = [document for document in documents if document.is_readable]
        snapshots = [(document.uri, document.snapshot) for document in opened]
        versions = {document.uri: document.version for document in opened}
        for uri, indexed in (await self._threads.start(self._index_opened, snapshots)).items():
            if indexed is None:
                files.pop(_key(uri), None)
            else:
                files[_key(uri)] = indexed
        ordered = tuple(sorted(files.values(), key=lambda file: file.uri))
        return Workspace(WorkspaceIndex(ordered), versions, is_complete)

    def _index_opened(self, snapshots: list[tuple[str, Snapshot]]) -> dict[str, IndexedFile | None]:
        """Runs in the thread; the only one to use what it remembers."""
        found: dict[str, IndexedFile | None] = {}
        for uri, snapshot in snapshots:
            indexed = self._opened.get(snapshot)
            if indexed is None and snapshot.kind is not None:
                indexed = index_view(uri, snapshot.kind, snapshot.view)
                self._opened[snapshot] = indexed
            found[uri] = indexed if indexed is None else replace(indexed, uri=uri)
        return found


def watched_files(*others: str) -> types.Registration:
    """Asks the client to tell of changes to YAML files, and to those that match ``others``."""
    watchers = [types.FileSystemWatcher(glob) for glob in (WATCHED, *others)]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    return types.Registration("stackls.files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)


# --- on the disk --------------------------------------------------------------------------------


def look_through(
    folders: list[str], globs: Globs, bounds: Bounds, cancelled: threading.Event
) -> _Changes:
    """Every stack file below ``folders``, as far as ``bounds`` allow; links are not followed."""
    found: _Changes = {}
    configurations = Configurations(tuple)
    left_out = LeftOut(lambda folder: configurations.of(folder).configuration)
    for count, path in enumerate(_yaml_files(folders, bounds, cancelled, left_out)):
        if count >= bounds.files or cancelled.is_set():
            break
        found[_key_of_path(path)] = _read(path, globs, bounds, configurations)
    return found


def _yaml_files(
    folders: list[str], bounds: Bounds, cancelled: threading.Event, left_out: LeftOut
) -> Iterator[str]:
    """The paths of YAML files, those of outer folders first."""
    pending = list(folders)
    entered: set[str] = set()
    while pending and len(entered) < bounds.folders and not cancelled.is_set():
        folder = pending.pop(0)
        if _key_of_path(folder) in entered:
            continue
        entered.add(_key_of_path(folder))
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
        return entry.is_dir(follow_symlinks=False) and not _is_skipped(entry.name)
    except OSError:
        return False


def _is_yaml_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.lower().endswith(YAML_SUFFIXES) and entry.is_file()
    except OSError:
        return False


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _read(
    path: str, globs: Globs, bounds: Bounds, configurations: Configurations
) -> _Stored | None:
    """The file, if it can be read and is a stack file."""
    if configurations.of(Path(path).parent).configuration.includes(Path(path)):
        globs = ByFolder(ALL_FILES)
    try:
        stamp = _stamp(path)
        if stamp[1] > bounds.bytes:
            return None
        # editors hide a byte order mark, so offsets are counted without it
        text = Path(path).read_bytes().decode("utf-8-sig")
        uri = from_fs_path(path)  # there is none for a name that is no text
    except (OSError, ValueError):
        return None
    indexed = index_text(uri, text, path, globs.of(path)) if uri is not None else None
    return _Stored(path, stamp, indexed) if indexed is not None else None


def _read_all(paths: list[str], globs: Globs, bounds: Bounds) -> _Changes:
    configurations = Configurations(tuple)
    left_out = LeftOut(lambda folder: configurations.of(folder).configuration)
    return {
        _key_of_path(path): None
        if left_out(path, False)
        else _read(path, globs, bounds, configurations)
        for path in paths[: bounds.files]
    }


def _read_changed(known: list[_Stored], globs: Globs, bounds: Bounds) -> _Changes:
    changes: _Changes = {}
    configurations = Configurations(tuple)
    for stored in known:
        try:
            is_same = _stamp(stored.path) == stored.stamp
        except OSError:
            is_same = False
        if not is_same:
            changes[_key_of_path(stored.path)] = _read(stored.path, globs, bounds, configurations)
    return changes


def _stamp(path: str) -> tuple[int, int]:
    status = Path(path).stat()
    return status.st_mtime_ns, status.st_size


def _file_path(uri: str) -> str | None:
    """The path that a ``file:`` URI names."""
    path = from_proto.path(uri) if uri.lower().startswith("file:") else None
    if not path or "\0" in path:
        return None
    return os.path.abspath(path)  # noqa: PTH100 - links are left as they are


def _key(uri: str) -> str:
    """The same for all ways to write the URI of one file."""
    path = _file_path(uri)
    return _key_of_path(path) if path is not None else uri


def _key_of_path(path: str) -> str:
    return os.path.normcase(path)
