"""Whether a character that was just typed is a reason to open a list.

Editors ask for completion after each of the `CHARACTERS`. A list that opens where nobody wants one
is in the way: the next Enter accepts an item instead of ending the line. So after a space only the
beginning of a value or of a list item counts, after a quote only one that opens a value, after a
star only one that begins an alias, and after a brace only the second of two that begin a value, a
reference to a secret; in indentation, comments and sentences nothing opens. A colon or a dash is no
reason at all: most keys end in a line break, and most dashes are parts of names.
"""

from __future__ import annotations

from collections.abc import Callable

from stackls_core.text import LineIndex

CHARACTERS = (" ", "'", '"', "*", "{")


def is_reason_to_suggest(lines: LineIndex, offset: int, character: str) -> bool:
    """Whether ``character``, which ends at ``offset``, begins something worth suggesting."""
    line = lines.line_of(offset)
    before = lines.text[lines.line_start(line) : offset]
    tell = _BEGINS.get(character)
    return tell is None or (before.endswith(character) and tell(before[:-1]))


def _begins_value(before: str) -> bool:
    """Whether a key with its colon, the dash of a list item, or a bracket ends right there."""
    if before.endswith(("{", ",")):
        return True
    if before.endswith(":"):
        return _is_key(before[:-1].lstrip())
    return before.endswith("-") and set(before.split()) == {"-"}


def _is_key(text: str) -> bool:
    if "#" not in text and not text.startswith(("'", '"')):
        return bool(text)
    at = 0
    while text.startswith("-", at) and text[at + 1 : at + 2].isspace():
        at += 2
    quote = text[at : at + 1]
    return quote in ("'", '"') and text.count(quote, at) == 2 and text.rfind(quote) == len(text) - 1


def _begins_quotes(before: str) -> bool:
    return not before or before[-1].isspace() or before[-1] in "{[,"


def _begins_alias(before: str) -> bool:
    return "#" not in before and _follows(before, ":,-[", "[,")


def _begins_reference(before: str) -> bool:
    if "#" in before or not before.endswith("{"):
        return False
    before = before[:-1]
    return _follows(before[:-1] if before.endswith(("'", '"')) else before, ":-[,", "[,")


def _follows(before: str, signs: str, also_at_once: str) -> bool:
    """Whether one of ``signs`` stands before some space, or right there if it is one of those."""
    written = before.rstrip()
    sign = written[-1:]
    return bool(sign) and sign in (signs if len(written) < len(before) else also_at_once)


_BEGINS: dict[str, Callable[[str], bool]] = {
    " ": _begins_value,
    "'": _begins_quotes,
    '"': _begins_quotes,
    "*": _begins_alias,
    "{": _begins_reference,
}
