"""When to poll a registry on a server for what others have changed: seldom, and not in vain."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 60.0
"""Between two polls of a server that answers quickly."""

LONGEST_SECONDS = 16 * 60.0
"""Between two of one that does not."""

ATTENTION_SECONDS = 5 * 60.0
"""For how long polling goes on after the user has asked about stacks."""

SLOW_SECONDS = 5.0
"""An answer that takes longer is a sign to poll less."""


class Polling:
    """Says when the next poll is due; all times are seconds of ``clock``."""

    def __init__(
        self,
        seconds: float = SECONDS,
        longest: float = LONGEST_SECONDS,
        attention: float = ATTENTION_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is due before ``seconds`` have passed."""
        self._seconds = seconds
        self._longest = max(longest, seconds)
        self._attention = attention
        self._clock = clock
        self._pause = seconds
        self._answered = clock()
        self._asked: float | None = None

    def user_asked(self) -> None:
        """The user has asked about stacks, and has got an answer: polling is worth it again."""
        self._asked = self._clock()
        self._pause = self._seconds

    def answered(self, took: float = 0.0) -> None:
        """The registry has answered after ``took`` seconds."""
        if took > SLOW_SECONDS:
            self.failed()
        else:
            self._pause = self._seconds
            self._answered = self._clock()

    def failed(self) -> None:
        """It has not: the next poll waits twice as long."""
        self._pause = min(self._pause * 2, self._longest)
        self._answered = self._clock()

    @property
    def is_due(self) -> bool:
        """Whether enough time has passed."""
        return self._clock() - self._answered >= self._pause

    @property
    def asked_lately(self) -> bool:
        """Whether the user has asked about stacks lately."""
        return self._asked is not None and self._clock() - self._asked <= self._attention
