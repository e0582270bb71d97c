"""Analysing documents off the event loop: each snapshot once, each document one at a time.

An analysis that an edit has made useless runs to its end, since the next one is quicker for what it
has learned; those that wait behind it and are outdated by then are not made at all. One that takes
too long ends itself (`stackls_core.analysis.limited`). One that does not, since it never comes by
where it would notice, is a defect: its document counts as not checked, and others have another
thread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from lsprotocol import types

from stackls_core.analysis.analyze import Memo
from stackls_core.analysis.rules import not_checked
from stackls_core.budget import GivenUp
from stackls_core.cancellation import Cancellation
from stackls_core.catalog.errors import CatalogError
from stackls_core.findings import Finding
from stackls_core.limits import MAX_SECONDS
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.documents.documents import Analysis, Document
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.progress import Progress
from stackls_server.lsp.transport.threads import Overdue, Threads, take_exception

PATIENCE = 1.0
"""An analysis that takes longer than this many seconds shows progress."""

OVERDUE = 6.0 * MAX_SECONDS
"""An analysis that takes longer than this many seconds by the clock on the wall is left alone: it
should have ended itself, however busy the machine is."""


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
                snapshot, cancellation = document.snapshot, Cancellation()
                result = asyncio.ensure_future(self._analyse(document, snapshot, cancellation))
                result.add_done_callback(take_exception)
                analysis = document.analysis = Analysis(snapshot, result, cancellation)
            found = await asyncio.shield(analysis.result)
            if found is not None and analysis.snapshot is document.snapshot:
                return found
        return []

    async def _analyse(
        self, document: Document, snapshot: Snapshot, cancellation: Cancellation
    ) -> list[Finding] | None:
        if document.stuck is not None and not document.stuck.done():
            return [not_checked.too_slow()]
        turn = document.turn
        await turn.acquire()
        if document.snapshot is not snapshot or not document.is_open:
            turn.release()
            return None
        started, is_first = time.perf_counter(), document.memo.catalog is None
        job = self._threads.start(cancellation.run, diagnose, snapshot, document.memo)
        job.add_done_callback(lambda _: turn.release())
        result = asyncio.ensure_future(self._threads.result(job, OVERDUE))
        result.add_done_callback(take_exception)
        await asyncio.wait([result], timeout=PATIENCE)
        if not result.done() and self._shows_progress():
            title = f"Checking {document.name}"
            if not await self.progress.show_until_done(result, title):
                cancellation.cancel()
                raise AnalysisCancelled
        try:
            return await result
        except CatalogError as error:
            self._complain_once(str(error))
            return []
        except GivenUp:
            return None
        except Overdue:
            self._leave(document, job)
            return [not_checked.too_slow()]
        finally:
            if not is_first:  # the first looks at everything and says nothing about the next
                document.seconds = time.perf_counter() - started

    def _leave(self, document: Document, job: asyncio.Future[list[Finding]]) -> None:
        """Go on without an analysis that does not end, and without what it may still write to."""
        document.stuck, document.memo, document.turn = job, Memo(), asyncio.Lock()
        message = f"Checking {document.name} does not end, so it is not checked. Please report it."
        self._client.log(message, types.MessageType.Error)

    def _complain_once(self, message: str) -> None:
        if message not in self._complaints:
            self._complaints.add(message)
            self._client.log(message, types.MessageType.Error)
