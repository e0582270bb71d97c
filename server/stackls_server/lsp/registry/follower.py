"""Following a store: what it holds is read in the background, and again whenever it has changed.

Features get it as plain data, so that nobody who edits waits for a store.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from lsprotocol import types

from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import KnownStore, Verdict, VerdictKey, with_integrations
from stackls_server.lsp.registry.look import Live, stacks_of, stamped_look
from stackls_server.lsp.registry.opening import StoreOpening
from stackls_server.lsp.registry.pace import Pace
from stackls_server.lsp.registry.watch import Stamp, exists_already, stamp_of, watched_paths
from stackls_server.lsp.transport.client import Client
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.threads import Threads

BETWEEN_LOOKS = 2.0
"""How many seconds pass between two looks at the files of the store."""

QUIET_SECONDS = 30.0
"""How long nobody looks, in the background, at a store that cannot be opened or is not there."""


class Host(Protocol):
    """Who is told what the store holds; a `Session`."""

    @property
    def client(self) -> Client:
        """Who is at the other end."""
        ...

    @property
    def shows_stack_files(self) -> bool:
        """Whether some open document is a stack file."""
        ...

    def use_known(self, known: KnownStore | None, registry: FlavorRegistry | None) -> None:
        """Features know this from now on; ``registry`` is ``None`` for the bundled flavors."""
        ...

    def use_verdicts(self, known: KnownStore) -> None:
        """Features know this from now on, which is the same with more verdicts."""
        ...

    def tell_stacks_changed(self, active: str | None) -> None:
        """There are other stacks than before, or another one is active."""
        ...


class StoreFollower:
    """What is known of one connection's store. Everything here runs on the event loop."""

    def __init__(
        self,
        host: Host,
        opening: StoreOpening,
        threads: Threads,
        is_changing: Callable[[], bool],
    ) -> None:
        """Nothing is opened before `wake` or `look_soon`.

        ``is_changing`` says whether we are changing the store ourselves.
        """
        self._host = host
        self._opening = opening
        self._threads = threads
        self._is_changing = is_changing
        self._looking: asyncio.Task[None] | None = None
        self._has_to_look_again = False
        self._watching: asyncio.Task[None] | None = None
        self._glancing: asyncio.Task[None] | None = None
        self._stamp: Stamp = ()
        self._registry: FlavorRegistry | None = None
        self._quiet_until = 0.0
        self._is_closed = False
        self.pace = Pace()
        """When to ask a registry on a server what others have changed."""
        self.known: KnownStore | None = None
        """The store as it was seen last, with what its ZenML has said of configurations."""
        self.looks = 0
        """How often it has been seen; what was asked before the last look may have changed."""

    def close(self) -> None:
        """The connection ends."""
        self._is_closed = True
        self.forget()

    def forget(self) -> None:
        """Another store is meant now, or none."""
        for task in (self._looking, self._watching, self._glancing):
            if task is not None:
                task.cancel()
        self._looking = self._watching = self._glancing = None
        self._registry = self.known = None
        self._quiet_until = 0.0

    # --- looking --------------------------------------------------------------------------------

    def wake(self) -> None:
        """A stack file is open: get to know the store."""
        if self.known is None and time.monotonic() >= self._quiet_until:
            self.look_soon()

    def look_soon(self) -> None:
        """Read what the store holds; once more if that is under way."""
        if self._is_closed:
            return
        if self._looking is not None:
            self._has_to_look_again = True
            return
        self._looking = asyncio.ensure_future(self._look_until_done())

    async def looked(self) -> KnownStore | None:
        """What is known once a look that is under way has ended.

        ``None`` where nothing could be seen.
        """
        if self.known is None:
            self.look_soon()
        looking = self._looking
        if looking is not None:
            await asyncio.wait([looking])
        return self.known

    async def _look_until_done(self) -> None:
        me = asyncio.current_task()
        try:
            while True:
                self._has_to_look_again = False
                await self._look()
                if not self._has_to_look_again:
                    return
        except StoreError as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            self.pace.failed()
            self._host.client.log(str(error), types.MessageType.Warning)
        except Exception as error:  # noqa: BLE001 - a defect; editing goes on without the store
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log_failure("looking at the registered stacks", error)
        finally:
            if self._looking is me:
                self._looking = None

    async def _look(self) -> None:
        store = await self._opening.store()
        ticket = self._opening.ticket
        if not await self._threads.start(exists_already, store):
            # a registry that nobody has used yet is not made for a look at it
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            return
        stamp, known = await self._threads.start(stamped_look, store)
        live = await self._opening.flavors_now()
        known = await self._threads.start(with_integrations, known, store, live.integrations)
        if self._opening.ticket is ticket and not self._is_closed:
            self._stamp = stamp
            self.pace.answered()
            self._take(known, live)
            self._watch()

    def _take(self, known: KnownStore, live: Live) -> None:
        before, registry_before = self.known, self._registry
        if before is not None and registry_before is live.registry:
            # not asked for again yet; until then the last word is better than none
            known = known.with_verdicts(before.verdicts)
        self.known, self._registry = known, live.registry
        self.looks += 1
        if before == known and registry_before is live.registry:
            return
        self._host.use_known(known, live.registry if live.says_more else None)
        if before is not None and stacks_of(before) != stacks_of(known):
            active = known.registered.active_stack
            self._host.tell_stacks_changed(active.name if active is not None else None)

    def add_verdicts(self, found: Mapping[VerdictKey, Verdict]) -> None:
        """The ZenML behind the store has said this of configurations."""
        if self.known is not None:
            self.known = self.known.with_verdicts(found)
            self._host.use_verdicts(self.known)

    # --- watching -------------------------------------------------------------------------------

    def _watch(self) -> None:
        if self._watching is None and not self._is_closed:
            self._watching = asyncio.ensure_future(self._watch_on())

    async def _watch_on(self) -> None:
        """Look again whenever the store has changed, whoever changed it: its files tell, or it."""
        while True:
            known, before = self.known, self._stamp
            if known is not None and self._looking is None:
                now = await self._threads.start(stamp_of, watched_paths(known.info))
                if now != before and self._looking is None:
                    # one that fails is not tried again before the next change
                    self._stamp = now
                    self.look_soon()
                elif self._has_to_glance(known):
                    self._glancing = asyncio.ensure_future(self._glance())
            await asyncio.sleep(BETWEEN_LOOKS)

    def _has_to_glance(self, known: KnownStore) -> bool:
        """Whether to ask a server, whose files are elsewhere, what others have changed."""
        return (
            known.info.is_shared
            and self._looking is None
            and self._glancing is None
            and not self._is_changing()
            and self.pace.is_due
            and (self.pace.is_wanted or self._host.shows_stack_files)
        )

    async def _glance(self) -> None:
        """Look again if the server says that it holds something else than what is known.

        One question in a thread; a server that does not answer is asked less and less often, and
        what was known of it stays.
        """
        me = asyncio.current_task()
        started = time.monotonic()
        try:
            store = await self._opening.store()
            registered = await self._threads.start(store.snapshot)
            self.pace.answered(time.monotonic() - started)
            if self.known is not None and registered != self.known.registered:
                self.look_soon()
        except StoreError as error:
            self.pace.failed()
            self._host.client.log(str(error), types.MessageType.Info)
        except Exception as error:  # noqa: BLE001 - a defect; editing goes on without the store
            self.pace.failed()
            log_failure("asking the server for its stacks", error)
        finally:
            if self._glancing is me:
                self._glancing = None
