"""What takes long says so on a terminal, for as long as it takes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0
"""What takes longer than this many seconds shows on a terminal that it is under way."""


class Working:
    """Says on a terminal what takes long, as long as it takes."""

    def __init__(self, doing: str) -> None:
        """``doing`` is what to say."""
        self._doing = doing
        self._timer: threading.Timer | None = None
        self._status: Any = None
        self._lock = threading.Lock()
        self._is_over = False

    def __enter__(self) -> Working:
        """Say it once it has taken `PATIENCE` seconds."""
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def tell(self, doing: str) -> None:
        """Say this from now on, where something is said."""
        with self._lock:
            self._doing = doing
            if self._status is not None:
                self._status.update(self._shown())

    @contextmanager
    def meanwhile(self, doing: str) -> Generator[None, None, None]:
        """Say this for as long as something before it takes."""
        before = self._doing
        self.tell(doing)
        try:
            yield
        finally:
            self.tell(before)

    def _shown(self) -> Any:
        from rich.text import Text

        from stackls_server.cli.terminal import terminal_of

        # what is being done may have a name in it, which must not be taken for markup
        return Text(terminal_of(sys.stderr).shown(f"{self._doing} …"))

    def _show(self) -> None:
        from rich.console import Console

        with self._lock:
            if not self._is_over:
                self._status = Console(stderr=True).status(self._shown())
                self._status.start()

    def stop(self) -> None:
        """Take it away again."""
        with self._lock:
            self._is_over = True
            if self._timer is not None:
                self._timer.cancel()
            if self._status is not None:
                self._status.stop()
                self._status = None
