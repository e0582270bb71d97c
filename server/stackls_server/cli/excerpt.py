"""A line of source with carets under a part of it, measured in the cells of a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_server.cli.terminal import Terminal

TAB_STOP = 4


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown; the carets begin at ``caret`` and are ``width`` wide, in cells."""

    line: str
    caret: int
    width: int


def excerpt(line: str, start: int, end: int, room: int, terminal: Terminal) -> Excerpt:
    """Show ``line`` with carets under its characters from ``start`` up to ``end``.

    A line of more than ``room`` cells is cut on both sides of them. There is always one caret.
    """
    start = min(max(start, 0), len(line))
    end = min(max(end, start), len(line))
    # What is more than `room` characters away cannot be shown: a line may have a million of them.
    first = max(start - room, 0)
    last = min(max(start + room, min(end, start + room) + room), len(line))
    pieces = _pieces(line[first:last], terminal)
    before = "".join(pieces[: start - first])
    marked = "".join(pieces[start - first : end - first])
    after = "".join(pieces[end - first :])
    if not (first or last < len(line)) and cells(before + marked + after) <= room:
        return Excerpt(before + marked + after, cells(before), _caret_width(before, marked))
    dots = "…" if terminal.unicode else "..."
    return _clipped(before, marked, after, room, dots, cut=(first > 0, last < len(line)))


def cells(text: str) -> int:
    """How many cells of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _pieces(text: str, terminal: Terminal) -> list[str]:
    """Each character as it is shown: a tab as spaces up to the next stop."""
    if "\t" not in text:
        return [terminal.shown(character) for character in text]
    pieces: list[str] = []
    at = 0
    for character in text:
        piece = " " * (TAB_STOP - at % TAB_STOP) if character == "\t" else terminal.shown(character)
        pieces.append(piece)
        at += cells(piece)
    return pieces


def _clipped(
    before: str, marked: str, after: str, room: int, dots: str, cut: tuple[bool, bool]
) -> Excerpt:
    """The part of a line around what is marked, with dots where something is left out."""
    inner = room - 2 * len(dots)
    kept = _head(marked, max(inner * 3 // 4, 1))
    rest = inner - cells(kept)
    # What follows tells less than what stands before, which is the key that a value belongs to.
    tail = "" if kept != marked else _head(after, max(rest // 3, rest - cells(before)))
    lead = _tail(before, inner - cells(kept) - cells(tail))
    left = dots if cut[0] or lead != before else ""
    right = dots if cut[1] or kept != marked or tail != after else ""
    shown_before = left + lead
    return Excerpt(
        f"{shown_before}{kept}{tail}{right}",
        cells(shown_before),
        _caret_width(shown_before, kept),
    )


def _caret_width(before: str, marked: str) -> int:
    return max(cells(before + marked) - cells(before), 1)


def _head(text: str, room: int) -> str:
    """As much of the beginning of ``text`` as fits into ``room`` cells."""
    text = text[: max(room, 0)]
    while text and cells(text) > room:
        text = text[:-1]
    return text


def _tail(text: str, room: int) -> str:
    """As much of the end of ``text`` as fits into ``room`` cells."""
    text = text[len(text) - room :] if 0 < room < len(text) else text if room > 0 else ""
    while text and cells(text) > room:
        text = text[1:]
    return text
