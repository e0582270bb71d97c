"""The stack files of the workspace: found once, read again when they change, never waited for long.

Everything is kept on the event loop; what touches the disk runs in one thread of its own, so that
its jobs happen in the order in which they were given. What the editor has open counts instead of
what is on the disk.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from lsprotocol import types

from stackls_core.documents.kinds import YAML_SUFFIXES
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import (
    IndexedFile,
    WorkspaceIndex,
    index_view,
)
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.documents.stored_files import (
    Bounds,
    Changes,
    Globs,
    StoredFile,
    is_skipped,
    key_of_path,
    look_through,
    read_all,
    read_changed,
)
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.protocol import START_SECONDS
from stackls_server.lsp.transport.threads import Threads

WATCHED = "**/*.{yaml,yml}"
"""The files whose changes the client is asked to report."""

_PATIENCE = 5.0
"""How many seconds a request waits for the first look at the workspace."""


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
        self._stored: dict[str, StoredFile] = {}
        self._opened: WeakKeyDictionary[Snapshot, IndexedFile] = WeakKeyDictionary()
        self._cancelled = threading.Event()
        self._looking: asyncio.Task[None] | None = None
        self._is_wanted = asyncio.Event()

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

    def begin(self) -> None:
        """Let a look begin that waits for the end of the start: its files take everybody's time."""
        self._is_wanted.set()

    def look(self, globs: Globs) -> None:
        """Look through all folders, in the background; an earlier look that still goes on ends.

        The first one waits for `begin`, but no longer than a start takes.
        """
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
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._is_wanted.wait(), START_SECONDS)
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
            self._apply(await self._threads.start(read_all, wanted, self._globs, self._bounds))

    def _is_inside(self, path: str) -> bool:
        """Whether `look_through` would have come by ``path``."""
        if not path.lower().endswith(YAML_SUFFIXES):
            return False
        for folder in self._folders:
            if os.path.normcase(path).startswith(os.path.join(os.path.normcase(folder), "")):  # noqa: PTH118
                parts = Path(os.path.relpath(path, folder)).parts[:-1]
                if not any(is_skipped(part) for part in parts):
                    return True
        return False

    def _apply(self, changes: Changes) -> None:
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
        self.begin()
        if self._looking is not None and globs != self._globs:
            self.look(globs)
        if self._looking is not None and not self._looking.done():
            await asyncio.wait([self._looking], timeout=patience)
        is_complete = self._looking is None or self._looking.done()
        known = list(self._stored.values())
        self._apply(await self._threads.start(read_changed, known, self._globs, self._bounds))
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


def _file_path(uri: str) -> str | None:
    """The path that a ``file:`` URI names."""
    path = from_proto.path(uri) if uri.lower().startswith("file:") else None
    if not path or "\0" in path:
        return None
    return os.path.abspath(path)  # noqa: PTH100 - links are left as they are


def _key(uri: str) -> str:
    """The same for all ways to write the URI of one file."""
    path = _file_path(uri)
    return key_of_path(path) if path is not None else uri
