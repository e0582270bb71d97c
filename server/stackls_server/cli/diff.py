"""A unified diff of what fixing would change, as ``git apply`` and ``patch -p1`` take it."""

from __future__ import annotations

import difflib
import os

from stackls_core.visible import is_visible
from stackls_server.cli.terminal import Terminal, display_path

_NO_LINE_BREAK = "\\ No newline at end of file\n"
_SPACE, _DELETE = 0x20, 0x7F
_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def unified_diff(path: str, before: str, after: str) -> str:
    """The diff from ``before`` to ``after``; only ``\\n`` ends a line, as for git."""
    shown = display_path(path)
    old, new = (shown, shown) if os.path.isabs(path) else (f"a/{shown}", f"b/{shown}")  # noqa: PTH117
    lines = difflib.unified_diff(_lines(before), _lines(after), _name(old), _name(new))
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_LINE_BREAK}" for line in lines)


def _name(path: str) -> str:
    """``path`` as git writes it: in quotes and by its bytes where something in it is invisible."""
    if is_visible(path):
        return path
    escaped = "".join(
        chr(byte) if _SPACE <= byte < _DELETE and byte not in b'"\\' else f"\\{byte:03o}"
        for byte in path.encode("utf-8")
    )
    return f'"{escaped}"'


def colored(diff: str, terminal: Terminal) -> str:
    """``diff`` for people: nothing invisible in it, additions and removals told apart."""
    return "".join(
        terminal.style(
            terminal.shown(line.rstrip("\r")),
            fg=_COLORS.get(line[:1]),
            bold=line.startswith(("+++ ", "--- ")),
        )
        + "\n"
        for line in diff.removesuffix("\n").split("\n")
    )


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()
    return lines if last == "\n" else [*lines, last[:-1]]
