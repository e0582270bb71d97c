"""Analysing documents off the event loop: each snapshot once, each document one at a time.

An analysis cannot be interrupted, so one that an edit has made useless runs to its end; those that
wait behind it and are outdated by then are not made at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from lsprotocol import types

from stackls_core.catalog.bundled import CatalogError
from stackls_core.findings import Finding
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.documents.documents import Analysis, Document
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.progress import Progress
from stackls_server.lsp.transport.threads import Threads, take_exception

PATIENCE = 1.0
"""An analysis that takes longer than this many seconds shows progress."""


class AnalysisCancelled(Exception):
    """The user does not want to wait for this analysis."""


class Analyses:
    """All analyses of one session."""

    def __init__(self, client: Client, shows_progress: Callable[[], bool]) -> None:
        """``shows_progress`` tells whether the client can."""
        self._client = client
        self._shows_progress = shows_progress
        self._threads = Threads("analysis", 2)
        self._complaints: set[str] = set()
        self.progress = Progress(client)

    @property
    def busy(self) -> bool:
        return self._threads.busy

    def stop(self) -> None:
        """Begin no other one."""
        self._threads.stop()

    async def findings(self, document: Document) -> list[Finding]:
        """The findings of the newest snapshot, also where it changes while this waits.

        Raises `AnalysisCancelled`.
        """
        while document.is_open:
            analysis = document.analysis
            if analysis is None or analysis.snapshot is not document.snapshot:
                snapshot = document.snapshot
                result = asyncio.ensure_future(self._analyse(document, snapshot))
                result.add_done_callback(take_exception)
                analysis = document.analysis = Analysis(snapshot, result)
            found = await asyncio.shield(analysis.result)
            if found is not None and analysis.snapshot is document.snapshot:
                return found
        return []

    async def _analyse(self, document: Document, snapshot: Snapshot) -> list[Finding] | None:
        await document.turn.acquire()
        if document.snapshot is not snapshot or not document.is_open:
            document.turn.release()
            return None
        started, is_first = time.perf_counter(), document.memo.catalog is None
        job = self._threads.start(diagnose, snapshot, document.memo)
        job.add_done_callback(lambda _: document.turn.release())
        await asyncio.wait([job], timeout=PATIENCE)
        if not job.done() and self._shows_progress():
            title = f"Checking {document.name}"
            if not await self.progress.show_until_done(job, title):
                raise AnalysisCancelled
        try:
            return await job
        except CatalogError as error:
            self._complain_once(str(error))
            return []
        finally:
            if not is_first:  # the first looks at everything and says nothing about the next
                document.seconds = time.perf_counter() - started

    def _complain_once(self, message: str) -> None:
        if message not in self._complaints:
            self._complaints.add(message)
            self._client.log(message, types.MessageType.Error)
