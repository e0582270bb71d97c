"""What a completion is asked for, and the texts that all items are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.catalog.model import Flavor
from stackls_core.documents.stack_file.place import Place
from stackls_core.text import LineIndex
from stackls_core.yamltree.cursor.cursor import Cursor
from stackls_server.features.completion.items import Completion, ItemKind
from stackls_server.features.completion.snippets import escape_snippet
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True)
class Request:
    """One question: which snapshot, where, and what the place means."""

    snapshot: Snapshot
    offset: int
    cursor: Cursor
    place: Place

    @property
    def flavor(self) -> Flavor | None:
        """The flavor of the component around the cursor, if it has a known one."""
        if not self.place.flavor:
            return None
        return self.snapshot.registry.flavor(self.place.component_type, self.place.flavor)

    @property
    def begins_reference(self) -> bool:
        """Whether ``{{`` was typed, so that nothing but a reference to a secret can be meant."""
        return "{{" in self.cursor.typed

    @property
    def line_break(self) -> str:
        """The line break of the file."""
        return "\r\n" if "\r\n" in self.snapshot.text[:2000] else "\n"

    @property
    def has_children_below(self) -> bool:
        """Whether the next line is indented further: what the key at the cursor already holds."""
        lines = self.snapshot.lines
        number = lines.line_of(self.offset) + 1
        written = _WRITTEN.search(lines.text, lines.line_start(number))
        text = lines.line_text(lines.line_of(written.start())) if written is not None else ""
        indent = len(text) - len(text.lstrip(" "))
        is_list = text.lstrip(" ").startswith("- ") and indent >= self.cursor.column
        return bool(text.strip()) and (indent > self.cursor.column or is_list)


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
    pad = request.line_break + " " * (column + indent_unit(request))
    return f"{written}:{pad}", f"{escape_snippet(written)}:{pad}$0"


def begins_item(request: Request) -> bool:
    """Whether a new component at the cursor is written as an item of a list.

    So it is where the file's first component is one, or where there is none.
    """
    cursor = request.cursor
    if cursor.item_column is None or cursor.flow or cursor.quote or cursor.has_colon:
        return False
    is_item = _first_component_is_item(request.snapshot.lines)
    return True if is_item is None else is_item


def _first_component_is_item(lines: LineIndex) -> bool | None:
    """Whether the first component of a file is an item of a list; ``None`` where there is none."""
    type_column: int | None = None  # of the component type that only blank lines follow so far
    for number in range(lines.line_count):
        line = lines.line_text(number)
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        column = len(line) - len(line.lstrip(" "))
        is_item = written.startswith("- ")
        if type_column is not None and (is_item or (column > type_column and ":" in written)):
            return is_item
        key = _TYPE_KEY.match(line)
        is_type = key is not None and key[1] in COMPONENT_TYPES
        type_column = column if is_type else None
    return None


_TYPE_KEY = re.compile(r" +(\w+):[ \t]*(?:#.*)?$")


def indent_unit(request: Request) -> int:
    """How far the file indents: as far as the first component type stands from the left."""
    cursor = request.cursor
    if cursor.path == ("components",) and cursor.column:
        return cursor.column
    return indent_unit_of(request.snapshot.text)


def indent_unit_of(text: str) -> int:
    """How far the component types stand from the left; 2 where there are none."""
    first_type = _FIRST_TYPE.search(text)
    width = len(first_type[1]) if first_type is not None else 0
    return width if width in _UNITS else 2


_FIRST_TYPE = re.compile(
    r"^components:[ \t]*(?:#.*|\r)?\n(?:[ \t]*(?:#.*|\r)?\n)*( +)[^\s#-]", re.MULTILINE
)
_WRITTEN = re.compile(r"\S")
_UNITS = range(1, 9)
