"""What features work out for requests: in a thread, and in the time that there is for one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from stackls_core.budget import Budget
from stackls_core.cancellation import Cancellation
from stackls_core.limits import MAX_REQUEST_SECONDS
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.transport.threads import Overdue, Threads, take_exception

T = TypeVar("T")

OVERDUE = 6.0 * MAX_REQUEST_SECONDS
"""Seconds by the clock on the wall after which nobody waits for a feature any more: it should have
ended itself, however busy the machine is."""

_AT_ONCE = 0.004
_SHORT = 100_000


class TooSlow(Exception):
    """A feature would take longer than it may."""


class Requests:
    """The threads in which features run."""

    def __init__(self) -> None:
        self._threads = Threads("request", 4)

    @property
    def busy(self) -> bool:
        return self._threads.busy

    def stop(self) -> None:
        """Begin no other one."""
        self._threads.stop()

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """The result of a feature, which a thread works out while other messages are handled.

        Whoever does not wait for it any more ends it. Raises `TooSlow`.
        """
        cancellation = Cancellation()
        job = self._threads.start(cancellation.run, _in_time, function, *arguments)
        job.add_done_callback(take_exception)
        try:
            return await self._threads.result(job, OVERDUE)
        except asyncio.CancelledError:
            job.cancel()
            raise
        except Overdue:
            raise TooSlow from None
        finally:
            cancellation.cancel()

    async def run_quickly(
        self, document: Document, function: Callable[[Snapshot, int], T], offset: int
    ) -> T:
        """The result of a feature that looks at a few lines around ``offset`` of a document.

        Handing it to a thread and back takes longer than such a feature, so it runs here; but where
        the last one took its time, as on a component without end, other messages must not wait.
        Raises `TooSlow`.
        """
        snapshot = document.snapshot
        started = time.perf_counter()
        if document.local_seconds is None:
            at_once = len(snapshot.text) < _SHORT
        else:
            at_once = document.local_seconds < _AT_ONCE
        try:
            if at_once:
                return _in_time(function, snapshot, offset)
            return await self.run(function, snapshot, offset)
        finally:
            document.local_seconds = time.perf_counter() - started


def _in_time(function: Callable[..., T], *arguments: object) -> T:
    with Budget(MAX_REQUEST_SECONDS):
        return function(*arguments)
    raise TooSlow
