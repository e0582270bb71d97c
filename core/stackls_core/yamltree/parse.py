"""Reading a broken document: skip the lines that are no YAML and read the rest.

When the parser stops, the line at fault is *blanked*: its characters are replaced by spaces in the
text that is parsed again, so all positions stay those of the user's text. What hangs together with
a blanked line is `damaged`, and rules say nothing about what may only seem to be missing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackls_core.limits import MAX_CHARACTERS, MAX_NODES
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.compose import Composed, YamlError, compose
from stackls_core.yamltree.pure import stricter_errors

if TYPE_CHECKING:
    from stackls_core.yamltree.nodes import Node

_MAX_REPAIRS = 12
_COSTLY = 400_000
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text as a tree, and everything that is wrong with it as YAML."""

    lines: LineIndex
    root: Node | None
    errors: tuple[YamlError, ...]
    blanked: frozenset[int]
    """The 0-based lines that had to be left out to read the rest."""
    is_anchored: bool = True
    """Whether what one part of the text means may depend on another: it has anchors or aliases."""
    unread: str = ""
    """What there is too much of in the text, if nothing of it was read."""

    @property
    def text(self) -> str:
        """The text as the user has it."""
        return self.lines.text

    @property
    def is_damaged(self) -> bool:
        """Whether some of the text could not be read."""
        return bool(self.blanked)

    def damages(self, start: int, end: int) -> bool:
        """Whether a line that ``start`` to ``end`` touches was left out."""
        if not self.blanked:
            return False
        first, last = self.lines.line_of(start), self.lines.line_of(end)
        return any(first <= line <= last for line in self.blanked)


def parse(text: str, lines: LineIndex | None = None) -> Document:
    """``text`` as a tree, as far as it can be read. Never raises.

    ``lines`` is the index of the text where there is one already. The first error is the one that
    ZenML's reader stops at; later ones are what else would stop it once the ones before are fixed.
    """
    lines = lines or LineIndex(text)
    if len(text) > MAX_CHARACTERS:
        return _unread(lines, f"more than {MAX_CHARACTERS:,} characters")
    errors: list[YamlError] = []
    readable = _without_forbidden(text, errors)
    composed = compose(readable)
    if composed.is_too_large:
        return _unread(lines, f"more than {MAX_NODES:,} keys and values")
    errors.extend(composed.errors)
    blanked: set[int] = set()
    budget = _MAX_REPAIRS if len(text) < _COSTLY else 2
    while composed.stopped_at is not None and budget > 0:
        budget -= 1
        attempt = _repair(readable, lines, composed, blanked)
        if attempt is None:
            break
        readable, composed, newly = attempt
        blanked |= newly
        errors.extend(error for error in composed.errors if error.span not in _spans(errors))
    errors.extend(stricter_errors(readable, composed.root))
    return Document(lines, composed.root, tuple(errors), frozenset(blanked), composed.is_anchored)


def _unread(lines: LineIndex, reason: str) -> Document:
    error = YamlError(Span(0, 0), reason)
    # nothing that seems to be missing is known to be
    return Document(lines, None, (error,), frozenset({0}), unread=reason)


def _spans(errors: Iterable[YamlError]) -> set[Span]:
    return {error.span for error in errors}


def _without_forbidden(text: str, errors: list[YamlError]) -> str:
    match = _FORBIDDEN.search(text)
    if match is None:
        return text
    code = ord(match.group())
    problem = f"the character U+{code:04X} is not allowed in YAML"
    errors.append(YamlError(Span(match.start(), match.end()), problem))
    return _FORBIDDEN.sub(" ", text)


def _repair(
    text: str, lines: LineIndex, composed: Composed, blanked: set[int]
) -> tuple[str, Composed, set[int]] | None:
    """Blank the line that makes the parser go furthest; ``None`` when no line helps."""
    stopped = composed.stopped_at
    if stopped is None:
        return None
    if "single document" in stopped.problem or "too deeply" in stopped.problem:
        return None
    best: tuple[str, Composed, set[int]] | None = None
    reached = stopped.span.start
    for line in _suspects(text, lines, stopped, blanked):
        repaired = _blank(text, lines, line)
        again = compose(repaired)
        if again.stopped_at is None:
            return repaired, again, {line}
        if best is None or again.stopped_at.span.start > reached:
            best = (repaired, again, {line})
            reached = max(reached, again.stopped_at.span.start)
    return best


def _suspects(text: str, lines: LineIndex, error: YamlError, blanked: set[int]) -> list[int]:
    """Lines that may be at fault, likeliest first."""
    at = lines.line_of(error.span.start)
    candidates = [at]
    if error.context is not None:
        context = lines.line_of(error.context)
        # an open quote or bracket, or a key without its colon, is at fault where it begins
        begins_there = "scanning" in error.about or "flow" in error.about
        candidates = [context, at] if begins_there else [at, context]
    previous = at - 1
    while previous >= 0 and (previous in blanked or not lines.line_text(previous).strip()):
        previous -= 1
    candidates.append(previous)
    return [
        line
        for index, line in enumerate(candidates)
        if line >= 0
        and line not in candidates[:index]
        and line not in blanked
        and text[lines.line_start(line) : lines.line_end(line)].strip()
    ]


def _blank(text: str, lines: LineIndex, line: int) -> str:
    start, end = lines.line_start(line), lines.line_end(line)
    return text[:start] + " " * (end - start) + text[end:]
