"""Whether a local database was written to."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any, cast


class Database:
    """Says whether a local database was written to, which is quicker than reading it again.

    SQLite counts what others than this connection commit, in this process or another, and this one
    never writes. The count belongs to a connection, which belongs to a file: as long as it is open,
    no other file can get the same number. A file that was overwritten in place by other means than
    SQLite's is told by its time and size.
    """

    def __init__(self) -> None:
        self._file: Any = None
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def version(self, url: str) -> Any:
        """Give something that is another thing after every change; None where that is not known."""
        path = database_file(url)
        if path is None:
            return None
        try:
            status = path.stat()
            file = (str(path), status.st_dev, status.st_ino)
            if self._connection is None or self._file != file:
                self._close()
                self._connect(path)
                self._file = file
            # all rows: a statement that is not at its end would keep the state of this moment
            ((number,),) = cast("Any", self._connection).execute("PRAGMA data_version").fetchall()
        except (OSError, ValueError, sqlite3.Error):
            self._close()
            return None
        return (self._opened, number, status.st_mtime_ns, status.st_size)

    def _connect(self, path: Path) -> None:
        address = path.absolute().as_uri() + "?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, timeout=0.2)
        self._opened += 1

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()


def database_file(url: str) -> Path | None:
    """Give the file of a SQLite URL; None for all others."""
    prefix, _, path = url.partition(":///")
    return Path(path) if prefix == "sqlite" and path else None


def identity_of(file: Path | None) -> Any:
    """Tell one file from another that has taken its place."""
    try:
        status = cast("Path", file).stat()
    except (AttributeError, OSError, ValueError):
        return None
    return [str(file), status.st_dev, status.st_ino]


def stamp_of(file: Path) -> Any:
    """Give what changes when a file is written; None for one that is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return [str(file), status.st_mtime_ns, status.st_size, status.st_ino]
