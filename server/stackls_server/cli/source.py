"""Files as text and back, byte for byte."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from stackls_core.documents.kinds import kind_of
from stackls_core.text import LineIndex

MAX_BYTES = 64_000_000
"""A file found on a walk is not even read when it is larger than this: no stack file is."""

_UTF32 = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32"}
_UTF16 = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}

_HEAD = 8


@dataclass(frozen=True)
class Source:
    """The text of a file as it is checked: without its byte order mark, line breaks as they are."""

    text: str
    has_mark: bool = False

    def encoded(self, text: str) -> bytes:
        """``text`` as the bytes of this file: with the mark, where the file has one."""
        return (codecs.BOM_UTF8 if self.has_mark else b"") + text.encode("utf-8")


class NotUtf8(Exception):
    """The bytes are in another encoding; the message names it, or the place that shows it."""

    def __init__(self, message: str, lenient_text: str) -> None:
        """``lenient_text`` is what the file most likely says."""
        super().__init__(message)
        self._lenient_text = lenient_text

    def is_ours(self, path: str) -> bool:
        """Whether it would be checked if it were UTF-8."""
        return kind_of(LineIndex(self._lenient_text), path) is not None


class TooLarge(Exception):
    """The file is too large to be a stack file."""


def read_source(path: str, limit: int | None = None) -> Source:
    """Read a file of at most ``limit`` bytes.

    Raises `OSError`, `NotUtf8`, or `TooLarge`.
    """
    with Path(path).open("rb") as file:
        if limit is not None and os.fstat(file.fileno()).st_size > limit:
            raise TooLarge
        return decode(file.read())


def decode(data: bytes) -> Source:
    """The text of ``data``. Raises `NotUtf8`."""
    unmarked = _unmarked_utf16(data)
    if unmarked is not None:
        raise NotUtf8("it is UTF-16; save it as UTF-8", data.decode(unmarked, "replace"))
    has_mark = data.startswith(codecs.BOM_UTF8)
    try:
        return Source(data.decode("utf-8-sig"), has_mark)
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start) from None


def _unmarked_utf16(data: bytes) -> str | None:
    """Which UTF-16 it is, where every other byte of what begins is zero, as no text in UTF-8 is."""
    head = data[:_HEAD]
    if len(head) < _HEAD or any(head[::2]) == any(head[1::2]):
        return None
    return "utf-16-le" if any(head[::2]) else "utf-16-be"


def _not_utf8(data: bytes, at: int) -> NotUtf8:
    for mark, name in {**_UTF32, **_UTF16}.items():
        if data.startswith(mark):
            lenient = data.decode(name, "replace")
            return NotUtf8(f"it is {name}; save it as UTF-8", lenient)
    line = data.count(b"\n", 0, at) + 1
    message = f"not UTF-8: line {line} holds the byte 0x{data[at]:02x}; save it as UTF-8"
    return NotUtf8(message, data.decode("latin-1"))


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
