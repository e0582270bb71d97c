"""The settings of stackls in a TOML file, and where in it they stand."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from stackls_core.text import LineIndex, Span

OWN_FILE = "stackls.toml"
PROJECT_FILE = "pyproject.toml"
_TABLE = ("tool", "stackls")
_MOST_DOTS = 200
"""On one line: the reader takes its time with a key of many parts, which is on one line."""
_MOST_LEVELS = 20
"""Of the settings; those that there are have three."""

_PLACE = re.compile(r" \(at (?:line (\d{1,9}), column (\d{1,9})|end of document)\)\Z")
_PART = re.compile(r"""[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([\w-]+))[ \t]*(\.|=|\]|)""")
_MULTI_LINE = re.compile(r"\"\"\"|'''")


class NotToml(ValueError):
    """A file cannot be read: why, and where."""

    def __init__(self, message: str, offset: int) -> None:
        """``offset`` is in characters, from the start of the text."""
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True)
class Table:
    """The settings as plain data. ``prefix`` are the keys that lead to them in the text."""

    values: Mapping[str, Any]
    text: str
    prefix: tuple[str, ...] = ()

    def span_of(self, path: Sequence[str]) -> Span:
        """Where the key or the text at ``path`` stands; what it stands in where that is unclear."""
        return self._places.span((*self.prefix, *path))

    @cached_property
    def _places(self) -> _Places:
        return _Places(self.text)


def own_table(name: str, text: str) -> Table | None:
    """The settings in a file of this name; ``None`` where it has none. Raises `NotToml`."""
    if name != OWN_FILE and _TABLE[-1] not in text:
        return None
    values = _parsed(text)
    if name == OWN_FILE:
        return _checked(Table(values, text))
    for key in _TABLE:
        values = values.get(key)
        if not isinstance(values, dict):
            return None
        values = cast("dict[str, Any]", values)
    return _checked(Table(values, text, _TABLE))


def _checked(table: Table) -> Table:
    level: list[Any] = [table.values]
    for _ in range(_MOST_LEVELS):
        level = [
            item
            for value in level
            for item in cast("Iterable[Any]", value.values() if isinstance(value, dict) else value)
            if isinstance(item, (dict, list))
        ]
    if level:
        raise NotToml("It is nested too deeply", 0)
    return table


def _parsed(text: str) -> dict[str, Any]:
    # every check of a file looks for settings, and few find any
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    at = 0
    for line in text.split("\n"):
        if line.count(".") > _MOST_DOTS:
            raise NotToml(f"A line has more than {_MOST_DOTS} dots", at)
        at += len(line) + 1
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        offset = len(text)
        if place is not None and place[1] is not None:
            # the reader makes one line break of two characters
            lines = LineIndex(text)
            line = min(int(place[1]), lines.line_count) - 1
            offset = min(lines.line_start(line) + int(place[2]) - 1, len(text))
        raise NotToml(_PLACE.sub("", message), offset) from error
    except RecursionError as error:
        raise NotToml("It is nested too deeply", 0) from error
    except ValueError as error:  # such as a number of a million digits
        raise NotToml("It has a value that cannot be read", 0) from error


class _Places:
    """Where keys stand, by the lines that begin with one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = LineIndex(text)

    def span(self, path: tuple[str, ...]) -> Span:
        best: tuple[int, Span, int] = (0, Span(0, 0), 0)
        keys = self._keys
        beginning = next((span for key, span in keys if key[: len(path)] == path), None)
        if beginning is not None:
            return beginning
        for index, (key, span) in enumerate(keys):
            if key == path[: len(key)] and len(key) > best[0]:
                best = (len(key), span, index)
        depth, span, index = best
        if not depth:
            return span
        # in a list or a table on one line: the text itself, before the next key
        end = keys[index + 1][1].start if index + 1 < len(keys) else len(self._text)
        at = self._text.find(path[-1], span.end, end)
        return Span(at, at + len(path[-1])) if at >= 0 and path[-1] else span

    @cached_property
    def _keys(self) -> list[tuple[tuple[str, ...], Span]]:
        found: list[tuple[tuple[str, ...], Span]] = []
        table: tuple[str, ...] = ()
        in_text = ""
        for line in range(self._lines.line_count):
            content, start = self._lines.line_text(line), self._lines.line_start(line)
            is_inside, in_text = bool(in_text), _open_text(content, in_text)
            if is_inside:
                continue
            bare = content.lstrip(" \t")
            indent = len(content) - len(bare)
            if bare.startswith("["):
                brackets = len(bare) - len(bare.lstrip("["))
                parts, end = _dotted(content, indent + brackets, "]")
                table = parts or table
                key = parts
            else:
                parts, end = _dotted(content, indent, "=")
                key = (*table, *parts) if parts else ()
            if key:
                found.append((key, Span(start + indent, start + end)))
        return found


def _dotted(content: str, at: int, closing: str) -> tuple[tuple[str, ...], int]:
    """The parts of a key and where it ends; none where the line begins with something else."""
    parts: list[str] = []
    while (match := _PART.match(content, at)) is not None:
        parts.append(next((part for part in match.groups()[:3] if part is not None), ""))
        if match[4] == closing:
            return tuple(parts), match.start(4) if closing == "]" else _end(match)
        if match[4] != ".":
            break
        at = match.end()
    return (), at


def _end(match: re.Match[str]) -> int:
    return match.start() + len(match[0][: match.start(4) - match.start()].rstrip())


def _open_text(content: str, open_with: str) -> str:
    """The quotes of a text that goes on after this line."""
    for match in _MULTI_LINE.finditer(content):
        if not open_with:
            open_with = match[0]
        elif match[0] == open_with:
            open_with = ""
    return open_with
