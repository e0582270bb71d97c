"""Completion: what is asked, what an item is, and the texts that all items are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import ClassFacts
from stackls_core.documents.place import Place
from stackls_core.documents.snippets import escape_snippet
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import LineIndex, Span, TextEdit
from stackls_core.yamltree.cursor.cursor import Cursor
from stackls_core.yamltree.cursor.outline import split_line


class ItemKind(Enum):
    """What an item is, for its icon."""

    TYPE = "type"
    FLAVOR = "flavor"
    KEY = "key"
    PARAMETER = "parameter"
    VALUE = "value"
    SETTINGS = "settings"
    STEP = "step"
    SKELETON = "skeleton"


@dataclass(frozen=True)
class DocumentationKey:
    """Names the documentation of an item, which is made when a client shows it.

    ``document`` is the name of the document kind. The parameter that ``path`` leads to is one of
    the owner with the key ``names``, where ``topic`` is `PARAMETER`; other topics are the kind's.
    """

    document: str
    topic: str
    names: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


PARAMETER = "parameter"

MAX_ITEMS = 300
"""Who has more things of a kind than this types a part of the name first."""


@dataclass(frozen=True)
class Completion:
    """One item.

    ``text`` replaces ``span``; ``snippet`` is the same with tab stops. Lines after the first of
    both are indented in full. ``extra`` is an edit besides, before ``span``.
    """

    label: str
    kind: ItemKind
    span: Span
    text: str
    snippet: str
    rank: str = ""
    detail: str = ""
    documentation: DocumentationKey | None = None
    deprecated: bool = False
    extra: TextEdit | None = None
    filter_text: str = ""
    suggest_next: bool = False

    @property
    def filtered_by(self) -> str:
        """What is typed has to match this."""
        return self.filter_text or self.label


@dataclass(frozen=True)
class Request:
    """One question: in which document, where, and what the place means.

    ``document`` is the name of its kind, ``path`` is where it is, if anywhere; ``known`` is the
    registry as it was seen last.
    """

    document: str
    lines: LineIndex
    path: str | None
    catalog: Catalog
    known: KnownRegistry | None
    offset: int
    cursor: Cursor
    place: Place
    around: Surroundings = NOTHING_KNOWN

    @property
    def text(self) -> str:
        return self.lines.text

    @property
    def facts(self) -> ClassFacts | None:
        """What is known of the class that what is around the cursor configures."""
        return self.place.owner.facts if self.place.owner is not None else None

    @property
    def begins_reference(self) -> bool:
        """Whether ``{{`` was typed, so that nothing but a reference to a secret can be meant."""
        return "{{" in self.cursor.typed

    @property
    def line_break(self) -> str:
        return "\r\n" if "\r\n" in self.text[:2000] else "\n"

    @cached_property
    def has_children_below(self) -> bool:
        """Whether the next line is indented further: what the key at the cursor already holds."""
        lines = self.lines
        number = lines.line_of(self.offset) + 1
        written = _WRITTEN.search(lines.text, lines.line_start(number))
        text = lines.line_text(lines.line_of(written.start())) if written is not None else ""
        indent = len(text) - len(text.lstrip(" "))
        is_list = text.lstrip(" ").startswith("- ") and indent >= self.cursor.column
        return bool(text.strip()) and (indent > self.cursor.column or is_list)

    @cached_property
    def indent_unit(self) -> int:
        """How far the file indents: as far as what is below the first key stands from the left."""
        cursor = self.cursor
        if len(cursor.path) == 1 and cursor.column:
            return cursor.column
        return indent_unit_of(self.lines)


def value_item(request: Request, text: str, rank: str, detail: str) -> Completion:
    """A plain value as an item."""
    return Completion(
        text, ItemKind.VALUE, request.cursor.span, text, escape_snippet(text), rank, detail
    )


def key_text(
    request: Request, key: str, *, opens_block: bool, as_item: bool = False
) -> tuple[str, str]:
    """The text and the snippet that write ``key``: with its colon, and a new line for a block.

    With ``as_item`` it is the first key of a new list item.
    """
    cursor = request.cursor
    if cursor.has_colon:
        return key, escape_snippet(key)
    quote = cursor.quote
    written = f"{'- ' if as_item else ''}{quote}{key}{quote}"
    if cursor.flow:
        return f"{written}: ", f"{escape_snippet(written)}: $0"
    if not opens_block:
        return f"{written}: ", f"{escape_snippet(written)}: $0"
    if request.has_children_below:
        return f"{written}:", f"{escape_snippet(written)}:"
    column = cursor.column + (2 if as_item else 0)
    pad = request.line_break + " " * (column + request.indent_unit)
    return f"{written}:{pad}", f"{escape_snippet(written)}:{pad}$0"


def indent_unit_of(lines: LineIndex) -> int:
    """How far the keys below the first top-level key that has any stand from the left, or 2."""
    is_below_key = False
    for number in range(min(lines.line_count, LINES_READ)):
        line = split_line(lines.line_text(number), number, lines.line_start(number))
        if line.is_blank:
            continue
        if is_below_key and line.indent and not line.text.startswith("-", line.indent):
            return line.indent if line.indent in _UNITS else 2
        is_below_key = line.indent == 0 and line.key is not None and not line.value_text
    return 2


LINES_READ = 400
"""How many lines at the top of a file may tell how it is written."""

_WRITTEN = re.compile(r"\S")
_UNITS = range(1, 9)
