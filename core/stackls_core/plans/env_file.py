"""Reading a file of variables, the way python-dotenv and docker read theirs.

``NAME=value`` a line, with or without ``export``; comments; single quotes take everything as it
is, double quotes know ``\\n``, ``\\t``, ``\\"`` and ``\\\\``; quoted values may go over several
lines. Nothing is expanded inside of values.
"""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*")
_BLANK = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_SINGLE = re.compile(r"'([^']*)'[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*(?:#[^\n]*)?(?:\n|\Z)', re.DOTALL)
_COMMENT = re.compile(r"[ \t]#")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "$": "$"}


class EnvFileError(Exception):
    """A line that is no assignment. The message names the line and never what stands on it."""

    def __init__(self, line: int, reason: str) -> None:
        """``line`` is 1-based."""
        super().__init__(f"Line {line} of the variables file {reason}.")
        self.line = line


def parse_env(text: str) -> dict[str, str]:
    """The variables that ``text`` sets; the last of several assignments counts."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank is not None:
            at = blank.end()
            continue
        assignment = _ASSIGNMENT.match(text, at)
        if assignment is None:
            raise EnvFileError(_line_of(text, at), "is not of the form NAME=value")
        value, at = _value_at(text, assignment.end())
        found[assignment.group(1)] = value
    return found


def _value_at(text: str, at: int) -> tuple[str, int]:
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        match = _SINGLE.match(text, at) if quote == "'" else _DOUBLE.match(text, at)
        if match is None:
            raise EnvFileError(_line_of(text, at), "has a quote that does not end")
        value = match.group(1)
        return (value if quote == "'" else _ESCAPE.sub(_unescaped, value)), match.end()
    end = text.find("\n", at)
    line = text[at : end if end >= 0 else len(text)]
    comment = _COMMENT.search(line)
    value = line[: comment.start() if comment is not None else len(line)].rstrip(" \t")
    return ("" if value.startswith("#") else value), at + len(line) + 1


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group(1), match.group())


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
