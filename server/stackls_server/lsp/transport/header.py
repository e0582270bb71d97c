"""The header of a message: lines that say how long its body is, then an empty one."""

from __future__ import annotations

MAX_BYTES = 1 << 30
"""A body is no longer than this: whoever says more sends no message."""

_LENGTH = b"content-length"
_DIGITS = 10


def framed(body: bytes) -> bytes:
    """A message with the header that says how long ``body`` is."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Header:
    """The lines before a body; those that say no length are not needed, or noise."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.length = 0
        """Bytes."""
        self.is_complete = False

    def take(self, line: bytes) -> None:
        """Read one more line."""
        name, _, value = line.partition(b":")
        if name.strip().lower() == _LENGTH:
            digits = value.strip()
            known = digits.isdigit() and len(digits) <= _DIGITS and int(digits) <= MAX_BYTES
            self.length = int(digits) if known else 0
        elif not line.strip() and self.length:
            self.is_complete = True
