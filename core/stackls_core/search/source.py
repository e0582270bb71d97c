"""Files as text: what is no UTF-8 is told, and so is what is too large."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from stackls_core.documents.kinds import kind_of
from stackls_core.regular_files import read_bounded
from stackls_core.text import LineIndex

MAX_BYTES = 64_000_000
"""A larger file is not even read: no stack file is one."""
TOO_LARGE = f"larger than {MAX_BYTES // 1_000_000} MB; not read"
"""What is said of it."""

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


def read_source(path: str, *, pipes: bool = False) -> Source:
    """Read a file of at most `MAX_BYTES`; for ``pipes`` see `read_bounded`.

    Raises `OSError`, `NotUtf8`, or `FileTooLarge`.
    """
    return decode(read_bounded(path, MAX_BYTES, pipes=pipes))


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
