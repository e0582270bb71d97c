"""The SQLite file behind the local store: opening, migrating, and its failures in plain words.

Every operation has a connection of its own, so any thread and any process may use the store at any
time: writers wait for each other (`BUSY_SECONDS` at most), readers wait for nobody (WAL). What is
committed is on the disk (``synchronous=FULL``); what is not, SQLite rolls back after a kill.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from stackls_core.registry.errors import (
    DatabaseCorrupt,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseTooNew,
)

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

Migration = Callable[[sqlite3.Connection], None]


class Database:
    """A SQLite file with a version. ``migrations[n]`` leads from version ``n`` to ``n + 1``."""

    def __init__(
        self,
        path: Path,
        migrations: tuple[Migration, ...],
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """Nothing is opened or created before the first use."""
        self.path = path
        self._migrations = migrations
        self._busy_seconds = busy_seconds
        self._is_ready = False

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """A connection that sees the database as it is at one moment.

        Where nothing may be written, as in a container, what there is can be read all the same.
        """
        with self._transaction("BEGIN", self._connect_to_read) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """A connection that nobody else writes beside; committed at the end unless it raises."""
        with self._transaction("BEGIN IMMEDIATE", self._connect) as connection:
            yield connection

    @contextmanager
    def _transaction(
        self, begin: str, connect: Callable[[], sqlite3.Connection]
    ) -> Generator[sqlite3.Connection, None, None]:
        try:
            with closing(connect()) as connection:
                connection.execute(begin)
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise explained(self.path, error) from error
        except OSError as error:
            raise _explained_os_error(self.path, error) from error

    def _connect_to_read(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (sqlite3.OperationalError, OSError) as error:
            connection = self._connect_to_unchanging() if _is_read_only(error) else None
            if connection is None:
                raise
            return connection

    def _connect_to_unchanging(self) -> sqlite3.Connection | None:
        """A connection that needs no files beside the database; ``None`` where it would not do.

        WAL needs some even to read. As long as there are none, nobody else is at work.
        """
        log = Path(f"{self.path}-wal")
        if not self.path.is_file() or (log.exists() and log.stat().st_size):
            return None
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            version = _version_of(connection)
            self._refuse_later(version)
        except BaseException:
            connection.close()
            raise
        if version == len(self._migrations):
            return connection
        connection.close()
        return None

    def _connect(self) -> sqlite3.Connection:
        if not self._is_ready or not self.path.exists():
            # the first time, and when somebody has taken it away since
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):
                # a configuration may hold what only its owner should read
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, timeout=self._busy_seconds, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Bring the file up to this version; a later one is left alone."""
        if _version_of(connection) < len(self._migrations):
            self._migrate(connection)
        self._refuse_later(_version_of(connection))
        if not self._is_ready:
            self._is_ready = True
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                # fails while somebody else is at work; the next process sets it
                with suppress(sqlite3.OperationalError):
                    connection.execute("PRAGMA journal_mode = WAL")

    def _refuse_later(self, version: int) -> None:
        if version > len(self._migrations):
            raise DatabaseTooNew(
                self.path,
                f"was written by a later stackls (layout {version}, "
                f"this one knows {len(self._migrations)})",
                "Update stackls, or set STACKLS_HOME to another folder.",
            )

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = _version_of(connection)
            if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise DatabaseCorrupt(
                    self.path, "belongs to another program", "Set STACKLS_HOME to another folder."
                )
            for migration in self._migrations[version:]:
                migration(connection)
            connection.execute(f"PRAGMA user_version = {len(self._migrations)}")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


_READ_ONLY = ("readonly", "read-only", "unable to open")

# By what SQLite says, since the error codes are not in Python 3.10.
_EXPLAINED: tuple[tuple[tuple[str, ...], type[DatabaseError], str, str], ...] = (
    (
        ("locked", "busy"),
        DatabaseLocked,
        "is locked by another process",
        "Try again when it is done; if none is running, restart the editors that use stackls.",
    ),
    (
        # what SQLite says may itself be of bytes that are no text
        ("not a database", "malformed", "decode", "no such table", "no such column"),
        DatabaseCorrupt,
        "is damaged",
        "Move the file away to start over, or bring back a backup of it.",
    ),
    (("full",), DatabaseFull, "cannot grow: the disk is full", "Free some space and try again."),
    (
        _READ_ONLY,
        DatabaseReadOnly,
        "cannot be written",
        "Check the permissions of the file and its folder, or set STACKLS_HOME to another one.",
    ),
)


def _is_read_only(error: sqlite3.Error | OSError) -> bool:
    if isinstance(error, OSError):
        return isinstance(error, PermissionError) or error.errno == errno.EROFS
    return any(word in str(error).lower() for word in _READ_ONLY)


def explained(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> DatabaseError:
    """What an error of SQLite means for the user."""
    text = str(error).lower()
    for words, kind, problem, remedy in _EXPLAINED:
        if any(word in text for word in words):
            return kind(path, problem, remedy)
    return DatabaseError(path, f"cannot be used ({error})", "Check the disk and the file.")


def _explained_os_error(path: Path, error: OSError) -> DatabaseError:
    is_in_the_way = isinstance(error, (NotADirectoryError, FileExistsError))
    if is_in_the_way or _is_read_only(error):
        _, kind, problem, remedy = _EXPLAINED[3]
        return kind(path, problem, remedy)
    reason = error.strerror or type(error).__name__
    if "space" in reason:
        _, kind, problem, remedy = _EXPLAINED[2]
        return kind(path, problem, remedy)
    remedy = "Check the folder, or set STACKLS_HOME to another one."
    return DatabaseError(path, f"cannot be used ({reason})", remedy)
