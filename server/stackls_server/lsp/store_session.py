"""The store of one connection: opened when needed, asked in threads, watched while it is open.

Nobody who edits waits for any of this. What the store holds is read in the background and given to
the documents as plain data, so that features know it without asking; requests about stacks ask the
store itself. Changes are made one at a time, and one that is cancelled is undone, never half-done.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from lsprotocol import types

from stackls_core.cancellation import Cancellation
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stacks.errors import StoreError
from stackls_core.stacks.opening import (
    INTERPRETER_VARIABLE,
    KINDS,
    STORE_VARIABLE,
    Surroundings,
    open_store,
)
from stackls_core.stacks.paths import find_root
from stackls_core.stacks.store import StackStore
from stackls_server.features.known import KnownStore
from stackls_server.lsp import patience
from stackls_server.lsp.failures import log_failure
from stackls_server.lsp.pace import Pace
from stackls_server.lsp.patience import Patience
from stackls_server.lsp.settings import Settings
from stackls_server.lsp.store_look import (
    Live,
    look_at,
    stacks_of,
    stamped_look,
    with_integrations,
)
from stackls_server.lsp.store_watch import Stamp, exists_already, stamp_of, watched_paths
from stackls_server.lsp.threads import Threads, take_exception

T = TypeVar("T")

BETWEEN_LOOKS = 2.0
"""How many seconds pass between two looks at the files of the store."""

QUIET_SECONDS = 30.0
"""How long nobody looks, in the background, at a store that cannot be opened or is not there."""

OpenStore = Callable[[str, Callable[[], FlavorRegistry], Surroundings], StackStore]


class Host(patience.Host, Protocol):
    """What the store tells of itself; a `Session`."""

    @property
    def settings(self) -> Settings:
        """The settings that choose the store."""
        ...

    @property
    def bundled_registry(self) -> FlavorRegistry:
        """The flavors that come with stackls."""
        ...

    @property
    def shows_stack_files(self) -> bool:
        """Whether some open document is a stack file."""
        ...

    def use_known(self, known: KnownStore | None, registry: FlavorRegistry | None) -> None:
        """Features know this from now on; ``registry`` is ``None`` for the bundled flavors."""
        ...

    def tell_stacks_changed(self, active: str | None) -> None:
        """There are other stacks than before, or another one is active."""
        ...


class StoreSession:
    """One connection's store. Everything here runs on the event loop, except what says so."""

    def __init__(self, host: Host, open_store: OpenStore = open_store) -> None:
        """Nothing is opened before `wake`, `read` or `write`."""
        self._host = host
        self._open_store = open_store
        self._threads = Threads("store", 2)
        self._patience = Patience(host)
        self._writing = asyncio.Lock()
        self._workspace: Path | None = None
        self._trusted = True
        self._opening: asyncio.Future[StackStore] | None = None
        self._opened_for: tuple[str, str] | None = None
        self._live: asyncio.Future[Live] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._has_to_look_again = False
        self._watching: asyncio.Task[None] | None = None
        self._glancing: asyncio.Task[None] | None = None
        self._stamp: Stamp = ()
        self._taken: FlavorRegistry | None = None
        self._quiet_until = 0.0
        self._is_closed = False
        self.plan_key = os.urandom(16)
        """For telling whether a plan is still the one that the user has seen."""
        self.pace = Pace()
        """When to ask a registry on a server what others have changed."""
        self.known: KnownStore | None = None
        """The store as it was seen last."""
        self.has_client_commands = False
        """Whether the client has commands of its own for the lenses."""

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self._threads.busy

    def introduce(
        self, workspace: Path | None, *, trusted: bool, has_client_commands: bool
    ) -> None:
        """The client has said which folder is open, and how far its content may be trusted."""
        self._workspace = workspace
        self._trusted = trusted
        self.has_client_commands = has_client_commands

    # --- opening --------------------------------------------------------------------------------

    def _chosen(self) -> tuple[str, str]:
        """The store that the settings choose: its kind and the interpreter."""
        settings = self._host.settings
        interpreter = settings.zenml.interpreter or os.environ.get(INTERPRETER_VARIABLE, "")
        kind = settings.store
        if kind == "auto" and os.environ.get(STORE_VARIABLE) in KINDS:
            kind = os.environ[STORE_VARIABLE]
        # who names an interpreter does not want another registry when that one fails
        return ("zenml" if kind == "auto" and interpreter else kind), interpreter

    async def store(self) -> StackStore:
        """The store. Raises a `StoreError` where it cannot be opened; the next call tries again."""
        opening = self._opening
        if opening is None:
            opening = self._opening = asyncio.ensure_future(self._open())
            opening.add_done_callback(take_exception)
        try:
            return await asyncio.shield(opening)
        except StoreError:
            if self._opening is opening:
                self._opening = None
            raise

    async def _open(self) -> StackStore:
        kind, interpreter = self._opened_for = self._chosen()
        bundled = self._host.bundled_registry
        workspace = self._workspace
        around = Surroundings(
            workspace,
            find_root(workspace) if workspace is not None else None,
            interpreter or None,
            self._trusted,
        )
        return await self._threads.start(self._open_store, kind, lambda: bundled, around)

    def reconfigure(self) -> None:
        """The settings have changed: perhaps another store is meant now."""
        if self._opened_for is not None and self._opened_for != self._chosen():
            was_known = self.known is not None
            self._let_go()
            self._host.use_known(None, None)
            self._host.tell_stacks_changed(None)
            if was_known:
                self.wake()

    def close(self) -> None:
        """The connection ends."""
        self._is_closed = True
        self._patience.close()
        self._let_go()
        self._threads.stop()

    def _let_go(self) -> None:
        """Close the store in the background; what it is doing for us may still end."""
        for task in (self._looking, self._watching, self._glancing):
            if task is not None:
                task.cancel()
        opening, self._opening = self._opening, None
        self._looking = self._watching = self._glancing = None
        self._opened_for = self._live = self._taken = self.known = None
        self._quiet_until = 0.0
        if opening is None:
            return

        def close(done: asyncio.Future[StackStore]) -> None:
            if not done.cancelled() and done.exception() is None:
                self._threads.start(done.result().close).add_done_callback(take_exception)

        if opening.done():
            close(opening)
        else:
            opening.add_done_callback(close)

    # --- asking ---------------------------------------------------------------------------------

    async def read(self, function: Callable[..., T], *arguments: Any, title: str) -> T:
        """``function(store, *arguments)``, worked out in a thread.

        Raises a `StoreError` or `RequestCancelled`.
        """
        cancellation = Cancellation()

        async def read() -> T:
            store = await self.store()
            result = await self._threads.start(_under, cancellation, function, store, *arguments)
            self.pace.want()
            if self.known is None:
                self._look_soon()  # who has asked once wants to be told of changes
            return result

        return await self._patience.wait(asyncio.ensure_future(read()), title, cancellation)

    async def write(self, function: Callable[..., T], *arguments: Any, title: str) -> T:
        """The same for what changes the store: one after the other, and never half-way.

        What has begun when it is cancelled is undone in the background, where that is possible, and
        the user is told what came of it.
        """
        cancellation = Cancellation()
        begun = asyncio.Event()

        async def write() -> T:
            async with self._writing:
                store = await self.store()
                begun.set()
                try:
                    return await self._threads.start(
                        _under, cancellation, function, store, *arguments
                    )
                finally:
                    self._look_soon()

        task = asyncio.ensure_future(write())
        return await self._patience.wait(task, title, cancellation, begun.is_set)

    async def registry(self) -> FlavorRegistry:
        """The flavors to judge by, once those of the store are known. Raises a `StoreError`."""

        async def read() -> FlavorRegistry:
            return (await self._live_of(await self.store())).registry

        title = "Reading the flavors"
        return await self._patience.wait(asyncio.ensure_future(read()), title, Cancellation())

    async def _live_of(self, store: StackStore) -> Live:
        """The flavors that the store knows better, asked for once, whoever gives up waiting."""

        async def read() -> Live:
            return Live(self._host.bundled_registry, await self._threads.start(store.flavors))

        reading = self._live
        if reading is None:
            reading = self._live = asyncio.ensure_future(read())
            reading.add_done_callback(self._forget_failed)
        return await asyncio.shield(reading)

    def _forget_failed(self, reading: asyncio.Future[Live]) -> None:
        """The next one who asks for flavors tries again."""
        failed = reading.cancelled() or reading.exception() is not None
        if failed and self._live is reading:
            self._live = None

    # --- knowing --------------------------------------------------------------------------------

    def wake(self) -> None:
        """A stack file is open: get to know the store, in the background."""
        if self.known is None and time.monotonic() >= self._quiet_until:
            self._look_soon()

    def _look_soon(self) -> None:
        """Read what the store holds, in the background; once more if that is under way."""
        if self._is_closed:
            return
        if self._looking is not None:
            self._has_to_look_again = True
            return
        self._looking = asyncio.ensure_future(self._look_until_done())

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
        store = await self.store()
        opening = self._opening
        if not await self._threads.start(exists_already, store):
            # a registry that nobody has used yet is not made for a look at it
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            return
        stamp, known = await self._threads.start(stamped_look, store)
        live = await self._live_again(store)
        known = await self._threads.start(with_integrations, known, store, live.integrations)
        if self._opening is opening and not self._is_closed:
            self._stamp = stamp
            self.pace.answered()
            self._take(known, live)
            self._watch()

    async def _live_again(self, store: StackStore) -> Live:
        """The flavors as they are now: somebody may have registered one, or logged in elsewhere."""
        before = self._live
        if before is None or not before.done():
            return await self._live_of(store)
        former = before.result()
        source = await self._threads.start(store.flavors)
        if source == former.source or self._live is not before:
            return former
        self._live = asyncio.get_running_loop().create_future()
        self._live.set_result(Live(self._host.bundled_registry, source))
        return self._live.result()

    def _take(self, known: KnownStore, live: Live) -> None:
        before, self.known = self.known, known
        registry_before, self._taken = self._taken, live.registry
        if before == known and registry_before is live.registry:
            return
        self._host.use_known(known, live.registry if live.says_more else None)
        if before is not None and stacks_of(before) != stacks_of(known):
            active = known.registered.active_stack
            self._host.tell_stacks_changed(active.name if active is not None else None)

    async def latest(self) -> KnownStore:
        """What the store holds: as it was seen last, or as a look that is under way will see it.

        A registry that nobody has used yet is made. Raises a `StoreError` or `RequestCancelled`.
        """
        if self.known is None:
            self._look_soon()
        looking = self._looking
        if looking is not None:
            await asyncio.wait([looking])
        if self.known is not None:
            return self.known
        return await self.read(look_at, title="Reading the registry")

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
                    self._look_soon()
                elif self._has_to_glance(known):
                    self._glancing = asyncio.ensure_future(self._glance(known))
            await asyncio.sleep(BETWEEN_LOOKS)

    def _has_to_glance(self, known: KnownStore) -> bool:
        """Whether to ask a server, whose files are elsewhere, what others have changed."""
        return (
            known.info.is_shared
            and self._looking is None
            and self._glancing is None
            and not self._writing.locked()
            and self.pace.is_due
            and (self.pace.is_wanted or self._host.shows_stack_files)
        )

    async def _glance(self, known: KnownStore) -> None:
        """Look again if the server says that it holds something else than what is known.

        One question in a thread; a server that does not answer is asked less and less often, and
        what was known of it stays.
        """
        me = asyncio.current_task()
        started = time.monotonic()
        try:
            store = await self.store()
            registered = await self._threads.start(store.snapshot)
            self.pace.answered(time.monotonic() - started)
            if self.known is known and registered != known.registered:
                self._look_soon()
        except StoreError as error:
            self.pace.failed()
            self._host.client.log(str(error), types.MessageType.Info)
        except Exception as error:  # noqa: BLE001 - a defect; editing goes on without the store
            self.pace.failed()
            log_failure("asking the server for its stacks", error)
        finally:
            if self._glancing is me:
                self._glancing = None


def _under(cancellation: Cancellation, function: Callable[..., T], *arguments: Any) -> T:
    """What ``function`` gives, unless it is cancelled meanwhile. For a thread."""
    with cancellation.active():
        return function(*arguments)
