"""Diagnostics for a client: when it is sent them, and when it is to ask for them again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from lsprotocol import types

from stackls_core.findings import Finding
from stackls_server.lsp.converters.diagnostics import published
from stackls_server.lsp.documents.analyses import AnalysisCancelled
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.written import Written

_QUICK = 0.05
_LONGEST_WAIT = 1.0
_TYPING_DELAY = 0.004
"""Seconds between a keystroke and its analysis: what the client asks for along with the keystroke,
completion above all, is answered before that begins."""


class Publishing:
    """The diagnostics of open documents: sent to a client, unless it is one that asks for them."""

    def __init__(
        self,
        client: Client,
        findings: Callable[[Document], Awaitable[list[Finding]]],
        diagnostics: Callable[[Document, list[Finding]], Written],
        *,
        is_pulled: Callable[[], bool],
        can_refresh: Callable[[], bool],
    ) -> None:
        """``findings`` may raise `AnalysisCancelled`.

        If the client pulls, nothing is sent; ``can_refresh`` is whether it pulls again when asked.
        """
        self._client = client
        self._findings = findings
        self._diagnostics = diagnostics
        self._is_pulled = is_pulled
        self._can_refresh = can_refresh
        self._has_answered = False
        self._scheduled: dict[str, asyncio.Task[None]] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether diagnostics of some document are still to be sent."""
        return any(not task.done() for task in self._scheduled.values())

    def schedule(self, document: Document) -> None:
        """Analyse a document soon, unless the client asks for diagnostics itself.

        A quick analysis follows the keystroke almost at once; one that took long waits as long as
        it took, so that typing is never slower than the analyses it causes.
        """
        if self._is_pulled():
            return
        self.forget(document.uri)
        delay = _TYPING_DELAY if document.seconds < _QUICK else min(document.seconds, _LONGEST_WAIT)
        task = asyncio.ensure_future(self._publish_after(delay, document))
        self._scheduled[document.uri] = task

    def forget(self, uri: str) -> None:
        """Nobody waits for a document's diagnostics any more."""
        task = self._scheduled.pop(uri, None)
        if task is not None:
            task.cancel()

    async def _publish_after(self, delay: float, document: Document) -> None:
        try:
            await asyncio.sleep(delay)
            findings = await self._findings(document)
        except AnalysisCancelled:
            return
        except Exception as error:  # noqa: BLE001 - a defect; what was shown before stays
            log_failure("analysing a document", error)
            return
        if document.is_open:
            self._publish(document, findings)

    def _publish(self, document: Document, findings: list[Finding]) -> None:
        if not findings and not document.has_published and document.snapshot.kind is None:
            return  # somebody else's file
        found = self._diagnostics(document, findings)
        document.has_published = True
        self._client.publish_written(published(document.uri, document.version, found))

    def answered(self) -> None:
        """A client that pulls gets diagnostics, which may become outdated."""
        self._has_answered = True

    def refresh(self) -> None:
        """Let a client pull again what it has got since it was last told to.

        A request that is under way is answered by what is known then. VS Code would cancel it, show
        no findings at all, and ask anew.
        """
        if self._has_answered and self._is_pulled() and self._can_refresh():
            self._has_answered = False
            self._client.refresh_diagnostics()

    def clear(self, document: Document) -> None:
        """Take a closed document's diagnostics away."""
        if document.has_published:
            self._client.publish(types.PublishDiagnosticsParams(document.uri, []))
