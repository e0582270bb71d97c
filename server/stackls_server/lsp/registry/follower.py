"""Following a registry: what it holds is read in the background, and again when it has changed.

Features get it as plain data, so that nobody who edits waits for a store. Every state of the
registry that is different from the one before is a revision (see `stackls_core.registry.revisions`)
and is announced to the client once, whether a change of ours, a command that reads, or a poll has
brought it to light.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace

from lsprotocol import types

from stackls_core.catalog.catalog import Catalogs
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import KnownRegistry, Verdict, VerdictKey, with_integrations
from stackls_core.registry.model import Snapshot
from stackls_core.registry.revisions import Revisions
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.registry.opening import StoreOpening
from stackls_server.lsp.registry.polling import Polling
from stackls_server.lsp.registry.reading import LiveFlavors, read_stamped
from stackls_server.lsp.registry.watch import Stamp, stamp_of
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

CHECK_SECONDS = 2.0
"""How often the files of a registry are checked, and whether a poll is due."""

RETRY_SECONDS = 30.0
"""How long a registry that cannot be opened, or is not there, is not tried in the background."""


class StoreFollower:
    """What is known of one connection's registry. Everything here runs on the event loop."""

    def __init__(self, connection: Connection, opening: StoreOpening, threads: Threads) -> None:
        """Nothing is opened before `start` or `refresh_soon`."""
        self._connection = connection
        self._opening = opening
        self._threads = threads
        self._refreshing: asyncio.Task[None] | None = None
        self._has_to_refresh_again = False
        self._watching: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None
        self._stamp: Stamp = ()
        self._flavors: Catalogs | None = None
        self._retry_at = 0.0
        self._is_closed = False
        self._revisions = Revisions()
        self.polling = Polling()
        """When to poll a registry on a server for what others have changed."""
        self.known: KnownRegistry | None = None
        """The registry as it was read last, with what its ZenML has said of configurations."""
        self.refreshes = 0
        """How often all of it was read: secrets and flavors may be others than before that."""

    def close(self) -> None:
        """The connection ends."""
        self._is_closed = True
        self.forget()

    def forget(self) -> None:
        """Another registry is meant now, or none; clients are notified, they show the former."""
        for task in (self._refreshing, self._watching, self._polling):
            if task is not None:
                task.cancel()
        self._refreshing = self._watching = self._polling = None
        self._flavors = self.known = None
        self._retry_at = 0.0
        self._revisions.forget()
        if not self._is_closed:
            self._connection.use_known(None, None)
            self._announce()

    # --- revisions ------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """The number of the newest state that is known."""
        return self._revisions.number

    @property
    def state(self) -> Snapshot | None:
        """The newest state that is known."""
        return self._revisions.state

    def mark(self) -> int:
        """To be had before a state is read, and given to `take` with it."""
        return self._revisions.mark()

    def take(self, mark: int, state: Snapshot) -> None:
        """``state`` was read since ``mark``; where it is a new one, the rest is read again too."""
        before = self.revision
        self._take(mark, state)
        if self.revision != before and self.known is not None:
            self.refresh_soon(has_state=True)

    def _take(self, mark: int, state: Snapshot) -> bool:
        before = self.revision
        is_taken = self._revisions.read(mark, state)
        self._use_state(before)
        return is_taken

    def begin_change(self) -> object:
        """We change the registry; `end_change` has to follow, and gets what this gives."""
        self._revisions.begin_change()
        return self._opening.identity

    def end_change(self, begun: object, state: Snapshot | None, stamp: Stamp = ()) -> None:
        """The change has led to ``state``, or failed; then everything is read again.

        ``stamp`` is what the files look like since. What a change of ours does to the files of a
        registry on a server is no reason to read it; a poll sees what others did in that moment.
        """
        before = self.revision
        if self._opening.identity is not begun:
            self._revisions.end_change(None)  # of another registry than the one that is meant now
            return
        self._revisions.end_change(state)
        if state is None or self.known is None:
            self.refresh_soon(has_state=state is not None)
        elif self.known.info.is_shared:
            self._stamp = stamp
            self.polling.answered()
        self._use_state(before)

    def _use_state(self, before: int) -> None:
        """Features and the client get to know the newest state, if there was another one before."""
        state, known = self._revisions.state, self.known
        if self.revision == before or state is None:
            return
        if known is not None:
            self.known = replace(known, registered=state)
            self._connection.use_known(self.known, self._flavors)
        self._announce()

    def _announce(self) -> None:
        active = self.state.active_stack if self.state is not None else None
        params = {"active": active.name if active is not None else None, "revision": self.revision}
        self._connection.client.notify("stackls/stacksChanged", params)

    # --- reading --------------------------------------------------------------------------------

    def start(self) -> None:
        """A stack file is open: get to know the registry."""
        if self.known is None and time.monotonic() >= self._retry_at:
            self.refresh_soon()

    def refresh_soon(self, *, has_state: bool = False) -> None:
        """Read all of the registry; once more if that is under way.

        Stacks and components are not read again where their state has just been.
        """
        if self._is_closed:
            return
        if self._refreshing is not None:
            self._has_to_refresh_again = True
            return
        self._refreshing = asyncio.ensure_future(self._refresh_until_done(has_state))

    async def refreshed(self) -> KnownRegistry | None:
        """What is known once a refresh that is under way has ended.

        ``None`` where nothing could be read.
        """
        if self.known is None:
            self.refresh_soon()
        refreshing = self._refreshing
        if refreshing is not None:
            await asyncio.wait([refreshing])
        return self.known

    async def _refresh_until_done(self, has_state: bool) -> None:
        me = asyncio.current_task()
        try:
            while True:
                self._has_to_refresh_again = False
                await self._refresh(has_state)
                if not self._has_to_refresh_again:
                    return
                has_state = False
        except StoreError as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self.polling.failed()
            self._connection.client.log(str(error), types.MessageType.Warning)
        except Exception as error:  # noqa: BLE001 - a defect; editing goes on without the store
            self._retry_at = time.monotonic() + RETRY_SECONDS
            log_failure("reading the registry", error)
        finally:
            if self._refreshing is me:
                self._refreshing = None

    async def _refresh(self, has_state: bool) -> None:
        store = await self._opening.store()
        identity = self._opening.identity
        if not await self._threads.start(store.exists):
            # a registry that nobody has used yet is not made by reading it
            self._retry_at = time.monotonic() + RETRY_SECONDS
            return
        mark, state = self.mark(), self.state if has_state else None
        stamp, known = await self._threads.start(read_stamped, store, state)
        if self._opening.identity is not identity or self._is_closed:
            return
        if state is None:
            self.polling.answered()
        if self.known is not None:
            # who hears of the new state may ask which registry it is
            self.known = replace(self.known, info=known.info)
        if not self._take(mark, known.registered) and not self._revisions.is_changing:
            self._has_to_refresh_again = True
        live = await self._opening.reread_flavors()
        known = await self._threads.start(with_integrations, known, store, live.integrations)
        if self._opening.identity is identity and not self._is_closed:
            self._stamp = stamp
            self._use(replace(known, registered=self.state or known.registered), live)
            if self._watching is None:
                self._watching = asyncio.ensure_future(self._watch())

    def _use(self, known: KnownRegistry, live: LiveFlavors) -> None:
        before, flavors = self.known, live.catalogs if live.says_more else None
        is_same = before is not None and self._flavors is flavors
        if before is not None and is_same:
            # not asked for again yet; until then the last word is better than none
            known = known.with_verdicts(before.verdicts)
        self.known, self._flavors = known, flavors
        self.refreshes += 1
        if before != known or not is_same:
            self._connection.use_known(known, flavors)

    def add_verdicts(self, found: Mapping[VerdictKey, Verdict]) -> None:
        """The ZenML behind the registry has said this of configurations."""
        if self.known is not None:
            self.known = self.known.with_verdicts(found)
            self._connection.use_known(self.known, self._flavors)

    # --- what others change ---------------------------------------------------------------------

    async def _watch(self) -> None:
        """Read again whenever the registry has changed: its files show it, or a poll."""
        while True:
            known, before = self.known, self._stamp
            if known is not None and self._is_idle:
                now = await self._threads.start(stamp_of, known.info.watched)
                if now != self._stamp and before == self._stamp and self._is_idle:
                    # one that fails is not tried again before the next change
                    self._stamp = now
                    self.refresh_soon()
                elif self._is_poll_due(known):
                    self._polling = asyncio.ensure_future(self._poll())
            await asyncio.sleep(CHECK_SECONDS)

    @property
    def _is_idle(self) -> bool:
        return self._refreshing is None and not self._revisions.is_changing

    def _is_poll_due(self, known: KnownRegistry) -> bool:
        """Whether to ask a server, whose files are elsewhere, what others have changed."""
        return (
            known.info.is_shared
            and self._is_idle
            and self._polling is None
            and self.polling.is_due
            and (self.polling.asked_lately or self._connection.shows_stack_files())
        )

    async def _poll(self) -> None:
        """Read what is registered, and the rest too if that is different.

        One question in a thread; a server that does not answer is polled less and less often, and
        what was known of it stays.
        """
        me = asyncio.current_task()
        started = time.monotonic()
        try:
            store = await self._opening.store()
            mark = self.mark()
            state = await self._threads.start(store.snapshot)
            self.polling.answered(time.monotonic() - started)
            self.take(mark, state)
        except StoreError as error:
            self.polling.failed()
            self._connection.client.log(str(error), types.MessageType.Info)
        except Exception as error:  # noqa: BLE001 - a defect; editing goes on without the store
            self.polling.failed()
            log_failure("polling the server for its stacks", error)
        finally:
            if self._polling is me:
                self._polling = None
