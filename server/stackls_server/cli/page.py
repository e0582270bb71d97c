"""What a command prints at once: texts and tables, for the terminal or pipe they go to."""

from __future__ import annotations

from collections.abc import Iterable

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from stackls_server.cli.terminal import Terminal

NAME = "bold"
TITLE = "bold"
HEADING = "dim"

_PIPED_WIDTH = 20_000


class Page:
    """Readable at 80 columns, and one row a line in a pipe."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._parts: list[RenderableType] = []

    def add(self, part: RenderableType) -> None:
        """Put ``part`` below the rest."""
        self._parts.append(part)

    def text(self, text: str, style: str = "") -> Text:
        """A text in which nothing is taken for markup."""
        return Text(self.terminal.shown_lines(text), style=style, overflow="fold")

    def table(self, *columns: str) -> Table:
        """A table whose last column takes what room there is.

        The first is only broken where it would take more than half of the line.
        """
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=HEADING)
        for index, column in enumerate(columns):
            table.add_column(column, no_wrap=index == 0, overflow="fold")
        return table

    def facts(self, facts: Iterable[tuple[str, str]]) -> Table:
        """Names and values in two columns."""
        table = self.table("", "")
        table.show_header = False
        for name, value in facts:
            table.add_row(self.text(name, HEADING), self.text(value))
        return table

    def print(self) -> None:
        """Print it all, no line ending in spaces."""
        terminal = self.terminal
        for part in self._parts:
            if isinstance(part, Table) and terminal.width is not None:
                _leave_room(part, terminal.width)
        console = Console(
            width=terminal.width or _PIPED_WIDTH,
            color_system="standard" if terminal.color else None,
            force_terminal=terminal.color,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        with console.capture() as captured:
            for part in self._parts:
                console.print(part)
        lines = (line.rstrip() for line in captured.get().rstrip().split("\n"))
        click.echo("\n".join(lines), color=terminal.color)


def _leave_room(table: Table, width: int) -> None:
    """Let the first column break where other columns would not be seen any more."""
    first = table.columns[0]
    widest = max((cell.cell_len for cell in first.cells if isinstance(cell, Text)), default=0)
    if widest > width // 2:
        first.no_wrap = False
