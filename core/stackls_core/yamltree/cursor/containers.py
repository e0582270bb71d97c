"""Which mapping a line belongs to, and what else stands in it, read from indentation alone.

The lines are those around the cursor, finished or not; what is further away is looked up in the
text where a mapping reaches beyond them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.cursor.key_paths import COMPONENTS, ITEM, Step, component_depth
from stackls_core.yamltree.cursor.outline import Line, split_line, unquote
from stackls_core.yamltree.cursor.window import components_line

_INDENT = 2


@dataclass(frozen=True, slots=True)
class Sibling:
    """A key of a mapping, as found in the text."""

    name: str
    key: Span
    value: Span
    value_text: str


@dataclass(frozen=True)
class Container:
    """A mapping or list as the lines show it: its path, its column and the lines it covers.

    ``first`` and ``last`` are indices into the window; the last line is not included.
    """

    path: tuple[Step, ...]
    column: int
    first: int
    last: int


class Containers:
    """The mappings and lists around one line of a window."""

    def __init__(
        self, lines: LineIndex, window: list[Line], index: int, types_column: int | None
    ) -> None:
        """``window`` and ``types_column`` are what `window_around` gives for its line ``index``."""
        self._lines = lines
        self._window = window
        self._index = index
        self._prefix: tuple[Step, ...] = (COMPONENTS,) if types_column is not None else ()
        self._types_column = types_column or 0

    def for_new_line(self, column: int) -> Container:
        """The mapping that a key on a line of its own would join, the cursor being at ``column``.

        The text is often indented before anything is typed: an existing mapping with just this
        column comes first, then the value of the key above if the cursor is further in, then the
        mapping whose column is nearest to the left.
        """
        previous = self._previous(self._index)
        if previous is None:
            if self._prefix and column < self._types_column and self._child_column_after(0) is None:
                return Container((), 0, 0, len(self._window))
            return Container(self._prefix, self._types_column, 0, len(self._window))
        above = self._window[previous]
        opener = self._opens_children(above)
        if opener is not None and column > opener:
            following = self._child_column_after(opener)
            if following is not None:
                return self.at(self._index, following)
            return self.at(self._index, column)
        if self._is_empty_components(above) and self._child_column_after(0) is None:
            # the editor did not indent: nothing else can be meant below a bare components
            return Container((COMPONENTS,), _INDENT, previous, len(self._window))
        columns = self._open_columns(previous)
        key = above.key
        if key is not None and column not in columns and _has_dash(above, column):
            # many editors indent the line after an item's first one only as far as its dash
            return self.at(self._index, key.column)
        fitting = [known for known in columns if known <= column]
        best = max(fitting) if fitting else (min(columns) if columns else column)
        following = self._column_of_next_key()
        if following in columns and (best != column or (self._prefix and not column)):
            # Anything further left would tear the mapping below from the one above. Who indented
            # just as far as a mapping further out is rewriting a key of that one.
            best = max(best, following)
        return self.at(self._index, best)

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
        return key is not None and key.name == COMPONENTS and key.column == 0 and empty

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

    def at(self, index: int, column: int) -> Container:
        """The mapping that a key at ``column`` on line ``index`` belongs to."""
        if column == 0 and self._prefix:
            return Container((), 0, 0, len(self._window))
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
        return Container(path, column, first, self._last_line_of(index, column))

    def _last_line_of(self, index: int, column: int) -> int:
        for candidate in range(index + 1, len(self._window)):
            line = self._window[candidate]
            if line.is_blank or line.continues is not None:
                continue
            if line.indent < column:
                return candidate
        return len(self._window)

    def siblings(self, container: Container) -> dict[str, Sibling]:
        """The keys of a mapping by name; of several with the same name, the last."""
        if container.path == ():
            return dict(_named(self._top_level_lines()))
        if container.path == (COMPONENTS,) and self._prefix:
            return dict(_named(self._type_lines(container.column)))
        return dict(_named(self._lines_of(container)))

    def _lines_of(self, container: Container) -> Iterator[Line]:
        for line in self._window[container.first : container.last]:
            key = line.key
            if key is not None and key.column == container.column:
                yield line

    def _top_level_lines(self) -> Iterator[Line]:
        for key in ("stack_name", "zenml_version", COMPONENTS):
            number = _find_top_level(self._lines, key)
            if number is not None:
                yield split_line(
                    self._lines.line_text(number), number, self._lines.line_start(number)
                )

    def _type_lines(self, column: int) -> Iterator[Line]:
        """The keys at ``column`` in the whole of ``components``: these are few but far apart."""
        text = self._lines.text
        start = components_line(text, self._lines.line_end(self._window[self._index].number)) or 0
        pad = "\n" + " " * column
        at = text.find(pad, start)
        while at >= 0:
            begin = at + 1
            character = text[begin + column : begin + column + 1]
            if character not in (" ", "-", "#", "\n", "\r", ""):
                number = self._lines.line_of(begin)
                yield split_line(self._lines.line_text(number), number, begin)
            at = text.find(pad, begin)

    def component_keys(self, container: Container) -> Mapping[str, Sibling]:
        """The keys of the component around ``container``, which may be the container itself."""
        depth = component_depth(container.path)
        if depth is None:
            return {}
        if len(container.path) == depth:
            return self.siblings(container)
        outer = container
        while len(outer.path) > depth:
            parent = self._parent_of(outer)
            if parent is None:
                return {}
            outer = parent
        return self.siblings(outer) if len(outer.path) == depth else {}

    def _parent_of(self, container: Container) -> Container | None:
        """The mapping that holds the key (or the list of the dash) which ``container`` is under."""
        opener = self._window[container.first]
        for level in reversed(opener.levels):
            if level.column < container.column and not level.is_item:
                return self.at(container.first, level.column)
            if level.is_item and level.column < container.column:
                return self.holder_of_list(container.first, level.column)
        if opener.levels and not opener.levels[0].is_item:
            column = opener.levels[0].column
            if column == container.column and container.path[-1:] == (ITEM,):
                return self.at(container.first, column)
        return None

    def holder_of_list(self, index: int, dash: int) -> Container | None:
        """The mapping that holds the list whose dash stands at column ``dash`` of line ``index``.

        ``None`` where no line above it has one.
        """
        for candidate in range(index - 1, -1, -1):
            line = self._window[candidate]
            if line.is_blank or line.continues is not None or not line.levels:
                continue
            for level in reversed(line.levels):
                if level.is_item and level.column >= dash:
                    continue
                if not level.is_item and level.column <= dash:
                    return self.at(candidate, level.column)
        return None


def _has_dash(line: Line, column: int) -> bool:
    return any(level.is_item and level.column == column for level in line.levels)


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
