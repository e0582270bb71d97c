"""The Python of the workspace: read in the background, kept by file, read again when it changes.

Everything is kept on the event loop; a thread of its own reads the disk. Editors send no Python to
this server, so what counts is what was saved.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from stackls_core.catalog.library_steps import library_steps
from stackls_core.regular_files import FileTooLarge, read_bounded
from stackls_core.text import LineIndex
from stackls_core.workspace_code.classes import class_in, files_of_class
from stackls_core.workspace_code.files import SUFFIX, Bounds, CodeFiles, decoded, look_through
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.code_places import CodePlace
from stackls_server.features.workspace_index import Location
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

WATCHED = "**/*.py"
"""The files whose changes the client is asked to report."""


class CodeReader:
    """Reads the code below some folders, and hands it on where it is new."""

    def __init__(
        self,
        client: Client,
        folders: Callable[[], tuple[str, ...]],
        use: Callable[[WorkspaceCode], None],
        bounds: Bounds | None = None,
    ) -> None:
        """``use`` is called on the event loop, with all that is known by then."""
        self._client = client
        self._folders = folders
        self._use = use
        self._bounds = bounds or Bounds()
        self._threads = Threads("code", 1)
        self._found: CodeFiles | None = None
        self._cancelled = threading.Event()
        self._looking: asyncio.Task[None] | None = None
        self._is_outdated = False
        self._has_complained = False

    @property
    def busy(self) -> bool:
        """Whether the disk is being read."""
        return self._threads.busy

    def look(self) -> asyncio.Task[None] | None:
        """Look for what has changed, in the background; while that goes on, once more after it.

        Gives what is done when all is known, where there is a folder to look through.
        """
        if not self._folders():
            return None
        if self._looking is not None and not self._looking.done():
            self._is_outdated = True
        else:
            self._looking = asyncio.ensure_future(self._look())
        return self._looking

    def reread(self, uris: Iterable[str]) -> None:
        """These files were written, made or deleted."""
        if any(uri.lower().endswith(SUFFIX) for uri in uris):
            self.look()

    def stop(self) -> None:
        """The connection ends."""
        self._cancelled.set()
        if self._looking is not None:
            self._looking.cancel()
        self._threads.stop()

    async def _look(self) -> None:
        self._is_outdated = True
        while self._is_outdated and not self._cancelled.is_set():
            self._is_outdated = False
            before, folders = self._found, list(self._folders())
            try:
                found = await self._threads.start(
                    look_through, folders, before, self._bounds, self._is_cancelled
                )
            except Exception as error:  # noqa: BLE001 - a defect; documents are checked without code
                log_failure("reading the code of the workspace", error)
                return
            self._found = found
            self._complain_once(found)
            if not _is_same(before or CodeFiles(), found):
                self._use(
                    WorkspaceCode(found.modules, library_steps(), is_complete=found.is_complete)
                )

    def _is_cancelled(self) -> bool:
        time.sleep(0)  # between two files, whoever wants to answer the client goes first
        return self._cancelled.is_set()

    def _complain_once(self, found: CodeFiles) -> None:
        if found.is_complete or self._has_complained:
            return
        self._has_complained = True
        message = (
            f"The workspace has more than {self._bounds.files:,} Python files or too many folders: "
            "not all steps and pipelines are known, so none are reported as missing."
        )
        self._client.log(message, types.MessageType.Warning)


def locations_of(places: Iterable[CodePlace]) -> list[Location]:
    """Places in Python as locations; reads the files. A file that cannot be read has none."""
    found: list[Location] = []
    for place in places:
        try:
            text = decoded(read_bounded(place.path, Bounds().bytes))
        except (OSError, FileTooLarge):
            continue
        uri = from_fs_path(place.path)
        if text is not None and uri is not None:
            # an editor hides a byte order mark, and so does reading
            found.append(Location(uri, LineIndex(text), place.span))
    return found


def location_of_class(source: str, folders: Iterable[str]) -> Location | None:
    """Where the class at a dotted path is written, below one of ``folders``; reads files."""
    name = source.rpartition(".")[2]
    for file in files_of_class(source, map(Path, folders)):
        try:
            text = decoded(read_bounded(Path(file), Bounds().bytes))
        except (OSError, FileTooLarge):
            continue
        span = class_in(text, name) if text is not None else None
        uri = from_fs_path(str(file))
        if text is not None and span is not None and uri is not None:
            return Location(uri, LineIndex(text), span)
    return None


def _is_same(before: CodeFiles, found: CodeFiles) -> bool:
    """Whether nothing that matters has changed; unchanged files keep their modules."""
    if before.is_complete != found.is_complete or before.modules.keys() != found.modules.keys():
        return False
    return all(found.modules[path] == module for path, module in before.modules.items())
