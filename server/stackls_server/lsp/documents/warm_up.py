"""Importing what the first keystroke needs, once the first diagnostics are out."""

from __future__ import annotations

from collections.abc import Callable

from stackls_server.features.first_use import import_for_first_use
from stackls_server.lsp.transport.threads import Threads, take_exception


class WarmUp:
    """Happens once, in a thread: whoever asks meanwhile is answered."""

    def __init__(self) -> None:
        self._threads = Threads("warm-up", 1)
        self._others: list[Callable[[], None]] = []
        self._has_begun = False

    @property
    def busy(self) -> bool:
        """Whether it goes on."""
        return self._threads.busy

    def add(self, load: Callable[[], None]) -> None:
        """Let ``load`` import more, after the rest."""
        self._others.append(load)

    def begin(self) -> None:
        """Begin, unless that was done before."""
        if not self._has_begun:
            self._has_begun = True
            for load in (import_for_first_use, *self._others):
                self._threads.start(load).add_done_callback(take_exception)
            self._threads.stop()
