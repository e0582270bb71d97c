"""Writes a document as YAML in many hands: block and flow, quotes, comments, anchors, line ends.

The document is plain dicts, lists and scalars, plus a few marks for what plain data cannot say:
`Raw` text that goes out as it is, `Anchored` and `Alias` nodes. A mapping may hold one key twice,
because no two `Raw` keys are equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import random


@dataclass(frozen=True, eq=False)
class Raw:
    """Text to write without quoting it; as a key, different from every other key."""

    text: str


@dataclass(frozen=True, eq=False)
class Anchored:
    """A value with an anchor: ``&name value``."""

    name: str
    value: Any


@dataclass(frozen=True, eq=False)
class Alias:
    """A reference to an anchored value: ``*name``."""

    name: str


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    indent: int = 2
    indented_lists: bool = True
    quotes: str = "minimal"  # minimal, single, double or mixed
    flow: float = 0.0  # the share of inner collections that stand in one line
    comments: float = 0.0
    comment_words: str = "owned by the platform team"
    blank_lines: bool = False
    marker: bool = False
    crlf: bool = False
    bom: bool = False


def render(document: Any, style: Style, rng: random.Random) -> str:
    """The text of a document."""
    lines = _Writer(style, rng).block(document, 0)
    text = "\n".join(["---", *lines] if style.marker else lines) + "\n"
    text = text.replace("\n", "\r\n") if style.crlf else text
    return "\ufeff" + text if style.bom else text


class _Writer:
    def __init__(self, style: Style, rng: random.Random) -> None:
        self._style = style
        self._rng = rng

    def block(self, value: Any, depth: int) -> list[str]:
        """The lines of a collection, or the one line of a scalar, indented by ``depth``."""
        if isinstance(value, Mapping) and value:
            return [line for key, item in value.items() for line in self._entry(key, item, depth)]
        if _is_list(value) and value:
            return [line for item in value for line in self._item(item, depth)]
        return [" " * depth + self.flow(value)]

    def _entry(self, key: Any, value: Any, depth: int) -> list[str]:
        prefix = f"{' ' * depth}{self.flow(key)}:"
        anchor, value = _split_anchor(value)
        prefix += anchor
        lines = self._comment(depth)
        if not _is_nested(value) or (depth > 0 and self._rng.random() < self._style.flow):
            return [*lines, f"{prefix} {self.flow(value)}{self._trailing_comment()}"]
        inner = 0 if _is_list(value) and not self._style.indented_lists else self._style.indent
        nested = self.block(value, depth + inner)
        space = [""] if self._style.blank_lines and depth == self._style.indent else []
        return [*lines, prefix + self._trailing_comment(), *nested, *space]

    def _item(self, value: Any, depth: int) -> list[str]:
        anchor, value = _split_anchor(value)
        if anchor or not _is_nested(value) or self._rng.random() < self._style.flow:
            return [f"{' ' * depth}-{anchor} {self.flow(value)}"]
        first, *rest = self.block(value, depth + 2)
        return [f"{' ' * depth}- {first.lstrip()}", *rest]

    def flow(self, value: Any) -> str:
        """The value in one line."""
        if isinstance(value, Raw):
            return value.text
        if isinstance(value, Alias):
            # an alias before a colon or a comma takes it for a part of its name
            return f"*{value.name} "
        if isinstance(value, Anchored):
            return f"&{value.name} {self.flow(value.value)}"
        if isinstance(value, Mapping):
            entries = (f"{self.flow(key)}: {self.flow(item)}" for key, item in value.items())
            return "{" + ", ".join(entries) + "}"
        if _is_list(value):
            return "[" + ", ".join(self.flow(item) for item in value) + "]"
        if isinstance(value, str):
            return self._string(value)
        return _number_or_word(value)

    def _string(self, text: str) -> str:
        quotes = self._style.quotes
        if quotes == "mixed":
            quotes = self._rng.choice(("minimal", "single", "double"))
        if quotes == "minimal" and _is_plain(text):
            return text
        if quotes != "double" and _is_single_quotable(text):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=False)

    def _comment(self, depth: int) -> list[str]:
        if self._rng.random() >= self._style.comments:
            return []
        return [f"{' ' * depth}# {self._style.comment_words}"]

    def _trailing_comment(self) -> str:
        chosen = self._rng.random() < self._style.comments / 2
        return f"  # {self._style.comment_words}" if chosen else ""


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_nested(value: Any) -> bool:
    return (isinstance(value, Mapping) or _is_list(value)) and bool(value)


def _split_anchor(value: Any) -> tuple[str, Any]:
    return (f" &{value.name}", value.value) if isinstance(value, Anchored) else ("", value)


def _number_or_word(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


@lru_cache(maxsize=10_000)
def _is_plain(text: str) -> bool:
    """Whether text without quotes is read as the same text, in block and in flow style."""
    if (
        not text
        or text != text.strip()
        or re.search(r"[\n\t]|[{}\[\],&*#?|<>=!%@\\`'\"]|: |:$", text)
    ):
        return False
    try:
        return yaml.safe_load(f"[{text}]") == [text] and yaml.safe_load(f"a: {text}") == {"a": text}
    except (yaml.YAMLError, ValueError):
        return False


def _is_single_quotable(text: str) -> bool:
    return text.isprintable()


def random_style(rng: random.Random) -> Style:
    """Some hand or other."""
    return Style(
        indent=rng.choice((2, 2, 2, 4)),
        indented_lists=rng.random() < 0.6,
        quotes=rng.choice(("minimal", "minimal", "minimal", "single", "double", "mixed")),
        flow=rng.choice((0.0, 0.0, 0.0, 0.3, 0.8)),
        comments=rng.choice((0.0, 0.0, 0.1, 0.4)),
        blank_lines=rng.random() < 0.3,
        marker=rng.random() < 0.15,
    )
