"""Files as text: what is no UTF-8 is told, and so is what is too large."""

from __future__ import annotations

import codecs
import os
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
