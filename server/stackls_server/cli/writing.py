"""Writing files: all of a text or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path


def write_source(path: str, before: bytes, after: bytes) -> None:
    """Put ``after`` into the file, all of it or nothing; a link's target is what changes.

    Mode and owner stay. Raises `OSError` where the file may not be written, and where it no longer
    holds ``before``: somebody else is writing it.
    """
    target = Path(os.path.realpath(path))
    if target.read_bytes() != before:
        raise OSError(None, "it was changed meanwhile")
    if not os.access(target, os.W_OK):
        raise PermissionError
    with _replacing(target, after) as temporary:
        _keep_owner(target, temporary)
        shutil.copymode(target, temporary)


def write_new(path: str, content: bytes, *, is_private: bool = False) -> None:
    """Make a file with all of ``content`` or none; a private one is for its owner alone.

    Raises `OSError`.
    """
    with _replacing(Path(os.path.realpath(path)), content) as temporary:
        if not is_private:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)  # noqa: PTH101 - as text all along


@contextlib.contextmanager
def _replacing(target: Path, content: bytes) -> Generator[str, None, None]:
    """Put ``content`` into the place of ``target`` at the end, unless something goes wrong."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def _keep_owner(target: Path, temporary: str) -> None:
    if hasattr(os, "chown"):
        status = target.stat()
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
