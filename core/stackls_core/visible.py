"""Texts without anything that acts on who shows them.

Names come from files and registries of others. A control character in one moves the cursor of a
terminal or starts a command of a log; an invisible one reorders or joins what stands around it.
Whatever shows a text to people shows these as pictures; what programs read has them escaped.
"""

from __future__ import annotations

import re

_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)
"""Control characters, format characters that reorder, separators of lines, tags, halves of pairs.

The two joiners that emoji and several scripts are written with stay.
"""
_ANY = re.compile(f"[{_INVISIBLE}]")
_BUT_LINES = re.compile(rf"(?![\t\n])[{_INVISIBLE}]")
_DELETE = 0x7F
_PICTURES = 0x2400
_PICTURE_OF_DELETE = "\u2421"
_UNKNOWN = "\ufffd"


def visible(text: str, *, is_ascii: bool = False) -> str:
    """``text`` on one line, a picture for each invisible character; ``?`` with ``is_ascii``."""
    if text.isascii() and text.isprintable():
        return text
    return _ANY.sub("?" if is_ascii else _picture, text)


def visible_lines(text: str) -> str:
    """The same, but line breaks and tabs stay."""
    return _BUT_LINES.sub(_picture, text)


def is_visible(text: str) -> bool:
    """Whether nothing in ``text`` is invisible."""
    return _ANY.search(text) is None


def escaped(text: str) -> str:
    r"""JSON, or YAML whose such strings are in double quotes, with invisible characters as \u1234.

    Line breaks and tabs are taken for the layout: within a string these formats escape them.
    """
    return _BUT_LINES.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _PICTURE_OF_DELETE if code == _DELETE else _UNKNOWN
