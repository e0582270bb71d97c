"""Showing the user that something takes a while."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from lsprotocol import types

from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure


class Progress:
    """Progress that the server begins, for clients that can show it."""

    def __init__(self, client: Client) -> None:
        """Show it at ``client``."""
        self._client = client
        self._cancellations: dict[str | int, asyncio.Future[None]] = {}

    def cancel(self, token: str | int) -> None:
        """The user does not want to wait any longer; unknown tokens are of no interest."""
        cancellation = self._cancellations.get(token)
        if cancellation is not None and not cancellation.done():
            cancellation.set_result(None)

    async def show_until_done(self, job: asyncio.Future[Any], title: str) -> bool:
        """Show ``title`` while ``job`` runs; ``False`` when the user cancelled it before its end.

        The job itself is left alone.
        """
        token = uuid.uuid4().hex
        creating = asyncio.ensure_future(self._create(token))
        await asyncio.wait([job, creating], return_when=asyncio.FIRST_COMPLETED)
        if not job.done() and not creating.result():
            await asyncio.wait([job])
        if job.done():
            return True
        cancelled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._cancellations[token] = cancelled
        try:
            self._client.progress(token, types.WorkDoneProgressBegin(title, cancellable=True))
            await asyncio.wait([job, cancelled], return_when=asyncio.FIRST_COMPLETED)
            self._client.progress(token, types.WorkDoneProgressEnd())
        finally:
            del self._cancellations[token]
        return job.done()

    async def _create(self, token: str) -> bool:
        try:
            await self._client.create_progress(token)
        except Exception as error:  # noqa: BLE001 - a client may refuse; then nothing is shown
            log_failure("asking for progress", error)
            return False
        return True
