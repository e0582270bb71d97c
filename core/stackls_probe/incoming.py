"""Requests: lines of the standard input, and what was cancelled of them."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


_WATCH_SECONDS = 1.0
_GRACE_SECONDS = 60.0


_CANCEL = '{"cancel":'


class Requests:
    """Lines from the standard input, read by a thread, so that their end is noticed at once."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._cancelled: Any = None
        self.ended_at: float | None = None
        self.busy = False
        self._parent = os.getppid() if hasattr(os, "getppid") else None
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self._lines:
                if line.startswith(_CANCEL):
                    with contextlib.suppress(ValueError):
                        self._cancelled = json.loads(line)["cancel"]
                else:
                    self._queue.put(line)
        self._end()

    def is_cancelled(self, number: Any) -> bool:
        """Say whether a request was given up; whoever asks does so for one at a time."""
        return number is not None and self._cancelled == number

    def _end(self) -> None:
        if self.ended_at is None:
            self.ended_at = time.monotonic()
            self._queue.put(None)

    def _watch(self) -> None:
        """End with the process that started this one, once what is being done is done."""
        while True:
            time.sleep(_WATCH_SECONDS)
            if os.name == "posix" and os.getppid() != self._parent:
                self._end()
            ended = self.ended_at
            if ended is not None:
                waited = time.monotonic() - ended
                if not self.busy or waited > _GRACE_SECONDS:
                    os._exit(0)

    def __iter__(self) -> Iterator[str]:
        while True:
            self.busy = False
            line = self._queue.get()
            if line is None:
                return
            self.busy = True
            yield line
