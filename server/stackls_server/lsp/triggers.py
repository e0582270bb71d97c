"""Whether a character that was just typed is a reason to open a list.

Editors ask for completion after each of the `CHARACTERS`. A list that opens where nobody wants one
is in the way: the next Enter accepts an item instead of ending the line. So after a space only the
beginning of a value or of a list item counts, after a quote only one that opens a value, after a
star only one that begins an alias, and after a brace only the second of two that begin a value, a
reference to a secret; in indentation, comments and sentences nothing opens. A colon
or a dash is no reason at all: most keys end in a line break, and most dashes are parts of names.
"""

from __future__ import annotations

import re

from stackls_core.text import LineIndex

CHARACTERS = (" ", "'", '"', "*", "{")

_BEFORE = {
    " ": re.compile(
        r"""(?:\s*(?:-\s)*(?:[^\s#'"][^#]*|'[^']*'|"[^"]*"):|\s*(?:-\s+)*-|.*[{,]) \Z"""
    ),
    "'": re.compile(r".*(?:^|[\s{\[,])'\Z"),
    '"': re.compile(r'.*(?:^|[\s{\[,])"\Z'),
    "*": re.compile(r"[^#]*(?:[:,\-]\s+|[\[,]\s*)\*\Z"),
    "{": re.compile(r"""[^#]*(?::\s+|-\s+|[\[,]\s*)['"]?\{\{\Z"""),
}


def is_reason_to_suggest(lines: LineIndex, offset: int, character: str) -> bool:
    """Whether ``character``, which ends at ``offset``, begins something worth suggesting."""
    line = lines.line_of(offset)
    before = lines.text[lines.line_start(line) : offset]
    pattern = _BEFORE.get(character)
    return pattern is None or pattern.match(before) is not None
