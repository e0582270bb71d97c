"""The store of one connection: asked in threads, and changed by one request at a time.

A change that is cancelled is undone, never half-done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from stackls_core.cancellation import Cancellation
from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.known import KnownRegistry, read_store
from stackls_core.registry.model import Snapshot as State
from stackls_core.registry.store import StackStore
from stackls_core.stores.opening import candidates, open_store
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.registry.follower import StoreFollower
from stackls_server.lsp.registry.opening import OpenStore, StoreOpening
from stackls_server.lsp.registry.verdicts import StoreVerdicts
from stackls_server.lsp.registry.waiting import Waiting
from stackls_server.lsp.registry.watch import Stamp, stamp_of
from stackls_server.lsp.transport.threads import Threads

if TYPE_CHECKING:
    from stackls_core.plans.agreed import AgreedPlans
    from stackls_core.zenml.interpreters import Candidate

T = TypeVar("T")


class StoreSession:
    """One connection's store. Everything here runs on the event loop, except what says so."""

    def __init__(self, connection: Connection, open_store: OpenStore = open_store) -> None:
        """Nothing is opened before `start`, `read` or `change`."""
        self._threads = Threads("store", 2)
        self._opening = StoreOpening(connection, open_store, self._threads)
        self._waiting = Waiting(connection)
        self._changing = asyncio.Lock()
        self.follower = StoreFollower(connection, self._opening, self._threads)
        self._verdicts = StoreVerdicts(connection, self.follower, self._opening, self._threads)
        self.has_client_commands = False
        """Whether the client has commands of its own for the lenses."""

    @cached_property
    def plans(self) -> AgreedPlans:
        """Those that the user has seen."""
        from stackls_core.plans.agreed import AgreedPlans

        return AgreedPlans()

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self._threads.busy

    @property
    def known(self) -> KnownRegistry | None:
        """The registry as it was read last."""
        return self.follower.known

    def introduce(
        self, workspace: Path | None, *, trusted: bool | None, has_client_commands: bool
    ) -> None:
        """The client has said which folder is open, and whether its user trusts it."""
        self._opening.set_workspace(workspace, trusted=trusted)
        self.has_client_commands = has_client_commands

    def fall_back_to(self, folder: Path) -> None:
        """This is the workspace where the client has no folder open."""
        self._opening.fall_back_to(folder)

    def select(self, interpreter: str | None) -> None:
        """This interpreter is selected in the editor: perhaps another store is meant now."""
        self._opening.select(interpreter)
        self.reconfigure()

    async def candidates(self) -> list[Candidate]:
        """The interpreters to look at for ZenML, and what became of each."""
        return await self._threads.start(candidates, self._opening.context())

    async def selectable(self, offered: Sequence[str]) -> list[Candidate]:
        """The interpreters that could be set: those to look at without a setting, and others."""
        context = replace(self._opening.context(), interpreter=None)
        return await self._threads.start(candidates, context, None, offered)

    def start(self) -> None:
        """A stack file is open: get to know the registry, in the background."""
        self.follower.start()

    def validate_soon(self, uri: str, snapshot: Snapshot) -> None:
        """Have ZenML validate the configurations of a document, in the background."""
        self._verdicts.validate_soon(uri, snapshot)

    def reconfigure(self) -> None:
        """The settings have changed: perhaps another store is meant now."""
        if not self._opening.is_outdated:
            return
        was_known = self.known is not None
        self._verdicts.forget()
        self._opening.close()
        self.follower.forget()
        if was_known:
            self.start()

    def close(self) -> None:
        """The connection ends."""
        self._waiting.close()
        self.follower.close()
        self._verdicts.forget()
        self._opening.close()
        self._threads.stop()

    # --- asking ---------------------------------------------------------------------------------

    async def read(self, function: Callable[..., T], *arguments: Any, title: str) -> T:
        """``function(store, *arguments)``, worked out in a thread.

        Raises a `StoreError` or `RequestCancelled`.
        """
        cancellation = Cancellation()

        async def read() -> T:
            store = await self._opening.store()
            result = await self._threads.start(cancellation.run, function, store, *arguments)
            self.follower.polling.user_asked()
            if self.known is None:
                self.follower.refresh_soon()  # who has asked once wants to see changes
            return result

        return await self._waiting.wait(asyncio.ensure_future(read()), title, cancellation)

    async def state(self, revision: int | None, *, title: str) -> State:
        """What is registered: read now, or as it is known in this ``revision`` or a later one."""
        state = self.follower.state
        if revision is not None and state is not None and self.follower.revision >= revision:
            self.follower.polling.user_asked()
            return state
        mark = self.follower.mark()
        state = await self.read(_snapshot, title=title)
        self.follower.take(mark, state)
        return state

    async def change(
        self, function: Callable[..., tuple[T, State]], *arguments: Any, title: str
    ) -> tuple[T, int]:
        """``function(store, seen, *arguments)``, worked out in a thread; its result and revision.

        It changes the registry and gives, beside its result, the state after that; ``seen`` is the
        last one that is known, if any. Changes happen one after the other, and never half-way. What
        has begun when it is cancelled is undone in the background, where that is possible, and the
        user sees what came of it. Raises a `StoreError` or `RequestCancelled`.
        """
        cancellation = Cancellation()
        has_begun = asyncio.Event()

        async def change() -> tuple[T, int]:
            async with self._changing:
                store = await self._opening.store()
                has_begun.set()
                begun, seen = self.follower.begin_change(), self.follower.state
                watched = self.known.info.watched if self.known is not None else ()
                try:
                    (result, state), stamp = await self._threads.start(
                        _stamped, watched, cancellation.run, function, store, seen, *arguments
                    )
                except BaseException:
                    self.follower.end_change(begun, None)
                    raise
                self.follower.end_change(begun, state, stamp)
                return result, self.follower.revision

        task = asyncio.ensure_future(change())
        return await self._waiting.wait(task, title, cancellation, has_begun.is_set)

    async def catalog(self) -> Catalog:
        """The flavors to judge by, once those of the store are known. Raises a `StoreError`."""
        reading = asyncio.ensure_future(self._opening.flavors())
        return (await self._waiting.wait(reading, "Reading the flavors", Cancellation())).catalog

    async def latest(self) -> KnownRegistry:
        """What the registry holds: as it was read last, or as a refresh under way will read it.

        One that nobody has used yet is made. Raises a `StoreError` or `RequestCancelled`.
        """
        return await self.follower.refreshed() or await self.read(
            read_store, title="Reading the registry"
        )


def _snapshot(store: StackStore) -> State:
    return store.snapshot()


def _stamped(
    watched: Sequence[str], function: Callable[..., T], *arguments: Any
) -> tuple[T, Stamp]:
    """What ``function`` gives, and what the watched files look like after it. For a thread."""
    return function(*arguments), stamp_of(watched)
