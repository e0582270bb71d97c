"""The folder of the sockets, which its user alone may enter, and what is in it."""

from __future__ import annotations

import os
import stat

LOCK, SOCKET = ".lock", ".socket"


class NotPrivate(OSError):
    """Somebody else could have put something into the folder."""


def open_folder(*, make: bool = False) -> int:
    """A descriptor of the folder, made where ``make`` says so.

    Everything in the folder is reached through the descriptor: what was looked at is what is used.
    Raises `OSError` where there is none, `NotPrivate` where it is not this user's alone.
    """
    base, path = _folder()
    if make:
        if os.path.exists(base) and os.stat(base).st_uid != os.geteuid():  # noqa: PTH110, PTH116
            raise NotPrivate(f"{base} belongs to another user")  # as HOME may with sudo
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)  # noqa: PTH103, PTH120
        if not os.path.lexists(path):
            _make(path)
    folder = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    found = os.fstat(folder)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        os.close(folder)
        raise NotPrivate(f"{path} is not this user's alone")
    return folder


def _make(path: str) -> None:
    try:
        os.mkdir(path, 0o700)  # noqa: PTH102
    except FileExistsError:
        return  # by another command, at the same moment


def _folder() -> tuple[str, str]:
    """What has to belong to the user, and the folder in it. Raises `OSError` where there is none.

    The cache is that of `stackls_core.paths.cache_folder`.
    """
    environment = os.environ
    home, runtime = environment.get("STACKLS_HOME"), environment.get("XDG_RUNTIME_DIR", "")
    if home:
        return _absolute(home), f"{_absolute(home)}/cache/warm"
    if runtime.startswith("/"):
        return runtime, f"{runtime}/stackls"
    cache = environment.get("XDG_CACHE_HOME", "").strip()
    base = _absolute(cache or environment.get("HOME", ""))
    return base, f"{base}{'' if cache else '/.cache'}/stackls/warm"


def _absolute(path: str) -> str:
    whole = os.path.expanduser(path)  # noqa: PTH111
    if not whole.startswith("/"):
        raise NotPrivate(f"{path} is no absolute path")
    return whole


def address(folder: int, name: str) -> str:
    """Where a socket is, in few characters however long the path of the folder is."""
    return f"/proc/self/fd/{folder}/{name}"
