"""Texts of others in Markdown: nothing in them acts, wherever it is shown."""

from __future__ import annotations

import re

from stackls_core.visible import visible

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~!@&]")
_TICKS = re.compile("`{1,100}")


def table_text(text: str) -> str:
    """``text`` as plain text on one line, also in a table: no link, no mention, no HTML."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible(text))


def code_span(text: str) -> str:
    """``text`` as code on one line, also in a table."""
    shown = visible(text).replace("|", "\\|")
    ticks = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{space}{shown}{space}{ticks}"
