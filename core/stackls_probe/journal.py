"""How far a list of changes has come, for whoever has to ask after this process is gone.

The file is made by whoever sends the changes: a table with a row for each. It stays locked until
they are done, so it tells by itself whether somebody is still at work.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class Journal:
    """Notes on each change; none where there is no file, or where it cannot be written."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection

    def begun(self, number: int) -> None:
        """Note that a change may be done from now on."""
        self._note(number, "begun", None)

    def done(self, number: int, identity: str | None) -> None:
        """Note that it is, and the id of what it has made."""
        self._note(number, "done", identity)

    def undone(self, number: int) -> None:
        """Note that it is no more."""
        self._note(number, "undone", None)

    def _note(self, number: int, state: str, identity: str | None) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                query = "UPDATE step SET state = ?, id = coalesce(?, id) WHERE number = ?"
                self._connection.execute(query, (state, identity, number))


@contextlib.contextmanager
def opened(path: str | None) -> Generator[Journal, None, None]:
    """Open the journal in that file, locked until the end."""
    connection: sqlite3.Connection | None = None
    if path:
        with contextlib.suppress(sqlite3.Error):
            connection = sqlite3.connect(path, isolation_level=None)
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # it has to outlive this process, not the machine
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("UPDATE step SET state = state")
    try:
        yield Journal(connection)
    finally:
        if connection is not None:
            connection.close()
