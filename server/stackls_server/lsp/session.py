"""The state of one connection: documents, settings, capabilities, and what is being analysed.

Everything here runs on the event loop, except analyses, which get an immutable snapshot and run in
a thread.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from lsprotocol import types

from stackls_core.flavors.catalog import CatalogError
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.text import Encoding
from stackls_core.validation.findings import Finding, Severity
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp import to_proto
from stackls_server.lsp.capabilities import Capabilities
from stackls_server.lsp.documents import Document, Documents
from stackls_server.lsp.settings import Settings

logger = logging.getLogger("stackls")

_LONGEST_WAIT = 0.5
_LARGE = 400_000


class Client(Protocol):
    """What the session says to the client; the server implements it, tests record it."""

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        """Show these diagnostics."""
        ...

    def log(self, message: str, kind: types.MessageType) -> None:
        """Write to the client's log, not into the user's way."""
        ...

    def tell(self, message: str, kind: types.MessageType) -> None:
        """Tell the user; only for what makes the server useless."""
        ...

    def refresh_diagnostics(self) -> None:
        """Ask the client to pull diagnostics again."""
        ...


class Session:
    """One connection with one client."""

    def __init__(self, client: Client, open_registry: Callable[[], FlavorRegistry]) -> None:
        """``open_registry`` may raise `CatalogError`; that is told to the user once."""
        self._client = client
        self._open_registry = open_registry
        self._registry: FlavorRegistry | None = None
        self._pending: dict[str, asyncio.Task[None]] = {}
        self.documents = Documents()
        self.settings = Settings()
        self.capabilities = Capabilities()
        self.encoding = Encoding.UTF16

    @property
    def client(self) -> Client:
        """The other end."""
        return self._client

    @property
    def registry(self) -> FlavorRegistry:
        """The flavors that are known; without a readable catalog, none."""
        if self._registry is None:
            try:
                self._registry = self._open_registry()
            except CatalogError as error:
                self.client.tell(str(error), types.MessageType.Error)
                self._registry = FlavorRegistry([])
        return self._registry

    def snapshot(self, uri: str) -> Snapshot | None:
        """The newest snapshot of a document, if it is open."""
        document = self.documents.get(uri)
        return document.snapshot if document is not None else None

    def configure(self, settings: Settings) -> None:
        """New settings: what depends on them is done again."""
        if settings == self.settings:
            return
        self.settings = settings
        self.documents.renew(self.registry, settings.files.globs)
        for document in self.documents:
            self.schedule(document)
        if self.capabilities.pull_diagnostics and self.capabilities.refresh_diagnostics:
            self.client.refresh_diagnostics()

    # --- diagnostics ----------------------------------------------------------------------------

    def schedule(self, document: Document) -> None:
        """Analyse a document soon, unless the client asks for diagnostics itself.

        A quick analysis follows the keystroke at once; one that took long waits as long as it
        took, so that typing is never slower than the analyses it causes.
        """
        if self.capabilities.pull_diagnostics:
            return
        self.forget(document.uri)
        delay = 0.0 if document.seconds < 0.02 else min(document.seconds, _LONGEST_WAIT)
        task = asyncio.ensure_future(self._publish_after(delay, document.uri))
        self._pending[document.uri] = task

    def forget(self, uri: str) -> None:
        """Drop the analysis of a document that has not begun."""
        task = self._pending.pop(uri, None)
        if task is not None:
            task.cancel()

    def clear(self, uri: str) -> None:
        """Take a closed document's diagnostics away."""
        if not self.capabilities.pull_diagnostics:
            self.client.publish(types.PublishDiagnosticsParams(uri, []))

    async def _publish_after(self, delay: float, uri: str) -> None:
        if delay:
            await asyncio.sleep(delay)
        document = self.documents.get(uri)
        if document is None:
            return
        snapshot, version = document.snapshot, document.version
        findings = await self.findings(document)
        current = self.documents.get(uri)
        if current is None or current.snapshot is not snapshot:
            return
        diagnostics = self.diagnostics(snapshot, uri, findings)
        self.client.publish(types.PublishDiagnosticsParams(uri, diagnostics, version))

    async def findings(self, document: Document) -> list[Finding]:
        """The findings of a document's newest snapshot, settings applied."""
        if not self.settings.validation.enabled:
            return []
        snapshot, memo = document.snapshot, document.memo
        started = time.perf_counter()
        try:
            found = await asyncio.to_thread(diagnose, snapshot, memo)
        except CatalogError as error:
            self.client.log(str(error), types.MessageType.Error)
            return []
        document.seconds = time.perf_counter() - started
        return self._with_severities(found)

    def _with_severities(self, findings: list[Finding]) -> list[Finding]:
        severities = self.settings.validation.severities
        if not severities:
            return findings
        return with_severities(findings, severities)

    def diagnostics(
        self, snapshot: Snapshot, uri: str, findings: list[Finding]
    ) -> list[types.Diagnostic]:
        """Findings as the client wants them."""
        return [
            to_proto.diagnostic(finding, snapshot.lines, uri, self.encoding, self.capabilities)
            for finding in findings
        ]


def with_severities(findings: list[Finding], severities: object) -> list[Finding]:
    """Findings with the severities that the user chose by code; ``off`` drops one."""
    from dataclasses import replace

    if not isinstance(severities, dict):
        return findings
    result: list[Finding] = []
    for finding in findings:
        chosen = severities.get(finding.code)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if chosen == "off":
            continue
        if chosen in {severity.value for severity in Severity}:
            result.append(replace(finding, severity=Severity(chosen)))
        else:
            result.append(finding)
    return result
