"""Having a store judge configurations: its ZenML is asked in the background about open documents.

What it has said holds until it says otherwise; what to ask about again is what nobody has asked
about since the store was last looked at, for it may have other secrets or flavors now.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

from lsprotocol import types

from stackls_core.documents.stack_file.verdicts import Question, answers, open_questions
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import KnownStore, Verdict, VerdictKey
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.registry.opening import StoreOpening
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

BETWEEN_VERDICTS = 0.4
"""How many seconds ZenML is not asked about configurations after somebody has typed."""

QUIET_SECONDS = 30.0
"""How long one that does not answer is not asked."""

ASKED_AT_ONCE = 10
"""How many configurations; others want to ask the store, too."""


class Host(Protocol):
    """Who is told of what fails; a `Session`."""

    @property
    def client(self) -> Client:
        """Who is at the other end."""
        ...


class Looks(Protocol):
    """What verdicts belong to; a `StoreFollower`."""

    @property
    def known(self) -> KnownStore | None:
        """The store as it was seen last, with the verdicts so far."""
        ...

    @property
    def looks(self) -> int:
        """How often the store has been looked at."""
        ...

    def add_verdicts(self, found: Mapping[VerdictKey, Verdict]) -> None:
        """The ZenML behind the store has said this of configurations."""
        ...


class StoreVerdicts:
    """The questions of one connection. Everything here runs on the event loop."""

    def __init__(self, host: Host, looks: Looks, opening: StoreOpening, threads: Threads) -> None:
        """Nothing is asked before `judge_soon`."""
        self._host = host
        self._looks = looks
        self._opening = opening
        self._threads = threads
        self._judging: asyncio.Task[None] | None = None
        self._to_judge: dict[str, Snapshot] = {}
        self._answered: frozenset[VerdictKey] = frozenset()
        self._answered_at = 0
        """The look since when they have been."""
        self._quiet_until = 0.0

    def forget(self) -> None:
        """Another store is meant now, or none."""
        if self._judging is not None:
            self._judging.cancel()
        self._judging = None
        self._to_judge = {}
        self._answered = frozenset()
        self._quiet_until = 0.0

    def judge_soon(self, uri: str, snapshot: Snapshot) -> None:
        """Have ZenML judge the configurations of a document that it has not seen yet."""
        known = self._looks.known
        if known is None or not known.can_judge or time.monotonic() < self._quiet_until:
            return
        self._to_judge[uri] = snapshot
        if self._judging is None:
            self._judging = asyncio.ensure_future(self._judge())

    async def _judge(self) -> None:
        me = asyncio.current_task()
        try:
            while self._to_judge:
                await asyncio.sleep(BETWEEN_VERDICTS)
                snapshots, self._to_judge = list(self._to_judge.values()), {}
                await self._judge_all(snapshots)
        except StoreError as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            self._host.client.log(str(error), types.MessageType.Info)
        except Exception as error:  # noqa: BLE001 - a defect; our own rules still judge
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log_failure("asking ZenML about configurations", error)
        finally:
            if self._judging is me:
                self._judging = None

    async def _judge_all(self, snapshots: list[Snapshot]) -> None:
        look = self._looks.looks
        if self._answered_at != look:
            self._answered, self._answered_at = frozenset(), look
        questions = await self._threads.start(_all_questions, snapshots, self._answered)
        while questions:
            now, questions = questions[:ASKED_AT_ONCE], questions[ASKED_AT_ONCE:]
            store = await self._opening.store()
            found = await self._threads.start(answers, store, now)
            if self._looks.looks != look:
                return  # the store may not be what it was: it will be asked again
            self._looks.add_verdicts(found)
            known = self._looks.known
            if known is not None:  # which forgets the oldest
                self._answered = (self._answered | found.keys()) & known.verdicts.keys()
            if self._to_judge:
                return  # there are newer versions, or the same ones with questions that are left


def _all_questions(snapshots: list[Snapshot], answered: frozenset[VerdictKey]) -> list[Question]:
    """What ZenML has not been asked about. For a thread."""
    return [question for one in snapshots for question in open_questions(one.stack_file, answered)]
