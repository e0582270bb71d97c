"""One zygote for each key, a few for each user, and nothing that is left of those before."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path

from stackls_server.warm.place import LOCK, SOCKET, address
from stackls_server.warm.start import MODULE

MOST = 4
"""Zygotes of one folder of sockets: each is for another installation or other surroundings."""
MOST_OF_USER = 8
"""Zygotes of one user, wherever their sockets are: tests give each of their commands a home."""


class Taken(Exception):
    """There is one already, or there are enough."""


def zygotes_of_user() -> list[int]:
    """The processes of this user that are zygotes, or about to be."""
    found: list[int] = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and process.stat().st_uid == os.geteuid():
                words = (process / "cmdline").read_bytes().split(b"\0")
                if MODULE.encode() in words:
                    found.append(int(process.name))
    return found


class Socket:
    """The socket of a zygote, which is the only one of its name."""

    def __init__(self, folder: int, name: str) -> None:
        """``folder`` is as `open_folder` gives it. Raises `Taken`, `OSError`."""
        self._folder = folder
        self._name = name
        self._lock = _locked(folder, name)
        if len(zygotes_of_user()) > MOST_OF_USER:
            self._remove(name + LOCK)
            os.close(self._lock)
            raise Taken
        self._identity = (0, 0)

    def listen(self) -> socket.socket:
        """Be there for clients from now on, where one was that has ended. Raises `OSError`."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        new, final = f"{self._name}.new", self._name + SOCKET
        self._remove(new)
        before = os.umask(0o077)
        try:
            listener.bind(address(self._folder, new))
        finally:
            os.umask(before)
        listener.listen(16)
        # nobody finds it before it listens
        os.rename(new, final, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._identity = self._found()
        return listener

    def is_in_place(self) -> bool:
        """Whether clients still find it."""
        return self._found() == self._identity

    def _found(self) -> tuple[int, int]:
        try:
            found = os.stat(self._name + SOCKET, dir_fd=self._folder, follow_symlinks=False)
        except OSError:
            return (0, 0)
        return found.st_dev, found.st_ino

    def close_in_child(self) -> None:
        """A child does not hold it."""
        os.close(self._lock)
        os.close(self._folder)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.is_in_place():
            self._remove(self._name + SOCKET)
        self._remove(self._name + LOCK)
        os.close(self._lock)

    def _remove(self, name: str) -> None:
        with suppress(OSError):
            os.unlink(name, dir_fd=self._folder)

    def clear_others(self) -> None:
        """Remove what ended zygotes have left, and the oldest of more than `MOST`."""
        living: list[tuple[int, str]] = []
        for entry in _listed(self._folder):
            name = entry.removesuffix(SOCKET).removesuffix(LOCK)
            if name in (entry, self._name):
                continue
            try:
                lock = _locked(self._folder, name)
            except (Taken, OSError):
                if entry.endswith(SOCKET):
                    found = os.stat(entry, dir_fd=self._folder, follow_symlinks=False)
                    living.append((found.st_mtime_ns, entry))
                continue
            self._remove(name + SOCKET)
            self._remove(name + LOCK)
            os.close(lock)
        for _, entry in sorted(living)[: max(len(living) - MOST + 1, 0)]:
            self._remove(entry)  # which it notices, and ends


def _listed(folder: int) -> list[str]:
    # a descriptor that only names a folder cannot list it
    readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)
    try:
        return os.listdir(readable)  # noqa: PTH208
    finally:
        os.close(readable)


def _locked(folder: int, name: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    lock = os.open(name + LOCK, flags, 0o600, dir_fd=folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise Taken from error
    return lock
