"""When to look for garbage: while nobody waits for an answer.

Reference counts free almost all. What is left is looked for by the collector, and looking through
all that a long file consists of keeps everybody waiting for longer than an answer takes. So while
messages come in, only young objects are looked through, and not often.
"""

from __future__ import annotations

import asyncio
import gc
import time

_YOUNG = 20_000
"""Objects more than before, until young ones are looked through."""
_OLDER = 10
_OLD = 50
"""How often the younger generation is looked through, until the older one is, too."""
_PAUSE = 2.0
"""Seconds without a message after which nobody is expected to wait."""


def collect_rarely() -> None:
    """While messages come in."""
    gc.set_threshold(_YOUNG, _OLDER, _OLD)


class IdleCollection:
    """Looks through everything once messages pause, where enough has survived to be worth it."""

    def __init__(self, pause: float = _PAUSE) -> None:
        """``pause`` is in seconds."""
        self._pause = pause
        self._last = time.monotonic()

    def note_message(self) -> None:
        """Somebody is there."""
        self._last = time.monotonic()

    async def run(self) -> None:
        """Collect in each pause, until cancelled."""
        while True:
            await asyncio.sleep(self._pause)
            if time.monotonic() - self._last >= self._pause and _is_worth_it():
                gc.collect()


def _is_worth_it() -> bool:
    """Whether young objects were looked through since; what is left may have become garbage."""
    _, young, older = gc.get_count()
    return young + older > 0
