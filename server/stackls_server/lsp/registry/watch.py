"""Noticing that somebody else has changed the store: by its files, which are cheap to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from stackls_core.registry.store import StackStore, StoreInfo

Stamp: TypeAlias = "tuple[tuple[int, int], ...]"
"""Modification times and sizes; zeros for files that are not there."""

_SQLITE = "sqlite:///"


def exists_already(store: StackStore) -> bool:
    """Whether looking at the store leaves everything as it is. For a thread.

    The local one is made when it is first used, which opening a file is no reason for.
    """
    # whoever has a local store has its module: SQLite is not imported for the others
    from stackls_core.stores.local import LocalStore

    return not isinstance(store, LocalStore) or store.path.exists()


def watched_paths(info: StoreInfo) -> tuple[Path, ...]:
    """The files that change when the store does, or when another one or another stack is chosen."""
    if info.kind == "local":
        return _database(Path(info.location))
    found = [Path(path) for path in info.watched]
    if info.location.startswith(_SQLITE):
        found += _database(Path(info.location.removeprefix(_SQLITE)))
    return tuple(found)


def _database(path: Path) -> tuple[Path, ...]:
    """A SQLite file, and the log that changes go to first."""
    return (path, path.with_name(path.name + "-wal"))


def stamp_of(paths: tuple[Path, ...]) -> Stamp:
    """What the files look like now. For a thread."""
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return (0, 0)
    # an empty log comes and goes with everybody who looks
    return (status.st_mtime_ns, status.st_size) if status.st_size else (0, 0)
