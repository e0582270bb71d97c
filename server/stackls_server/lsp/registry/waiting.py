"""Waiting for a store: with progress where it takes long, and until the user cancels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types

from stackls_core.cancellation import Cancellation
from stackls_core.registry.errors import Cancelled, StoreError
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import take_exception

T = TypeVar("T")

PROGRESS_AFTER_SECONDS = 1.0
"""What takes longer shows progress."""


class RequestCancelled(Exception):
    """The user has cancelled it."""


class Waiting:
    """Waits for tasks of one connection, on its event loop."""

    def __init__(self, connection: Connection) -> None:
        """``connection`` has the client that is shown progress, and what came of it."""
        self._connection = connection
        self._is_closed = False

    def close(self) -> None:
        """The connection ends: nothing is shown any more."""
        self._is_closed = True

    async def wait(
        self,
        task: asyncio.Future[T],
        title: str,
        cancellation: Cancellation,
        is_begun: Callable[[], bool] = lambda: False,
    ) -> T:
        """The result of ``task``, with progress where it takes long.

        When it is cancelled, by the request or in the progress, nobody waits any longer; a task
        that has begun goes on, to undo what it has done. Raises `RequestCancelled` for progress.
        """
        task.add_done_callback(take_exception)
        try:
            await asyncio.wait([task], timeout=PROGRESS_AFTER_SECONDS)
            progress = self._connection.progress()
            if not task.done() and progress is not None:
                is_done = await progress.show_until_done(task, title)
                if not is_done:
                    raise RequestCancelled
            return await asyncio.shield(task)
        except (asyncio.CancelledError, RequestCancelled):
            cancellation.cancel()
            if is_begun():
                task.add_done_callback(partial(self._show_outcome, title))
            else:
                task.cancel()
            raise

    def _show_outcome(self, title: str, task: asyncio.Future[Any]) -> None:
        """What came of a change that was cancelled when it had begun."""
        if self._is_closed or task.cancelled():
            return
        client, error = self._connection.client, task.exception()
        if error is None:
            message = f"{title} was done before it could be cancelled."
            client.show_message(message, types.MessageType.Info)
        elif isinstance(error, Cancelled):
            client.log(f"{title}: {error}", types.MessageType.Info)
        elif isinstance(error, StoreError):
            client.show_message(f"{title}: {error}", types.MessageType.Warning)
        else:
            log_failure(f"ending what was cancelled ({title})", error)
