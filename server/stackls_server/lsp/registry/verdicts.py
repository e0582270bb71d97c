"""Having ZenML validate the configurations of open documents, in the background.

What it has said holds until it says otherwise. It is asked again about what it has not been asked
about since the registry was last refreshed, for it may have other secrets or flavors now.
"""

from __future__ import annotations

import asyncio
import time

from lsprotocol import types

from stackls_core.documents.verdicts import Question, answers, open_questions
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import VerdictKey
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.registry.follower import StoreFollower
from stackls_server.lsp.registry.opening import StoreOpening
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

TYPING_PAUSE_SECONDS = 0.4
"""How long ZenML is not asked about configurations after somebody has typed."""

RETRY_SECONDS = 30.0
"""How long one that does not answer is not asked."""

BATCH = 10
"""How many configurations are asked about at once; others want to ask the store, too."""


class StoreVerdicts:
    """The questions of one connection. Everything here runs on the event loop."""

    def __init__(
        self,
        connection: Connection,
        follower: StoreFollower,
        opening: StoreOpening,
        threads: Threads,
    ) -> None:
        """Nothing is asked before `validate_soon`."""
        self._connection = connection
        self._follower = follower
        self._opening = opening
        self._threads = threads
        self._validating: asyncio.Task[None] | None = None
        self._waiting: dict[str, Snapshot] = {}
        self._answered: frozenset[VerdictKey] = frozenset()
        self._answered_at = 0
        """The refresh since when they have been."""
        self._retry_at = 0.0

    def forget(self) -> None:
        """Another store is meant now, or none."""
        if self._validating is not None:
            self._validating.cancel()
        self._validating = None
        self._waiting = {}
        self._answered = frozenset()
        self._retry_at = 0.0

    def validate_soon(self, uri: str, snapshot: Snapshot) -> None:
        """Have ZenML validate the configurations of a document that it has not seen yet."""
        known = self._follower.known
        if known is None or not known.can_judge or time.monotonic() < self._retry_at:
            return
        self._waiting[uri] = snapshot
        if self._validating is None:
            self._validating = asyncio.ensure_future(self._validate())

    async def _validate(self) -> None:
        me = asyncio.current_task()
        try:
            while self._waiting:
                await asyncio.sleep(TYPING_PAUSE_SECONDS)
                snapshots, self._waiting = list(self._waiting.values()), {}
                await self._validate_all(snapshots)
        except StoreError as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._connection.client.log(str(error), types.MessageType.Info)
        except Exception as error:  # noqa: BLE001 - a defect; our own rules still apply
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log_failure("asking ZenML about configurations", error)
        finally:
            if self._validating is me:
                self._validating = None

    async def _validate_all(self, snapshots: list[Snapshot]) -> None:
        refreshes = self._follower.refreshes
        if self._answered_at != refreshes:
            self._answered, self._answered_at = frozenset(), refreshes
        questions = await self._threads.start(_all_questions, snapshots, self._answered)
        while questions:
            now, questions = questions[:BATCH], questions[BATCH:]
            store = await self._opening.store()
            found = await self._threads.start(answers, store, now)
            if self._follower.refreshes != refreshes:
                return  # the store may not be what it was: it will be asked again
            self._follower.add_verdicts(found)
            known = self._follower.known
            if known is not None:  # which forgets the oldest
                self._answered = (self._answered | found.keys()) & known.verdicts.keys()
            if self._waiting:
                return  # there are newer versions, or the same ones with questions that are left


def _all_questions(snapshots: list[Snapshot], answered: frozenset[VerdictKey]) -> list[Question]:
    """What ZenML has not been asked about. For a thread."""
    return [question for one in snapshots for question in open_questions(one.view, answered)]
