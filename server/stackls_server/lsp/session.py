"""The state of one connection: documents, settings, capabilities, and what is being analysed.

Everything here runs on the event loop. What takes time gets an immutable snapshot and runs in a
thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types

from stackls_core.catalog.catalog import Catalog, Catalogs
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.pins import Kept, Pin, pinned_version
from stackls_core.configuration.levels import Levels
from stackls_core.findings import Finding
from stackls_core.paths import find_repository
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.names import ZENML
from stackls_core.stores.opening import open_store
from stackls_core.text import Encoding
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.zenml_versions import Hints
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.converters.capabilities import Capabilities
from stackls_server.lsp.converters.diagnostics import diagnostics
from stackls_server.lsp.documents.analyses import Analyses
from stackls_server.lsp.documents.catalog_watch import CatalogWatch
from stackls_server.lsp.documents.configurations import WorkspaceConfigurations
from stackls_server.lsp.documents.documents import Configured, Document, Documents
from stackls_server.lsp.documents.page_files import PageFiles
from stackls_server.lsp.documents.publishing import Publishing
from stackls_server.lsp.documents.requests import Requests
from stackls_server.lsp.documents.warm_up import WarmUp
from stackls_server.lsp.documents.workspace_code import CodeReader
from stackls_server.lsp.documents.workspace_files import WorkspaceFiles
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.registry.opening import OpenStore
from stackls_server.lsp.registry.session import StoreSession
from stackls_server.lsp.settings import Settings
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.progress import Progress
from stackls_server.lsp.transport.written import Written

T = TypeVar("T")

FIRST_SECONDS = 2.0
"""What may wait for the first findings waits no longer than this."""


class Session:
    """One connection with one client."""

    def __init__(
        self,
        client: Client,
        open_catalogs: Callable[[], Catalogs],
        open_store: OpenStore = open_store,
        started_by: str = "",
        *,
        is_remote: bool = False,
    ) -> None:
        """``open_catalogs`` may raise `CatalogError`, which is shown to the user once."""
        self.client = client
        self.is_remote = is_remote
        """Whether the client is not the user who has started the server.

        Then no file is read for it, and which registry and interpreter there is, is not for it to
        say: it knows what it has opened itself, and the registry of the folder that the server was
        started in.
        """
        self.started_by = started_by
        """The name of a client that does not say its own."""
        self.documents = Documents()
        self.workspace_files = WorkspaceFiles()
        self.code = CodeReader(client, lambda: self.workspace_files.folders, self.use_code)
        self.settings_by_folder = ByFolder(Settings())
        self.capabilities = Capabilities()
        self.client_process: int | None = None
        """The process to end with, where the client named one that is to be seen from here."""
        self.ended = threading.Event()
        """Set when the client said ``exit``."""
        self.is_shut_down = False
        self.analyses = Analyses(client, lambda: self.capabilities.work_done_progress)
        self.publishing = Publishing(
            client,
            self.findings,
            self.diagnostics,
            is_pulled=lambda: self.capabilities.pull_diagnostics,
            can_refresh=lambda: self.capabilities.refresh_diagnostics,
        )
        self._open_catalogs = open_catalogs
        self._bundled: Catalogs | None = None
        self.requests = Requests()
        self.warm_up = WarmUp()
        self._under_way = 0
        """How many callers wait for findings."""
        self._has_found = asyncio.Event()
        """Set when the first findings are there."""
        self._has_looked_at_one = False
        """Whether a document of ours has been open, of which the registry may have more to say."""
        self._configurations = WorkspaceConfigurations(client, lambda: self.encoding)
        self._live: Catalogs | None = None
        self._pins: Kept = {}
        self.catalog_watch = CatalogWatch(self._has_other_catalogs, self._use_catalogs)
        self.page_files = PageFiles()
        self._background: set[asyncio.Task[None]] = set()
        connection = Connection(
            client,
            settings=lambda: self.settings,
            configured_registry=self._configured_registry,
            bundled=lambda: self._bundled_catalogs,
            progress=lambda: None if self.stores.has_client_commands else self.progress,
            shows_stack_files=lambda: self.shows_stack_files,
            use_known=self.use_known,
        )
        self.stores = StoreSession(connection, open_store)

    @property
    def encoding(self) -> Encoding:
        """The unit in which positions are counted."""
        return self.capabilities.encoding

    @property
    def exit_code(self) -> int:
        """What the process has to end with: 0 if the client said ``shutdown`` before."""
        return 0 if self.is_shut_down else 1

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return (
            self.analyses.busy
            or self.requests.busy
            or self.workspace_files.busy
            or self.code.busy
            or self.stores.busy
            or self.warm_up.busy
        )

    @property
    def catalog(self) -> Catalog:
        """The catalog of a new document in the workspace, which names no version."""
        return self.workspace_catalogs.for_version(None)

    @property
    def workspace_catalogs(self) -> Catalogs:
        """The catalogs for a new document in the workspace."""
        folders = self.workspace_files.folders
        return self.catalogs_for(str(Path(folders[0], "new")) if folders else None)

    def catalog_for(self, uri: str | None) -> Catalog:
        """The catalog that an open document is judged by; of another one, that of a new document.

        Raises `CatalogError`.
        """
        document = self.readable(uri) if uri is not None else None
        return document.snapshot.catalog if document is not None else self.catalog

    @property
    def catalogs(self) -> Catalogs:
        """The catalogs of all versions; of its own, the user's ZenML has the last word."""
        return self._live or self._bundled_catalogs

    def catalogs_for(self, path: str | None) -> Catalogs:
        """The catalogs for a document: without a version of its own, it has the one meant for it.

        That is what the settings say, then the ZenML at hand, then what its project pins.
        """
        found = self.catalogs
        if path is not None and not self.is_remote:
            found = found.for_folder(Path(path).parent)
        chosen = found.with_choice(self.settings_by_folder.of(path).zenml.version)
        pin = self._pin_of(path)
        return chosen.with_default(pin.version) if pin is not None else chosen

    def configured(self, path: str | None) -> Configured:
        """What settings and configuration say of a document."""
        globs = self.globs.of(path)
        if self.is_remote:
            return globs, None
        return self._configurations.globs(path, globs), self._configurations.variables(path)

    def _pin_of(self, path: str | None) -> Pin | None:
        if path is None or self.is_remote:
            return None
        folder = Path(path).parent
        return pinned_version(folder, find_repository(folder), self._pins)

    def version_hints(self, path: str | None) -> Hints:
        """What says which version a document is for that names none."""
        known, pin = self.stores.known, self._pin_of(path)
        is_zenml = known is not None and known.info.kind == ZENML
        return Hints(
            self.settings_by_folder.of(path).zenml.version,
            known.info.zenml_version if known is not None and is_zenml else None,
            pin.version if pin is not None else None,
            pin.path.name if pin is not None else None,
        )

    @property
    def _bundled_catalogs(self) -> Catalogs:
        """Those that are there without a registry; without a readable one, none."""
        if self._bundled is None:
            try:
                self._bundled = self._open_catalogs()
            except CatalogError as error:
                self.client.show_message(str(error), types.MessageType.Error)
                self._bundled = Catalog([])
        return self._bundled

    def snapshot(self, uri: str) -> Snapshot | None:
        """The newest snapshot of a document of ours that can be looked at, if it is one.

        This is where the question is asked whether a document is of a kind that stackls knows.
        """
        document = self.readable(uri)
        is_ours = document is not None and document.snapshot.kind is not None
        return document.snapshot if document is not None and is_ours else None

    def readable(self, uri: str) -> Document | None:
        """A document that features can look at; ``None`` if it is not open, or too long."""
        document = self.documents.get(uri)
        return document if document is not None and document.is_readable else None

    def close(self) -> None:
        """The connection is gone: close what belongs to it."""
        for document in self.documents:
            self.publishing.forget(document.uri)
            self.documents.close(document.uri)
        for task in self._background:
            task.cancel()
        self.stores.close()
        self.page_files.close()
        self.catalog_watch.stop()
        self.code.stop()
        self.analyses.stop()
        self.requests.stop()

    def in_background(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let ``job``, which raises nothing, go on after the request that began it."""
        task = asyncio.ensure_future(job)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """The result of a feature, worked out in a thread. Raises `TooSlow`."""
        return await self.requests.run(function, *arguments)

    # --- settings -------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings, where no folder of the workspace says otherwise."""
        return self.settings_by_folder.everywhere

    @property
    def globs(self) -> ByFolder[tuple[str, ...]]:
        """The patterns of further files of ours."""
        return self.settings_by_folder.map(lambda settings: settings.files.globs)

    def configure(self, settings: ByFolder[Settings]) -> None:
        """New settings: what depends on them is done again."""
        if settings == self.settings_by_folder:
            return
        former, self.settings_by_folder = self.settings_by_folder, settings
        self.stores.reconfigure()
        self._recheck()
        versions = [one.map(lambda each: each.zenml.version) for one in (former, settings)]
        if versions[0] != versions[1] and self._bundled is not None:
            self.client.notify("stackls/flavorsChanged", {})
        hints = [one.map(lambda each: each.inlayHints) for one in (former, settings)]
        if hints[0] != hints[1] and self.capabilities.refresh_inlay_hints:
            self.client.refresh_inlay_hints()

    def _recheck(self) -> None:
        """Something that all documents are judged by has changed."""
        self.documents.renew(self.catalogs_for, self.configured)
        for document in self.documents:
            self.publishing.schedule(document)
        self.publishing.refresh()

    # --- the configuration of the workspace -----------------------------------------------------

    def levels(self, path: str | None) -> Levels:
        """The severities of a file: those of the settings, below them those of its workspace."""
        chosen = Levels(self.settings_by_folder.of(path).validation.severities)
        return chosen if self.is_remote else chosen.above(self._configurations.levels(path))

    def _configured_registry(self, workspace: Path | None) -> str | None:
        return None if self.is_remote else self._configurations.registry(workspace)

    def configuration_changed(self) -> None:
        """A file that configures was written: what depends on it is done again."""
        if self.is_remote:
            return
        self._configurations.look_again()
        self.workspace_files.look(self.globs)
        self.stores.reconfigure()
        self._recheck()

    # --- the store ------------------------------------------------------------------------------

    @property
    def progress(self) -> Progress | None:
        """Where to show that something takes long, if the client can."""
        return self.analyses.progress if self.capabilities.work_done_progress else None

    @property
    def shows_stack_files(self) -> bool:
        """Whether some open document is one of ours."""
        return any(document.snapshot.kind is not None for document in self.documents)

    def use_known(self, known: KnownRegistry | None, catalogs: Catalogs | None) -> None:
        """Features know this of the registry from now on, and judge by these flavors."""
        has_other_flavors = catalogs is not self._live
        only_verdicts = known == self.documents.known and not has_other_flavors
        self.documents.known = known
        self._live = catalogs
        if has_other_flavors:
            self.client.notify("stackls/flavorsChanged", {})
        self._recheck()
        if only_verdicts:
            return
        if self.capabilities.refresh_code_lenses:
            self.client.refresh_code_lenses()
        if self.capabilities.refresh_inlay_hints and self.settings.inlayHints.registered:
            self.client.refresh_inlay_hints()

    def _has_other_catalogs(self) -> bool:
        return self.catalogs.refresh()

    def _use_catalogs(self) -> None:
        """Other catalogs are known: documents of those versions are judged by them."""
        self.client.notify("stackls/flavorsChanged", {})
        self._recheck()

    def look_at(self, document: Document, stack_name: str) -> None:
        """Features look at a document for that stack from now on, until it is closed."""
        document.snapshot = document.snapshot.for_stack(stack_name)
        self.publishing.schedule(document)
        self.publishing.refresh()
        if self.capabilities.refresh_code_lenses:
            self.client.refresh_code_lenses()

    # --- the code -------------------------------------------------------------------------------

    def use_code(self, code: WorkspaceCode) -> None:
        """Features know this of the workspace's Python from now on."""
        for document in self.documents.use_code(code):
            self.publishing.schedule(document)
        self.publishing.refresh()

    # --- diagnostics ----------------------------------------------------------------------------

    async def findings(self, document: Document) -> list[Finding]:
        """The findings of a document's newest snapshot, settings applied.

        Raises `AnalysisCancelled`.
        """
        self._under_way += 1
        try:
            return await self._findings(document)
        finally:
            self._under_way -= 1
            # next, so that what was found goes out first
            asyncio.get_running_loop().call_soon(self._begin_the_rest)

    def _begin_the_rest(self) -> None:
        """Begin what nobody waits for, unless diagnostics of another document are still to come."""
        if self.publishing.is_waiting:
            return
        self._has_found.set()
        if self._has_looked_at_one:
            self.stores.start()
        self.workspace_files.begin()
        self.warm_up.begin()

    async def after_first_findings(self) -> None:
        """Wait for the first findings, if somebody waits for them; not for long."""
        if self._has_found.is_set() or not (self._under_way or self.publishing.is_waiting):
            return
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._has_found.wait(), FIRST_SECONDS)

    async def _findings(self, document: Document) -> list[Finding]:
        settings = self.settings_by_folder.of(document.snapshot.path)
        if not settings.validation.enabled or document.snapshot.kind is None:
            return []
        found = await self.analyses.findings(document)
        self.documents.forget_oldest()
        if document.is_open:
            self._has_looked_at_one = True
            self.stores.validate_soon(document.uri, document.snapshot)
        return self.levels(document.snapshot.path).applied(found)

    def diagnostics(self, document: Document, findings: list[Finding]) -> Written:
        """Findings as the client wants them."""
        lines = document.snapshot.lines
        return diagnostics(findings, lines, document.uri, self.encoding, self.capabilities)
