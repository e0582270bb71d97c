"""Replacing ``${VARIABLE}`` in a stack file, as teams do with envsubst before an import.

``${NAME}`` takes the variable's value; ``${NAME:-text}`` and ``${NAME-text}`` have a text for one
that is not set. Unlike envsubst, a value keeps the file what it is: inside of quotes it is escaped,
and a value that YAML would read as something else than one scalar is quoted. A plain ``${COUNT}``
still becomes a number. Comments are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from stackls_core.budget import go_on
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.edits import plain_or_quoted, quoted
from stackls_core.yamltree.nodes import MERGE_KEY, Scalar, walk
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import implicit_tag, try_value

_ANY = re.compile(r"\$\{[^}\n]*\}?")
"""Also what does not end: nothing in it can begin a placeholder that does."""
_KNOWN = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?)-([^}\n]*))?\}\Z")
_COMMENT = re.compile(r"(?:^|\s)#")
_STR = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Unresolved:
    """A placeholder without a value. ``line`` and ``column`` are 1-based, in characters."""

    name: str
    span: Span
    line: int
    column: int
    reason: str


@dataclass(frozen=True)
class Expansion:
    """A text with its placeholders replaced, and the way back from it.

    It may hold secrets, which the file with the placeholders did not: it is for reading, not for
    showing.
    """

    original: str
    text: str
    unresolved: tuple[Unresolved, ...] = ()
    used: frozenset[str] = frozenset()
    replaced: tuple[tuple[Span, Span], ...] = ()
    """Where the parts that were replaced are: in the original, and in the text."""

    def to_original(self, offset: int) -> int:
        """Where a place of the text is in the original; inside of a replacement, its start."""
        at = bisect_right([new.start for _, new in self.replaced], offset) - 1
        if at < 0:
            return offset
        old, new = self.replaced[at]
        return old.start if offset < new.end else old.end + offset - new.end

    def span_in_original(self, span: Span) -> Span:
        """Where a part of the text is in the original; never shorter than a replacement in it."""
        start = self.to_original(span.start)
        end = self.to_original(span.end)
        for old, new in self.replaced:
            if new.start < span.end <= new.end:
                end = old.end
        return Span(start, max(start, end))


def expand(text: str, variables: Mapping[str, str] | None) -> Expansion:
    """``text`` with its placeholders replaced, as far as ``variables`` has them.

    Without variables (``None``) nothing is replaced, and every placeholder is unresolved: ZenML
    itself replaces none.
    """
    if "${" not in text:
        return Expansion(text, text)
    lines = LineIndex(text)
    scalars = [node for node in walk(parse(text).root) if isinstance(node, Scalar)]
    starts = [scalar.start for scalar in scalars]
    edits: list[tuple[Span, str]] = []
    unresolved: list[Unresolved] = []
    used: set[str] = set()
    done = 0
    comment_start = lru_cache(maxsize=1)(partial(_comment_start, lines))
    for match in _ANY.finditer(text):
        go_on()
        if match.start() < done or not match.group().endswith("}"):
            continue
        at = bisect_right(starts, match.start()) - 1
        scalar = scalars[at] if at >= 0 and match.start() < scalars[at].end else None
        if scalar is None and comment_start(lines.line_of(match.start())) < match.start():
            continue
        span = scalar.span if scalar is not None else Span(match.start(), match.end())
        done = span.end
        replacement = _Replacement(lines, variables)
        new = _ANY.sub(replacement.of(span.start, scalar), text[span.start : span.end])
        unresolved.extend(replacement.unresolved)
        used |= replacement.used
        if scalar is not None and scalar.is_plain and replacement.used:
            new = _kept_one_scalar(new)
        if new != text[span.start : span.end]:
            edits.append((span, new))
    return _assembled(text, edits, tuple(unresolved), frozenset(used))


class _Replacement:
    """Replaces the placeholders of one part of the text, and remembers which it could not."""

    def __init__(self, lines: LineIndex, variables: Mapping[str, str] | None) -> None:
        self._lines = lines
        self._variables = variables
        self.unresolved: list[Unresolved] = []
        self.used: set[str] = set()
        self._base = 0
        self._style = ""

    def of(self, base: int, scalar: Scalar | None) -> _Replacement:
        self._base = base
        self._style = scalar.style if scalar is not None else ""
        return self

    def __call__(self, match: re.Match[str]) -> str:
        if not match.group().endswith("}"):
            return match.group()
        known = _KNOWN.match(match.group())
        if self._variables is None:
            name = known.group(1) if known is not None else match.group()[2:-1]
            return self._left(match, name, "no variables were given")
        if known is None:
            reason = "only ${NAME} and ${NAME:-text} are replaced"
            return self._left(match, match.group()[2:-1], reason)
        name, colon, fallback = known.groups()
        value = self._variables.get(name)
        if fallback is not None and (value is None or (colon and not value)):
            value = fallback
        if value is None:
            return self._left(match, name, "it is not set")
        self.used.add(name)
        return _escaped(value, self._style)

    def _left(self, match: re.Match[str], name: str, reason: str) -> str:
        span = Span(self._base + match.start(), self._base + match.end())
        position = self._lines.position(span.start)
        self.unresolved.append(
            Unresolved(name, span, position.line + 1, position.column + 1, reason)
        )
        return match.group()


def _escaped(value: str, style: str) -> str:
    if style == "'":
        return value.replace("'", "''")
    if style == '"':
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return value


def _kept_one_scalar(text: str) -> str:
    """A plain scalar after its replacements, quoted where it would not be one scalar any more."""
    if not text or "${" in text:
        return text
    if implicit_tag(text) == _STR:
        return plain_or_quoted(text, flow=True)
    # a number, a boolean, a date is what the variable says; 2024-13-45, = and << are only text
    readable, _ = try_value(Scalar(0, 0, text, ""))
    return text if readable and text != MERGE_KEY else quoted(text)


def _comment_start(lines: LineIndex, line: int) -> int:
    """Where the comment of a 0-based line begins; the end of the line where there is none."""
    found = _COMMENT.search(lines.line_text(line))
    return lines.line_start(line) + found.end() - 1 if found is not None else lines.line_end(line)


def _assembled(
    text: str,
    edits: list[tuple[Span, str]],
    unresolved: tuple[Unresolved, ...],
    used: frozenset[str],
) -> Expansion:
    parts: list[str] = []
    replaced: list[tuple[Span, Span]] = []
    done = length = 0
    for span, new in edits:
        parts += [text[done : span.start], new]
        length += span.start - done
        replaced.append((span, Span(length, length + len(new))))
        length += len(new)
        done = span.end
    parts.append(text[done:])
    return Expansion(text, "".join(parts), unresolved, used, tuple(replaced))
