r"""Patterns as in ``.gitignore``: which files of a folder they mean.

Mirrors ``gitignore(5)``: the last pattern that matches decides, ``!`` takes back, a slash at the
end means folders, one anywhere else ties the pattern to its folder, ``**`` stands for any number of
folders. Patterns come with a stranger's folder, so no regular expression is made of them: matching
one takes at most (characters of the pattern) x (characters of the path) steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")
_One = TypeVar("_One")

_MOST_PATTERNS = 10_000
_MOST_LENGTH = 4_096
_MOST_CHARACTERS = 100_000
"""Of all patterns of a folder together; further ones say nothing."""

_Piece = Callable[[str], bool] | None
"""What one character has to be; ``None`` for any number of any characters."""


@dataclass(frozen=True)
class _Pattern:
    segments: tuple[tuple[_Piece, ...] | None, ...]
    """The pieces of each part between slashes; ``None`` for ``**``."""
    takes_back: bool
    folders_only: bool


class IgnorePatterns:
    """The patterns of one folder, in their order."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Empty lines, and those that begin with ``#``, say nothing."""
        self._patterns: list[_Pattern] = []
        left = _MOST_CHARACTERS
        for line, _ in zip(lines, range(_MOST_PATTERNS), strict=False):
            pattern = _read(line)
            if pattern is not None and (left := left - len(line)) >= 0:
                self._patterns.append(pattern)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._patterns)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """What is said of ``path`` itself, given from the folder of the patterns with ``/``.

        True for one that they mean, false for one that is taken back, ``None`` where none matches.
        """
        parts = path.split("/")
        for pattern in reversed(self._patterns):
            if pattern.folders_only and not is_folder:
                continue
            if _matches(pattern.segments, parts, _is_segment):
                return not pattern.takes_back
        return None

    def mean(self, path: str) -> bool:
        """Whether they mean the file at ``path``, or a folder that it is in."""
        parts = path.split("/")
        for count in range(1, len(parts)):
            if self.verdict("/".join(parts[:count]), is_folder=True):
                return True
        return bool(self.verdict(path, is_folder=False))


def _read(line: str) -> _Pattern | None:
    text = _without_trailing_spaces(line.rstrip("\r\n"))
    if not text or text.startswith("#") or len(text) > _MOST_LENGTH:
        return None
    takes_back = text.startswith("!")
    text = text[1:] if takes_back else text
    folders_only = text.endswith("/")
    text = text[:-1] if folders_only else text
    is_anchored = "/" in text
    parts = text.removeprefix("/").split("/") if text else []
    if not any(parts):
        return None
    segments = [None if part == "**" else _pieces(part) for part in parts]
    if not is_anchored:
        segments.insert(0, None)
    if segments[-1] is None:
        # what is in a folder, and not the folder itself
        segments.append((_any_character, None))
    return _Pattern(tuple(segments), takes_back, folders_only)


def _without_trailing_spaces(text: str) -> str:
    bare = text.rstrip(" ")
    is_escaped = bare.endswith("\\") and len(bare) < len(text)
    return bare + " " if is_escaped else bare


def _any_character(character: str) -> bool:
    del character
    return True


def _pieces(text: str) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character == "*":
            if not found or found[-1] is not None:
                found.append(None)
        elif character == "?":
            found.append(_any_character)
        elif character == "[" and (end := _end_of_class(text, at)) is not None:
            found.append(_class(text[at + 1 : end]))
            at = end
        elif character == "\\" and at + 1 < len(text):
            at += 1
            found.append(text[at].__eq__)
        else:
            found.append(character.__eq__)
        at += 1
    return tuple(found)


def _end_of_class(text: str, start: int) -> int | None:
    at = start + 1
    at += text[at : at + 1] in ("!", "^")
    at += text[at : at + 1] == "]"
    end = text.find("]", at)
    return end if end >= 0 else None


def _class(inner: str) -> Callable[[str], bool]:
    is_negated = inner[:1] in ("!", "^")
    inner = inner[1:] if is_negated else inner
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(inner):
        if inner[at] == "\\" and at + 1 < len(inner):
            at += 1
        first = last = inner[at]
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            at += 2
            last = inner[at]
        ranges.append((first, last))
        at += 1
    return lambda one: any(first <= one <= last for first, last in ranges) != is_negated


def _is_segment(pieces: tuple[_Piece, ...], name: str) -> bool:
    return _matches(pieces, name, lambda piece, character: piece(character))


def _matches(
    pattern: Sequence[_Item | None], items: Sequence[_One], is_one: Callable[[_Item, _One], bool]
) -> bool:
    """Whether the pattern means all items, where ``None`` in it stands for any number of them.

    Going back to the last such place is enough: what the earlier ones took can stay as it is.
    """
    if sum(piece is not None for piece in pattern) > len(items):
        return False
    at = here = 0
    back: tuple[int, int] | None = None
    while here < len(items):
        piece = pattern[at] if at < len(pattern) else None
        if at < len(pattern) and piece is None:
            back = (at, here)
            at += 1
        elif piece is not None and is_one(piece, items[here]):
            at, here = at + 1, here + 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            at, here = back[0] + 1, back[1]
        else:
            return False
    return all(piece is None for piece in pattern[at:])
