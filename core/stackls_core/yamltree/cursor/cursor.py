"""Where the cursor is: in which mapping or list, and what is being written there.

One classification serves completion, hover and everything else that follows the cursor. It works
on the text as it stands, finished or not, and reads little more of it than the block around the
cursor. It knows indentation only: what the keys mean is for a kind of document to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial

from stackls_core.limits import MAX_CHARACTERS
from stackls_core.text import EMPTY, LineIndex, Span, TextEdit
from stackls_core.yamltree.cursor.containers import Container, Containers, Sibling
from stackls_core.yamltree.cursor.flow import FlowCursor, Named, flow_cursor
from stackls_core.yamltree.cursor.outline import Line, find_line, unquote
from stackls_core.yamltree.cursor.paths import ITEM, Step
from stackls_core.yamltree.cursor.window import window_around


class Role(Enum):
    """What would be written at the cursor."""

    KEY = "key"
    VALUE = "value"
    NOTHING = "nothing"


def _no_scope(depth: int) -> Mapping[str, Sibling]:
    del depth
    return {}


@dataclass(frozen=True)
class Cursor:
    """The classified cursor.

    ``path`` leads from the document to the collection the cursor is in, or with role ``VALUE`` to
    the key whose value it is in. ``siblings`` are the other keys of the innermost mapping. ``span``
    is the token at the cursor, which a completion replaces, and ``typed`` the part of it before the
    cursor. ``column`` is where a key of this mapping belongs; ``realign`` fixes the indentation of
    a line that has none of its own.
    """

    role: Role
    path: tuple[Step, ...] = ()
    span: Span = EMPTY
    typed: str = ""
    siblings: Mapping[str, Sibling] = field(default_factory=dict[str, Sibling])
    scope: Callable[[int], Mapping[str, Sibling]] = field(default=_no_scope, repr=False)
    """The keys of the mapping that so many steps of ``path`` lead to; looked up when called."""
    column: int = 0
    flow: bool = False
    quote: str = ""
    has_colon: bool = False
    on_item: bool = False
    """Whether a dash stands right before the cursor, so that the item may also be a plain value."""
    item_column: int | None = None
    """Where a new item would put its dash, if the cursor may be in a list."""
    realign: TextEdit | None = None


NOWHERE = Cursor(Role.NOTHING)
_MAX_COLUMN = 20_000
"""Nobody writes further to the right, and indenting a completion as far would cost seconds."""


def cursor_at(lines: LineIndex, offset: int, blocks: Collection[str] = ()) -> Cursor:
    """Classify the cursor at ``offset``; one outside of the text is moved inside. Total.

    ``blocks`` are keys at the top that hold a mapping: an empty line right below one of them that
    has none yet is in it, wherever the cursor is on that line.
    """
    offset = min(max(offset, 0), len(lines.text))
    number = lines.line_of(offset)
    if len(lines.text) > MAX_CHARACTERS or offset - lines.line_start(number) > _MAX_COLUMN:
        return NOWHERE
    window = window_around(lines, number)
    index = find_line(window, number)
    if index < 0:
        return NOWHERE
    return _Classifier(lines, window, index, offset, blocks).classify()


def outer_cursor_at(lines: LineIndex, offset: int, blocks: Collection[str]) -> Cursor | None:
    """The cursor as that of a key at the very left, where `cursor_at` takes it for one of a block.

    Between two lines of a block, nobody knows whether a line that is not indented is to belong to
    it, or to begin the next one: whoever rewrites the key of that one leaves such a text behind.
    """
    offset = min(max(offset, 0), len(lines.text))
    number = lines.line_of(offset)
    if lines.line_text(number)[:1] in (" ", "\t", "#", "-") or not blocks:
        return None
    beside = (_written_beside(lines, number, step) for step in (-1, 1))
    if not all(text.startswith(" ") for text in beside):
        return None
    found = cursor_at(lines, offset)
    is_key = found.role is Role.KEY and not found.path and not found.has_colon
    return found if is_key and not found.column else None


def _written_beside(lines: LineIndex, number: int, step: int) -> str:
    """The next line before or after ``number`` that is not blank, of the few there; else empty."""
    for other in range(number + step, number + step * _MOST_BLANK, step):
        if not 0 <= other < lines.line_count:
            break
        text = lines.line_text(other)
        if text.strip():
            return text
    return ""


_MOST_BLANK = 20


class _Classifier:
    def __init__(
        self,
        lines: LineIndex,
        window: list[Line],
        index: int,
        offset: int,
        blocks: Collection[str],
    ) -> None:
        self._lines = lines
        self._window = window
        self._index = index
        self._line = window[index]
        self._offset = offset
        self._containers = Containers(lines, window, index, blocks)

    def classify(self) -> Cursor:
        line, offset = self._line, self._offset
        if line.continues is not None:
            return self._in_continuation()
        if self._in_comment():
            return NOWHERE
        if line.is_blank:
            return self._on_blank_line()
        key = line.key
        if key is not None and offset > key.span.end:
            return self._in_value(line)
        if key is not None and offset >= key.span.start:
            span = key.span
            quote = self._lines.text[span.start] if self._lines.text[span.start] in "'\"" else ""
            typed = self._lines.text[span.start : offset]
            return self._as_key(key.column, span, typed, has_colon=True, quote=quote)
        if line.levels and offset < line.levels[0].span.start:
            return NOWHERE
        return self._in_bare_word(line)

    def _in_comment(self) -> bool:
        text = self._line.text
        column = self._offset - self._line.start
        value_end = self._line.value.end - self._line.start
        comment = text.find("#", value_end)
        return 0 <= comment < column and (comment == 0 or text[comment - 1] in " \t")

    # --- values ---------------------------------------------------------------------------------

    def _in_value(self, line: Line) -> Cursor:
        key = line.key
        if key is None or key.name is None:
            return NOWHERE
        value = line.value_text
        if value[:1] in ("[", "{") and self._offset > line.value.start:
            return self._in_flow(line)
        if value[:1] in ("|", ">"):
            return NOWHERE
        span = self._value_around(line)
        if span is None:
            return NOWHERE
        container = self._containers.at(self._index, key.column)
        quote = value[:1] if value[:1] in ("'", '"') else ""
        return Cursor(
            Role.VALUE,
            (*container.path, key.name),
            span,
            self._lines.text[span.start : self._offset],
            self._siblings(container),
            self._scope_in(container),
            key.column,
            quote=quote,
        )

    def _value_around(self, line: Line) -> Span | None:
        """The value that the cursor is in or right before; ``None`` behind it, or before its tag.

        One that is still to be written is empty and stands at the cursor.
        """
        offset, value = self._offset, line.value
        if value.start >= value.end:
            return Span(offset, offset)
        if offset > value.end or self._lines.text[offset : value.start].strip():
            return None
        return Span(min(offset, value.start), value.end)

    def _in_continuation(self) -> Cursor:
        continuation = self._line.continues
        if continuation is None or continuation.kind != "flow":
            return NOWHERE
        opener = find_line(self._window, continuation.line)
        return self._in_flow(self._window[opener]) if opener >= 0 else NOWHERE

    def _in_flow(self, opener: Line) -> Cursor:
        index = find_line(self._window, opener.number)
        found: FlowCursor | None = flow_cursor(
            self._lines.text, opener.value.start, self._offset, self._end_of_value(index)
        )
        if found is None:
            return NOWHERE
        # a list may stand as far left as the key that holds it, so ask from inside of it
        column = opener.levels[-1].column + 1 if opener.levels else opener.indent
        container = self._containers.at(index, column)
        base = container.path
        steps = tuple(ITEM if step is None else step for step in found.path)

        def scope(depth: int) -> Mapping[str, Sibling]:
            if depth < len(base):
                return self._containers.scope(container, depth)
            frame = depth - len(base)
            return self._named_in_flow(found.frames[frame]) if frame < len(found.frames) else {}

        role = Role.VALUE if found.in_value else Role.KEY
        return Cursor(
            role,
            (*base, *steps),
            found.span,
            self._lines.text[found.span.start : self._offset],
            self._named_in_flow(found.siblings),
            scope,
            0,
            flow=True,
            quote=found.quote,
            has_colon=found.has_colon,
            on_item=found.in_sequence,
        )

    def _named_in_flow(self, pairs: tuple[Named, ...]) -> Mapping[str, Sibling]:
        text = self._lines.text
        return {
            name: Sibling(name, key, value, unquote(text[value.start : value.end]))
            for name, key, value in pairs
        }

    def _end_of_value(self, index: int) -> int:
        """Where the last line ends that may belong to the value that begins on line ``index``."""
        last = self._window[index]
        opened = last.value.start
        for line in self._window[index + 1 :]:
            if line.continues is None or line.continues.opened != opened:
                break
            last = line
        return last.start + len(last.text)

    # --- keys -----------------------------------------------------------------------------------

    def _in_bare_word(self, line: Line) -> Cursor:
        """A line without a colon: a key being typed, or the plain value of a list item."""
        word = line.value
        text = self._lines.text
        if text[word.start : word.start + 1] in ("[", "{") and self._offset > word.start:
            return self._in_flow(line)
        if self._offset < word.start:
            word = Span(self._offset, self._offset)
        if self._offset > word.end:
            if word.start != word.end:
                return NOWHERE
            word = Span(self._offset, self._offset)
        first = text[word.start : word.start + 1]
        quote = first if first in ("'", '"') and word.start < word.end else ""
        column = word.start - line.start
        typed = text[word.start : self._offset]
        if line.levels and line.levels[-1].is_item and word.start == word.end:
            column = max(column, line.levels[-1].column + 2)
        if not line.levels and word.start < word.end:
            return self._aligned_word(line, word, typed, quote)
        return self._as_key(column, word, typed, quote=quote, on_item=bool(line.levels))

    def _aligned_word(self, line: Line, word: Span, typed: str, quote: str) -> Cursor:
        """A bare word on a line of its own: the mapping it belongs to decides its column."""
        container = self._containers.for_new_line(word.start - line.start)
        edit = self._realign(line, word.start - line.start, container.column)
        return self._key_in(container, word, typed, quote=quote, realign=edit)

    def _on_blank_line(self) -> Cursor:
        column = self._offset - self._line.start
        container = self._containers.for_new_line(column)
        span = Span(self._offset, self._offset)
        edit = self._realign(self._line, column, container.column)
        return self._key_in(container, span, "", realign=edit)

    def _realign(self, line: Line, column: int, wanted: int) -> TextEdit | None:
        if column == wanted:
            return None
        start = line.start
        if column > wanted:
            return TextEdit(Span(start + wanted, start + column), "")
        return TextEdit(Span(start, start), " " * (wanted - column))

    def _as_key(
        self,
        column: int,
        span: Span,
        typed: str,
        *,
        has_colon: bool = False,
        quote: str = "",
        on_item: bool = False,
    ) -> Cursor:
        container = self._containers.at(self._index, column)
        return self._key_in(
            container, span, typed, has_colon=has_colon, quote=quote, on_item=on_item
        )

    def _key_in(
        self,
        container: Container,
        span: Span,
        typed: str,
        *,
        has_colon: bool = False,
        quote: str = "",
        on_item: bool = False,
        realign: TextEdit | None = None,
    ) -> Cursor:
        found = self._siblings(container)
        siblings = {name: sibling for name, sibling in found.items() if sibling.key != span}
        return Cursor(
            Role.KEY,
            container.path,
            span,
            typed,
            siblings,
            self._scope_in(container),
            container.column,
            quote=quote,
            has_colon=has_colon,
            on_item=on_item,
            item_column=None if on_item or found else _item_column(container),
            realign=realign,
        )

    def _siblings(self, container: Container) -> Mapping[str, Sibling]:
        return self._containers.scope(container, len(container.steps))

    def _scope_in(self, container: Container) -> Callable[[int], Mapping[str, Sibling]]:
        return partial(self._containers.scope, container)


def _item_column(container: Container) -> int | None:
    """Where the dash of a new list item would stand in an empty collection, if it can."""
    path = container.path
    return container.column if path and path[-1] is not ITEM else None
