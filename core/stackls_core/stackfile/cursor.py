"""Where the cursor is: in which slot of which component, and what is being written there.

One classification serves completion, hover and everything else that follows the cursor. It works
on the text as it stands, finished or not, and reads no more of it than the component around the
cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from stackls_core.stackfile.flow import FlowCursor, Named, flow_cursor
from stackls_core.stackfile.outline import Line, find_line, split_line, unquote
from stackls_core.stackfile.parse import MAX_CHARACTERS
from stackls_core.stackfile.window import components_line, window_around
from stackls_core.text import EMPTY, LineIndex, Span, TextEdit


class Role(Enum):
    """What would be written at the cursor."""

    KEY = "key"
    VALUE = "value"
    NOTHING = "nothing"


class Item(Enum):
    """The step of a path that leads into a list; which item it is does not matter."""

    ITEM = "item"


ITEM = Item.ITEM
Step: TypeAlias = "str | Item"


@dataclass(frozen=True, slots=True)
class Sibling:
    """A key of a mapping, as found in the text."""

    name: str
    key: Span
    value: Span
    value_text: str


@dataclass(frozen=True)
class Cursor:
    """The classified cursor.

    ``path`` leads from the document to the collection the cursor is in, or with role ``VALUE`` to
    the key whose value it is in. ``siblings`` are the other keys of the innermost mapping;
    ``component_keys`` those of the component around it. ``span`` is the token at the cursor, which
    a completion replaces, and ``typed`` the part of it before the cursor. ``column`` is where a key
    of this mapping belongs; ``realign`` mends the indentation of a line that has none of its own.
    """

    role: Role
    path: tuple[Step, ...] = ()
    span: Span = EMPTY
    typed: str = ""
    siblings: Mapping[str, Sibling] = field(default_factory=dict[str, Sibling])
    component_keys: Mapping[str, Sibling] = field(default_factory=dict[str, Sibling])
    column: int = 0
    flow: bool = False
    quote: str = ""
    has_colon: bool = False
    on_item: bool = False
    """Whether a dash stands right before the cursor, so that the item may also be a plain value."""
    item_column: int | None = None
    """Where a new item would put its dash, if the cursor may be in a list."""
    realign: TextEdit | None = None
    block_value: bool = False
    """Whether the value goes on its own line below its key."""


NOWHERE = Cursor(Role.NOTHING)
_MAX_COLUMN = 20_000
"""Nobody writes further to the right, and indenting a completion as far would cost seconds."""
_COMPONENTS = "components"
_INDENT = 2


def cursor_at(lines: LineIndex, offset: int) -> Cursor:
    """Classify the cursor at ``offset``; one outside of the text is moved inside. Total."""
    offset = min(max(offset, 0), len(lines.text))
    number = lines.line_of(offset)
    if len(lines.text) > MAX_CHARACTERS or offset - lines.line_start(number) > _MAX_COLUMN:
        return NOWHERE
    window, types_column = window_around(lines, number)
    index = find_line(window, number)
    if index < 0:
        return NOWHERE
    return _Classifier(lines, window, index, offset, types_column).classify()


@dataclass(frozen=True)
class _Container:
    """A mapping or list as the lines show it: its path, its column and the lines it covers."""

    path: tuple[Step, ...]
    column: int
    first: int
    last: int


class _Classifier:
    def __init__(
        self,
        lines: LineIndex,
        window: list[Line],
        index: int,
        offset: int,
        types_column: int | None,
    ) -> None:
        self._lines = lines
        self._window = window
        self._index = index
        self._line = window[index]
        self._offset = offset
        self._prefix: tuple[Step, ...] = (_COMPONENTS,) if types_column is not None else ()
        self._types_column = types_column or 0

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
        container = self._container_of(self._index, key.column)
        span = line.value if self._offset >= line.value.start else Span(self._offset, self._offset)
        if self._offset > line.value.end:
            if value:
                return NOWHERE
            span = Span(self._offset, self._offset)
        quote = value[:1] if value[:1] in ("'", '"') else ""
        return Cursor(
            Role.VALUE,
            (*container.path, key.name),
            span,
            self._lines.text[span.start : self._offset],
            self._siblings(container),
            self._component_keys(container),
            key.column,
            quote=quote,
        )

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
        base: tuple[Step, ...] = ()
        siblings: Mapping[str, Sibling] = {}
        container: _Container | None = None
        if not opener.levels:
            base = self._container_of(index, opener.indent).path
        else:
            level = opener.levels[-1]
            if level.name is None:
                # a list may stand as far left as the key that holds it, so ask from inside of it
                base = self._container_of(index, level.column + 1).path
                container = self._holder_of_list(index, level.column)
            else:
                container = self._container_of(index, level.column)
                base = (*container.path, level.name)
                siblings = self._siblings(container)
        steps = tuple(ITEM if step is None else step for step in found.path)
        inner = self._named_in_flow(found.siblings)
        path = (*base, *steps)
        component = self._flow_component_keys(found, path, len(base), siblings, container)
        role = Role.VALUE if found.in_value else Role.KEY
        return Cursor(
            role,
            path,
            found.span,
            self._lines.text[found.span.start : self._offset],
            inner,
            component,
            0,
            flow=True,
            quote=found.quote,
            has_colon=found.has_colon,
            on_item=found.in_sequence,
        )

    def _flow_component_keys(
        self,
        found: FlowCursor,
        path: tuple[Step, ...],
        base_length: int,
        siblings: Mapping[str, Sibling],
        container: _Container | None,
    ) -> Mapping[str, Sibling]:
        depth = component_depth(path)
        if depth is None:
            return {}
        frame = depth - base_length
        if frame >= 0 and frame < len(found.frames):
            return self._named_in_flow(found.frames[frame])
        return self._component_keys(container) if container is not None else siblings

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
        container = self._container_for_new_line(word.start - line.start)
        edit = self._realign(line, word.start - line.start, container.column)
        return self._key_in(container, word, typed, quote=quote, realign=edit)

    def _on_blank_line(self) -> Cursor:
        column = self._offset - self._line.start
        container = self._container_for_new_line(column)
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
        container = self._container_of(self._index, column)
        return self._key_in(
            container, span, typed, has_colon=has_colon, quote=quote, on_item=on_item
        )

    def _key_in(
        self,
        container: _Container,
        span: Span,
        typed: str,
        *,
        has_colon: bool = False,
        quote: str = "",
        on_item: bool = False,
        realign: TextEdit | None = None,
    ) -> Cursor:
        siblings = {
            name: sibling
            for name, sibling in self._siblings(container).items()
            if sibling.key != span
        }
        return Cursor(
            Role.KEY,
            container.path,
            span,
            typed,
            siblings,
            self._component_keys(container),
            container.column,
            quote=quote,
            has_colon=has_colon,
            on_item=on_item,
            item_column=None if on_item else self._item_column(container),
            realign=realign,
            block_value=not siblings,
        )

    def _item_column(self, container: _Container) -> int | None:
        """Where the dash of a new list item would stand instead of a key, if it can."""
        if container.path and container.path[-1] is not ITEM and not self._siblings(container):
            return container.column
        return None

    # --- containers -----------------------------------------------------------------------------

    def _container_for_new_line(self, column: int) -> _Container:
        """The mapping that a key on a line of its own would join, the cursor being at ``column``.

        The text is often indented before anything is typed: an existing mapping with just this
        column comes first, then the value of the key above if the cursor is further in, then the
        mapping whose column is nearest to the left.
        """
        previous = self._previous(self._index)
        if previous is None:
            if self._prefix and column < self._types_column and self._child_column_after(0) is None:
                return _Container((), 0, 0, len(self._window))
            return _Container(self._prefix, self._types_column, 0, len(self._window))
        above = self._window[previous]
        opener = self._opens_children(above)
        if opener is not None and column > opener:
            following = self._child_column_after(opener)
            if following is not None:
                return self._container_of(self._index, following)
            return self._container_of(self._index, column)
        if self._is_empty_components(above) and self._child_column_after(0) is None:
            # the editor did not indent: nothing else can be meant below a bare components
            return _Container((_COMPONENTS,), _INDENT, previous, len(self._window))
        columns = self._open_columns(previous)
        fitting = [known for known in columns if known <= column]
        best = max(fitting) if fitting else (min(columns) if columns else column)
        following = self._column_of_next_key()
        if following in columns and (best != column or (self._prefix and not column)):
            # Anything further left would tear the mapping below from the one above. Who indented
            # just as far as a mapping further out is rewriting a key of that one.
            best = max(best, following)
        return self._container_of(self._index, best)

    def _opens_children(self, line: Line) -> int | None:
        """The column that children of the last key or dash on ``line`` must be beyond, if any."""
        if line.value.start != line.value.end or not line.levels:
            return None
        return line.levels[-1].column

    def _child_column_after(self, opener: int) -> int | None:
        for line in self._window[self._index + 1 :]:
            if line.is_blank or line.continues is not None:
                continue
            return line.indent if line.indent > opener and line.levels else None
        return None

    def _column_of_next_key(self) -> int:
        for line in self._window[self._index + 1 :]:
            if not line.is_blank and line.continues is None:
                level = line.levels[0] if line.levels else None
                return level.column if level is not None and not level.is_item else -1
        return -1

    def _is_empty_components(self, line: Line) -> bool:
        key = line.key
        empty = line.value.start == line.value.end
        return key is not None and key.name == _COMPONENTS and key.column == 0 and empty

    def _open_columns(self, index: int) -> list[int]:
        """The columns of all mappings that are open after line ``index``, innermost first."""
        columns: list[int] = []
        limit: int | None = None
        in_item = False
        while index >= 0:
            line = self._window[index]
            if not line.is_blank and line.continues is None:
                for level in reversed(line.levels):
                    # a list may stand as far left as the key that holds it
                    holds = in_item and not level.is_item and level.column == limit
                    if limit is None or level.column < limit or holds:
                        limit, in_item = level.column, level.is_item
                        if not level.is_item:
                            columns.append(level.column)
            index -= 1
        if self._prefix and 0 not in columns:
            columns.append(0)
        return columns

    def _previous(self, index: int) -> int | None:
        for candidate in range(index - 1, -1, -1):
            line = self._window[candidate]
            if not line.is_blank and line.continues is None:
                return candidate
        return None

    def _container_of(self, index: int, column: int) -> _Container:
        """The mapping that a key at ``column`` on line ``index`` belongs to."""
        if column == 0 and self._prefix:
            return _Container((), 0, 0, len(self._window))
        steps: list[Step] = []
        limit = column
        first = index
        own = [level for level in self._window[index].levels if level.column < column]
        innermost: int | None = None
        in_item = False
        for level in reversed(own):
            steps.append(ITEM if level.is_item else level.name or "")
            limit, in_item = level.column, level.is_item
            if innermost is None:
                innermost = index
        for candidate in range(index - 1, -1, -1):
            line = self._window[candidate]
            if line.is_blank or line.continues is not None:
                continue
            for level in reversed(line.levels):
                # a list may stand as far left as the key that holds it
                holds = in_item and not level.is_item and level.column == limit
                is_parent = level.column < limit or holds
                if not is_parent:
                    continue
                steps.append(ITEM if level.is_item else level.name or "")
                limit, in_item = level.column, level.is_item
                if innermost is None:
                    innermost = candidate
            if limit == 0 and not in_item:
                break
        first = innermost if innermost is not None else 0
        path = (*self._prefix, *reversed(steps))
        return _Container(path, column, first, self._last_line_of(index, column))

    def _last_line_of(self, index: int, column: int) -> int:
        for candidate in range(index + 1, len(self._window)):
            line = self._window[candidate]
            if line.is_blank or line.continues is not None:
                continue
            if line.indent < column:
                return candidate
        return len(self._window)

    def _siblings(self, container: _Container) -> dict[str, Sibling]:
        if container.path == ():
            return dict(_named(self._top_level_lines()))
        if container.path == (_COMPONENTS,) and self._prefix:
            return dict(_named(self._type_lines(container.column)))
        return dict(_named(self._lines_of(container)))

    def _lines_of(self, container: _Container) -> Iterator[Line]:
        for line in self._window[container.first : container.last]:
            key = line.key
            if key is not None and key.column == container.column:
                yield line

    def _top_level_lines(self) -> Iterator[Line]:
        for key in ("stack_name", "zenml_version", _COMPONENTS):
            number = _find_top_level(self._lines, key)
            if number is not None:
                yield split_line(
                    self._lines.line_text(number), number, self._lines.line_start(number)
                )

    def _type_lines(self, column: int) -> Iterator[Line]:
        """The keys at ``column`` in the whole of ``components``: these are few but far apart."""
        text = self._lines.text
        start = components_line(text, self._lines.line_end(self._line.number)) or 0
        pad = "\n" + " " * column
        at = text.find(pad, start)
        while at >= 0:
            begin = at + 1
            character = text[begin + column : begin + column + 1]
            if character not in (" ", "-", "#", "\n", "\r", ""):
                number = self._lines.line_of(begin)
                yield split_line(self._lines.line_text(number), number, begin)
            at = text.find(pad, begin)

    def _component_keys(self, container: _Container) -> Mapping[str, Sibling]:
        """The keys of the component around ``container``, which may be the container itself."""
        depth = component_depth(container.path)
        if depth is None:
            return {}
        if len(container.path) == depth:
            return self._siblings(container)
        outer = container
        while len(outer.path) > depth:
            parent = self._parent_of(outer)
            if parent is None:
                return {}
            outer = parent
        return self._siblings(outer) if len(outer.path) == depth else {}

    def _parent_of(self, container: _Container) -> _Container | None:
        """The mapping that holds the key (or the list of the dash) which ``container`` is under."""
        opener = self._window[container.first]
        for level in reversed(opener.levels):
            if level.column < container.column and not level.is_item:
                return self._container_of(container.first, level.column)
            if level.is_item and level.column < container.column:
                return self._holder_of_list(container.first, level.column)
        if opener.levels and not opener.levels[0].is_item:
            column = opener.levels[0].column
            if column == container.column and container.path[-1:] == (ITEM,):
                return self._container_of(container.first, column)
        return None

    def _holder_of_list(self, index: int, dash: int) -> _Container | None:
        for candidate in range(index - 1, -1, -1):
            line = self._window[candidate]
            if line.is_blank or line.continues is not None or not line.levels:
                continue
            for level in reversed(line.levels):
                if level.is_item and level.column >= dash:
                    continue
                if not level.is_item and level.column <= dash:
                    return self._container_of(candidate, level.column)
        return None


def _named(lines: Iterator[Line]) -> Iterator[tuple[str, Sibling]]:
    for line in lines:
        key = line.key
        if key is not None and key.name is not None:
            yield key.name, Sibling(key.name, key.span, line.value, unquote(line.value_text))


def _find_top_level(lines: LineIndex, key: str) -> int | None:
    text = lines.text
    for written in (f"{key}:", f'"{key}":', f"'{key}':"):
        if text.startswith((written, "\ufeff" + written)):
            return 0
        at = text.find("\n" + written)
        if at >= 0:
            return lines.line_of(at + 1)
    return None


_COMPONENT_DEPTH = 2


def component_depth(path: tuple[Step, ...]) -> int | None:
    """How many steps of ``path`` lead to the component it is in; ``None`` outside of one."""
    if len(path) < _COMPONENT_DEPTH or path[0] != _COMPONENTS:
        return None
    if len(path) > _COMPONENT_DEPTH and path[_COMPONENT_DEPTH] is ITEM:
        return _COMPONENT_DEPTH + 1
    return _COMPONENT_DEPTH
