"""Folding: types, components, configurations and all other blocks, and comments.

Editors fold whole lines and show one fold a line, so of several blocks that begin on one line (the
item of a list and its first key) the largest is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stackls_core.text import LineIndex
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, walk
from stackls_server.features.snapshot import Snapshot

_REGION = re.compile(r"[ \t]*#[ \t]*(?P<end>end)?region\b")


class FoldKind(Enum):
    """What is folded away."""

    BLOCK = "block"
    COMMENT = "comment"
    REGION = "region"


@dataclass(frozen=True)
class Fold:
    """From the 0-based line that stays visible to the last one that is hidden."""

    first: int
    last: int
    kind: FoldKind


def folds(snapshot: Snapshot, limit: int | None = None) -> list[Fold]:
    """What can be folded, by first line, ``limit`` of them at most; outer ones are kept first.

    Empty where the document is no stack file.
    """
    widest: dict[int, Fold] = {}
    for fold in _all(snapshot):
        known = widest.get(fold.first)
        if fold.last > fold.first and (known is None or fold.last > known.last):
            widest[fold.first] = fold
    found = sorted(widest.values(), key=lambda fold: fold.first)
    if limit is None or len(found) <= limit:
        return found
    largest = sorted(found, key=lambda fold: fold.first - fold.last)[: max(limit, 0)]
    return sorted(largest, key=lambda fold: fold.first)


def _all(snapshot: Snapshot) -> Iterator[Fold]:
    lines = snapshot.lines
    covered: set[int] = set()
    below = _Below(lines)
    for node in walk(snapshot.document.root):
        if not _is_broken_up(lines.text, node.start, node.end):
            continue
        if isinstance(node, Scalar):
            first, last = lines.line_of(node.start), lines.line_of(node.end)
            covered.update(range(first + 1, last + 1))
        yield from _within(lines, node, below)
    yield from _comments(lines, covered)


def _is_broken_up(text: str, start: int, end: int) -> bool:
    """Whether what stands there takes more than one line."""
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0


class _Below:
    """The comments below a line, up to what is none; the same for all blocks that end there."""

    def __init__(self, lines: LineIndex) -> None:
        self._lines = lines
        self._known: dict[int, list[tuple[int, int]]] = {}

    def last(self, line: int, column: int) -> int:
        """The last of those that are indented further than ``column``; ``line`` without one."""
        if line not in self._known:
            self._known[line] = list(self._comments(line))
        found = line
        for number, indent in self._known[line]:
            if indent <= column:
                break
            found = number
        return found

    def _comments(self, line: int) -> Iterator[tuple[int, int]]:
        """Their lines and columns."""
        for number in range(line + 1, self._lines.line_count):
            text = self._lines.line_text(number)
            stripped = text.lstrip(" ")
            if stripped.startswith("#"):
                yield number, len(text) - len(stripped)
            elif stripped.strip():
                return


def _within(lines: LineIndex, node: Node, below: _Below) -> Iterator[Fold]:
    text = lines.text
    if isinstance(node, Mapping):
        for entry in node.entries:
            if _is_broken_up(text, entry.start, entry.end):
                column = entry.start - lines.line_start(lines.line_of(entry.start))
                yield _block(below, lines, entry.start, entry.end, None if node.flow else column)
    elif isinstance(node, Sequence):
        column = node.start - lines.line_start(lines.line_of(node.start))
        for item in node.items:
            start = item.start if node.flow else _dash_of(lines, node, item, column)
            if _is_broken_up(text, start, item.end):
                yield _block(below, lines, start, item.end, None if node.flow else column)


def _dash_of(lines: LineIndex, sequence: Sequence, item: Node, column: int) -> int:
    """Where the dash of an item stands; anchors and comments may put lines between the two."""
    first = lines.line_of(sequence.start)
    for number in range(lines.line_of(item.start), first - 1, -1):
        dash = lines.line_start(number) + column
        if dash <= item.start and lines.text[dash : dash + 1] == "-":
            return dash
    return item.start


def _block(below: _Below, lines: LineIndex, start: int, end: int, column: int | None) -> Fold:
    """A fold that takes in the comments below it that are indented further than ``column``."""
    first, last = lines.line_of(start), lines.line_of(end)
    if column is None or last == first:
        return Fold(first, last, FoldKind.BLOCK)
    return Fold(first, below.last(last, column), FoldKind.BLOCK)


def _comments(lines: LineIndex, covered: set[int]) -> Iterator[Fold]:
    """Runs of comment lines, and what stands between ``# region`` and ``# endregion``."""
    if "#" not in lines.text:
        return
    opened: list[int] = []
    first: int | None = None
    for number in range(lines.line_count + 1):
        text = lines.line_text(number) if number not in covered else ""
        marker = _REGION.match(text)
        is_comment = marker is None and text.lstrip(" \t\ufeff").startswith("#")
        if is_comment and first is None:
            first = number
        if not is_comment and first is not None:
            yield Fold(first, number - 1, FoldKind.COMMENT)
            first = None
        if marker is not None and not marker["end"]:
            opened.append(number)
        elif marker is not None and opened:
            yield Fold(opened.pop(), number, FoldKind.REGION)
