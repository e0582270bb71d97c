"""Which store the settings choose: opened once, and asked once for the flavors it knows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from stackls_core.catalog.catalog import Catalog
from stackls_core.paths import find_root
from stackls_core.registry.errors import StoreError
from stackls_core.registry.store import StackStore
from stackls_core.stores.choices import CHOICES, INTERPRETER_VARIABLE, STORE_VARIABLE, chosen
from stackls_core.stores.opening import StoreContext
from stackls_core.zenml.trust import EVERYTHING, Trust, declined, trust_in
from stackls_server.lsp.registry.connection import Connection
from stackls_server.lsp.registry.reading import LiveFlavors
from stackls_server.lsp.transport.threads import Threads, take_exception

if TYPE_CHECKING:
    from stackls_core.zenml.interpreters import Candidate

OpenStore = Callable[[str, Callable[[], Catalog], StoreContext], StackStore]


class StoreOpening:
    """The store of one connection. Used on the event loop; the store itself works in threads."""

    def __init__(self, connection: Connection, open_store: OpenStore, threads: Threads) -> None:
        """Nothing is opened before `store`."""
        self._connection = connection
        self._open_store = open_store
        self._threads = threads
        self._workspace: Path | None = None
        self._trusted: bool | None = None
        self._selected: str | None = None
        self._opening: asyncio.Future[StackStore] | None = None
        self._opened_for: tuple[str, ...] | None = None
        self._live: asyncio.Future[LiveFlavors] | None = None

    def set_workspace(self, workspace: Path | None, *, trusted: bool | None) -> None:
        """The client has said which folder is open, and whether its user trusts it.

        ``None`` where it does not know: what the user trusts on the command line counts then.
        """
        self._workspace = workspace
        self._trusted = trusted

    def fall_back_to(self, workspace: Path) -> None:
        """This is the workspace where there is none, and no store has been opened without it."""
        if self._workspace is None and self._opening is None:
            self._workspace = workspace

    def select(self, interpreter: str | None) -> None:
        """This interpreter is selected in the editor, or none is."""
        self._selected = interpreter or None

    @property
    def identity(self) -> object:
        """The same object as long as the same store is meant; ``None`` while there is none."""
        return self._opening

    @property
    def is_outdated(self) -> bool:
        """Whether the settings choose another store now than the one that was opened."""
        return self._opened_for is not None and self._opened_for != self._meant()

    def _chosen(self) -> tuple[str, str]:
        """What the settings choose, and the interpreter that they name."""
        settings = self._connection.settings()
        interpreter = settings.zenml.interpreter or os.environ.get(INTERPRETER_VARIABLE, "")
        choice = settings.store
        if choice == "auto" and os.environ.get(STORE_VARIABLE) in CHOICES:
            choice = os.environ[STORE_VARIABLE]
        elif choice == "auto":
            choice = self._connection.configured_registry(self._workspace) or choice
        return chosen(choice, interpreter), interpreter

    def _meant(self) -> tuple[str, ...]:
        """All that decides which store is opened."""
        choice, interpreter = self._chosen()
        follows_selection = choice != "local" and not interpreter
        return choice, interpreter, (self._selected or "") if follows_selection else ""

    def context(self, left_out: Callable[[Candidate], None] = lambda _: None) -> StoreContext:
        """Where a store is opened as things are now; for ``left_out`` see `StoreContext`."""
        workspace = self._workspace
        return StoreContext(
            workspace,
            find_root(workspace) if workspace is not None else None,
            self._chosen()[1] or None,
            not self._connection.settings().zenml.interpreter,
            self._trust(),
            left_out,
            self._selected,
        )

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
        self._opened_for = self._meant()
        left_out: list[Candidate] = []
        choice, context = self._opened_for[0], self.context(left_out.append)
        try:
            return await self._threads.start(self._open_store, choice, self._bundled, context)
        finally:
            for one in left_out:
                message = f"The interpreter {one.path} was not run. {one.reason}"
                self._connection.client.log(message, types.MessageType.Warning)

    def _bundled(self) -> Catalog:
        folder = self._workspace or Path.cwd()
        return self._connection.bundled().for_folder(folder).for_version(None)

    def _trust(self) -> Trust:
        """What may be run of the workspace; of the folder that we are in, where none is open."""
        if self._trusted is True:
            return EVERYTHING
        folder = self._workspace or find_root(Path.cwd())
        return declined(folder) if self._trusted is False else trust_in(folder, os.environ)

    def close(self) -> None:
        """Close the store in the background; what it is doing for us may still end."""
        opening, self._opening = self._opening, None
        self._opened_for = self._live = None
        if opening is None:
            return

        def close(done: asyncio.Future[StackStore]) -> None:
            if not done.cancelled() and done.exception() is None:
                self._threads.start(done.result().close).add_done_callback(take_exception)

        if opening.done():
            close(opening)
        else:
            opening.add_done_callback(close)

    # --- flavors --------------------------------------------------------------------------------

    async def flavors(self) -> LiveFlavors:
        """The flavors that the store knows better, asked for once, whoever gives up waiting.

        Raises a `StoreError`; the next call tries again.
        """
        store = await self.store()
        reading = self._live
        if reading is None:
            reading = self._live = asyncio.ensure_future(self._read_flavors(store))
            reading.add_done_callback(self._forget_failed)
        return await asyncio.shield(reading)

    async def reread_flavors(self) -> LiveFlavors:
        """The same asked again: somebody may have registered one, or logged in elsewhere.

        The former answer itself where nothing has changed.
        """
        before = self._live
        if before is None or not before.done():
            return await self.flavors()
        former = before.result()
        now = await self._read_flavors(await self.store())
        if now.source == former.source or self._live is not before:
            return former
        self._live = asyncio.get_running_loop().create_future()
        self._live.set_result(now)
        return now

    async def _read_flavors(self, store: StackStore) -> LiveFlavors:
        return LiveFlavors(self._connection.bundled(), await self._threads.start(store.flavors))

    def _forget_failed(self, reading: asyncio.Future[LiveFlavors]) -> None:
        """The next one who asks for flavors tries again."""
        failed = reading.cancelled() or reading.exception() is not None
        if failed and self._live is reading:
            self._live = None
