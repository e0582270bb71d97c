"""The header of a message: lines that say how long its body is, then an empty one."""

from __future__ import annotations

_LENGTH = b"content-length"


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
        if name.strip().lower() == _LENGTH and value.strip().isdigit():
            self.length = int(value)
        elif not line.strip() and self.length:
            self.is_complete = True
