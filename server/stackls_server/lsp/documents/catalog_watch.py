"""Notices the catalogs that a user adds or removes while the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

CHECK_SECONDS = 2.0
"""Between two looks at the time of one folder, in a thread: no keystroke waits for that."""


class CatalogWatch:
    """Looks now and then, once there is a document that catalogs speak of."""

    def __init__(self, refresh: Callable[[], bool], use: Callable[[], None]) -> None:
        """``refresh`` says whether other catalogs are known; ``use`` is called where they are."""
        self._refresh = refresh
        self._use = use
        self._threads = Threads("catalogs", 1)
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look, unless that has begun already."""
        if self._watching is None:
            self._watching = asyncio.ensure_future(self._watch())

    def stop(self) -> None:
        """The connection ends."""
        if self._watching is not None:
            self._watching.cancel()
        self._threads.stop()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                if await self._threads.start(self._refresh):
                    self._use()
            except Exception as error:  # noqa: BLE001 - a defect; what is known stays
                log_failure("looking for catalogs", error)
                return
