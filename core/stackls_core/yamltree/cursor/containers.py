"""Which mapping a line belongs to, and what else stands in it, read from indentation alone.

The lines are those around the cursor, finished or not; what is further away is looked up in the
text where a mapping reaches beyond them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.cursor.outline import Level, Line, find_line, split_line, unquote
from stackls_core.yamltree.cursor.paths import ITEM, Step
from stackls_core.yamltree.cursor.window import keys_at

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
    """A mapping or list as the lines show it: its path and its column.

    ``steps`` are the keys and dashes that the path is made of, each with the number of its line.
    """

    column: int
    steps: tuple[tuple[int, Level], ...] = ()

    @property
    def path(self) -> tuple[Step, ...]:
        return tuple(ITEM if level.is_item else level.name or "" for _, level in self.steps)


class Containers:
    """The mappings and lists around one line of a window."""

    def __init__(
        self, lines: LineIndex, window: list[Line], index: int, blocks: Collection[str]
    ) -> None:
        """``window`` is what `window_around` gives for its line ``index``.

        ``blocks`` are keys at the top that hold what is written on the lines below them.
        """
        self._lines = lines
        self._window = window
        self._index = index
        self._blocks = blocks
        self._scopes: dict[tuple[int, int], dict[str, Sibling]] = {}

    def for_new_line(self, column: int) -> Container:
        """The mapping that a key on a line of its own would join, the cursor being at ``column``.

        The text is often indented before anything is typed: an existing mapping with just this
        column comes first, then the value of the key above if the cursor is further in, then the
        mapping whose column is nearest to the left.
        """
        previous = self._previous(self._index)
        if previous is None:
            return Container(0)
        above = self._window[previous]
        opener = self._opens_children(above)
        if opener is not None:
            following = self._child_column_after(opener)
            if following is not None and opener < column < following and self._has_key_at(column):
                # what follows belongs to a key that is being rewritten: others stand where it does
                return self.at(self._index, column)
            if following is not None and (column > opener or not opener):
                return self.at(self._index, following)
            if column > opener:
                return self.at(self._index, column)
            if following is None and not opener and above.levels[-1].name in self._blocks:
                # the editor did not indent: nothing else can be meant below a bare key of this kind
                return self.at(self._index, _INDENT)
        open_keys = [level for _, level in self._climb(previous, None) if not level.is_item]
        columns = [level.column for level in open_keys]
        key = above.key
        if key is not None and column not in columns and _has_dash(above, column):
            # many editors indent the line after an item's first one only as far as its dash
            return self.at(self._index, key.column)
        is_in_block = open_keys and open_keys[-1].name in self._blocks
        fitting = [known for known in columns if known <= column]
        best = max(fitting) if fitting else (min(columns) if columns else column)
        following = self._column_of_next_key()
        if following in columns and (best != column or (is_in_block and not column)):
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

    def _has_key_at(self, column: int) -> bool:
        """Whether a line below that is indented no further begins a key at ``column``."""
        for line in self._window[self._index + 1 :]:
            if not line.is_blank and line.continues is None and line.indent <= column:
                return bool(line.levels) and line.levels[0].column == column
        return False

    def _column_of_next_key(self) -> int:
        for line in self._window[self._index + 1 :]:
            if not line.is_blank and line.continues is None:
                level = line.levels[0] if line.levels else None
                return level.column if level is not None and not level.is_item else -1
        return -1

    def _previous(self, index: int) -> int | None:
        for candidate in range(index - 1, -1, -1):
            line = self._window[candidate]
            if not line.is_blank and line.continues is None:
                return candidate
        return None

    def at(self, index: int, column: int) -> Container:
        """The mapping that a key at ``column`` on line ``index`` belongs to."""
        return Container(column, tuple(self._climb(index, column))[::-1])

    def _climb(self, index: int, limit: int | None) -> Iterator[tuple[int, Level]]:
        """The keys and dashes that stand further and further left of column ``limit``.

        They are found from line ``index`` of the window upwards, each with the number of its line.
        """
        in_item = False
        for candidate in range(index, -1, -1):
            line = self._window[candidate]
            for level in reversed(line.levels):
                # a list may stand as far left as the key that holds it
                holds = in_item and not level.is_item and level.column == limit
                if limit is None or level.column < limit or holds:
                    limit, in_item = level.column, level.is_item
                    yield line.number, level
            if limit == 0 and not in_item:
                return

    def scope(self, container: Container, depth: int) -> dict[str, Sibling]:
        """The keys of the mapping that the first ``depth`` steps of a container's path lead to.

        Of several with the same name, the last counts. A list has none.
        """
        column, steps = container.column, container.steps
        if depth > len(steps):
            return {}
        if depth < len(steps):
            _, inside = steps[depth]
            if inside.is_item:
                return {}
            column = inside.column
        place = (column, steps[depth - 1][0] if depth else -1)
        if place not in self._scopes:
            self._scopes[place] = dict(self._named(*place))
        return self._scopes[place]

    def _named(self, column: int, opener: int) -> Iterator[tuple[str, Sibling]]:
        """The keys at ``column`` of the mapping that line ``opener`` opens."""
        first = [opener] if opener >= 0 else []
        for number in (*first, *keys_at(self._lines, column, max(opener, 0))):
            at = find_line(self._window, number)
            line = (
                self._window[at]
                if at >= 0
                else split_line(
                    self._lines.line_text(number), number, self._lines.line_start(number)
                )
            )
            key = line.key
            if key is not None and key.name is not None and key.column == column:
                written = unquote(line.value_text)
                yield key.name, Sibling(key.name, key.span, line.value, written)


def _has_dash(line: Line, column: int) -> bool:
    return any(level.is_item and level.column == column for level in line.levels)
