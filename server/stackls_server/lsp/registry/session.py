"""The store of one connection: asked in threads, and changed by one request at a time.

A change that is cancelled is undone, never half-done.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from stackls_core.cancellation import Cancellation
from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.registry.known import KnownStore, look_at
from stackls_core.stores.opening import candidates, open_store
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.registry import follower as store_follower
from stackls_server.lsp.registry import opening as store_opening
from stackls_server.lsp.registry import patience
from stackls_server.lsp.registry import verdicts as store_verdicts
from stackls_server.lsp.registry.follower import StoreFollower
from stackls_server.lsp.registry.opening import OpenStore, StoreOpening
from stackls_server.lsp.registry.patience import Patience
from stackls_server.lsp.registry.verdicts import StoreVerdicts
from stackls_server.lsp.transport.threads import Threads

if TYPE_CHECKING:
    from stackls_core.zenml.interpreters import Candidate

T = TypeVar("T")


class Host(patience.Host, store_opening.Host, store_follower.Host, store_verdicts.Host, Protocol):
    """What the store tells of itself, and whom it asks; a `Session`."""


class StoreSession:
    """One connection's store. Everything here runs on the event loop, except what says so."""

    def __init__(self, host: Host, open_store: OpenStore = open_store) -> None:
        """Nothing is opened before `wake`, `read` or `write`."""
        self._host = host
        self._threads = Threads("store", 2)
        self._opening = StoreOpening(host, open_store, self._threads)
        self._patience = Patience(host)
        self._writing = asyncio.Lock()
        self.follower = StoreFollower(host, self._opening, self._threads, self._writing.locked)
        self._verdicts = StoreVerdicts(host, self.follower, self._opening, self._threads)
        self.plan_key = os.urandom(16)
        """For telling whether a plan is still the one that the user has seen."""
        self.has_client_commands = False
        """Whether the client has commands of its own for the lenses."""

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self._threads.busy

    @property
    def known(self) -> KnownStore | None:
        """The store as it was seen last."""
        return self.follower.known

    def introduce(
        self, workspace: Path | None, *, trusted: bool | None, has_client_commands: bool
    ) -> None:
        """The client has said which folder is open, and whether its user trusts it."""
        self._opening.introduce(workspace, trusted=trusted)
        self.has_client_commands = has_client_commands

    def select(self, interpreter: str | None) -> None:
        """This interpreter is selected in the editor: perhaps another store is meant now."""
        self._opening.select(interpreter)
        self.reconfigure()

    async def candidates(self) -> list[Candidate]:
        """The interpreters to look at for ZenML, and what became of each."""
        return await self._threads.start(candidates, self._opening.surroundings())

    def wake(self) -> None:
        """A stack file is open: get to know the store, in the background."""
        self.follower.wake()

    def judge_soon(self, uri: str, snapshot: Snapshot) -> None:
        """Have ZenML judge the configurations of a document, in the background."""
        self._verdicts.judge_soon(uri, snapshot)

    def reconfigure(self) -> None:
        """The settings have changed: perhaps another store is meant now."""
        if not self._opening.is_outdated:
            return
        was_known = self.known is not None
        self.follower.forget()
        self._verdicts.forget()
        self._opening.let_go()
        self._host.use_known(None, None)
        self._host.tell_stacks_changed(None)
        if was_known:
            self.wake()

    def close(self) -> None:
        """The connection ends."""
        self._patience.close()
        self.follower.close()
        self._verdicts.forget()
        self._opening.let_go()
        self._threads.stop()

    # --- asking ---------------------------------------------------------------------------------

    async def read(self, function: Callable[..., T], *arguments: Any, title: str) -> T:
        """``function(store, *arguments)``, worked out in a thread.

        Raises a `StoreError` or `RequestCancelled`.
        """
        cancellation = Cancellation()

        async def read() -> T:
            store = await self._opening.store()
            result = await self._threads.start(_under, cancellation, function, store, *arguments)
            self.follower.pace.want()
            if self.known is None:
                self.follower.look_soon()  # who has asked once wants to be told of changes
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
                store = await self._opening.store()
                begun.set()
                try:
                    return await self._threads.start(
                        _under, cancellation, function, store, *arguments
                    )
                finally:
                    self.follower.look_soon()

        task = asyncio.ensure_future(write())
        return await self._patience.wait(task, title, cancellation, begun.is_set)

    async def registry(self) -> FlavorRegistry:
        """The flavors to judge by, once those of the store are known. Raises a `StoreError`."""
        reading = asyncio.ensure_future(self._opening.flavors())
        return (await self._patience.wait(reading, "Reading the flavors", Cancellation())).registry

    async def latest(self) -> KnownStore:
        """What the store holds: as it was seen last, or as a look that is under way will see it.

        A registry that nobody has used yet is made. Raises a `StoreError` or `RequestCancelled`.
        """
        return await self.follower.looked() or await self.read(
            look_at, title="Reading the registry"
        )


def _under(cancellation: Cancellation, function: Callable[..., T], *arguments: Any) -> T:
    """What ``function`` gives, unless it is cancelled meanwhile. For a thread."""
    with cancellation.active():
        return function(*arguments)
