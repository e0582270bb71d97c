"""The report that people read: what is wrong, where it stands, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click

from stackls_core.findings import Finding, Severity
from stackls_core.text import Span
from stackls_server.cli.excerpt import excerpt
from stackls_server.cli.hiding import hidden_columns, title_of, without_secrets
from stackls_server.cli.summary import summary, would_fix
from stackls_server.cli.terminal import Terminal, display_path

if TYPE_CHECKING:
    from stackls_server.cli.results import CheckedFile, Region, Totals

_COLORS: dict[Severity, str] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "bright_black",
}
_QUIET = "bright_black"
_HELP = "cyan"
_PIPED_ROOM = 120
"""How many cells of a source line are shown where no terminal says how many fit."""


class TextReport:
    """Writes to a stream that has the abilities of ``terminal``."""

    def __init__(self, stream: IO[str] | None, terminal: Terminal, *, quiet: bool = False) -> None:
        """``stream`` is standard output where it is ``None``; a ``quiet`` one ends early."""
        self._stream = stream
        self._terminal = terminal
        self._quiet = quiet

    def add(self, file: CheckedFile) -> None:
        """Print the findings of a file, an empty line after each."""
        if not file.findings:
            return
        regions = [file.region(finding.span) for finding in file.findings]
        gutter = len(str(max(region.line for region in regions)))
        lines: list[str] = []
        for finding, region in zip(file.findings, regions, strict=True):
            lines += self._header(file, finding, region)
            lines += self._source(file, finding, region, gutter)
            lines += self._advice(file, finding, gutter)
            lines.append("")
        self._print("\n".join(lines))

    def finish(self, totals: Totals) -> None:
        """Print what it came to."""
        if self._quiet:
            return
        terminal = self._terminal
        color = "red" if totals.severities[Severity.ERROR] or totals.failed else None
        if color is None and totals.checked:
            color = "yellow" if totals.severities[Severity.WARNING] else "green"
        shown = terminal.shown(summary(totals))
        self._print("\n".join(self._wrapped(shown, "", fg=color, bold=color is not None)))

    def _header(self, file: CheckedFile, finding: Finding, region: Region) -> Iterator[str]:
        """Place, severity and code, message: in a pipe one line, as other tools expect it."""
        terminal = self._terminal
        place = f"{terminal.shown(display_path(file.path))}:{region.line}:{region.column}"
        label = f"{finding.severity.value}[{finding.code}]"
        message = terminal.shown(finding.message)
        start = (
            f"{terminal.style(place, bold=True)}: "
            f"{terminal.style(label, fg=_COLORS[finding.severity], bold=True)}"
        )
        if terminal.width is None:
            yield f"{start} {message}"
        else:
            yield start
            yield from self._wrapped(message, "  ")

    def _source(
        self, file: CheckedFile, finding: Finding, region: Region, gutter: int
    ) -> Iterator[str]:
        """The first line of what the finding points at, with carets under it."""
        terminal = self._terminal
        line = file.lines.line_text(region.start.line)
        if not line.strip():
            return
        ends_here = region.end.line == region.start.line
        marked = Span(region.start.column, region.end.column if ends_here else len(line.rstrip()))
        line, marked = without_secrets(line, marked, hidden_columns(file, region.start.line))
        room = max((terminal.width or _PIPED_ROOM) - gutter - 5, 20)
        part = excerpt(line, marked.start, marked.end, room, terminal)
        carets = terminal.style("^" * part.width, fg=_COLORS[finding.severity], bold=True)
        yield f" {self._gutter(str(region.line).rjust(gutter))} {part.line}".rstrip()
        yield f" {self._gutter(' ' * gutter)} {' ' * part.caret}{carets}"

    def _gutter(self, number: str) -> str:
        bar = "│" if self._terminal.unicode else "|"
        return self._terminal.style(f"{number} {bar}", fg=_QUIET)

    def _advice(self, file: CheckedFile, finding: Finding, gutter: int) -> Iterator[str]:
        """Other places that explain the finding, and what would fix it."""
        terminal = self._terminal
        indent = " " * (gutter + 2)
        for related in finding.related:
            line = file.region(related.span).line
            text = terminal.shown(f"line {line}: {related.message}")
            yield from self._labelled(indent, "note", text, _QUIET)
        fix = finding.best_fix
        if fix is not None:
            how = " (--fix does this)" if fix.safe else ""
            yield from self._labelled(
                indent, "help", terminal.shown(title_of(file, fix)) + how, _HELP
            )

    def _labelled(self, indent: str, label: str, text: str, color: str) -> Iterator[str]:
        terminal = self._terminal
        lines = self._wrapped(text, indent + " " * (len(label) + 2))
        start = f"{indent}{terminal.style(f'{label}:', fg=color, bold=True)} "
        yield start + next(lines).lstrip()
        yield from lines

    def _wrapped(self, text: str, indent: str, **styles: object) -> Iterator[str]:
        """``text`` in lines that fit the terminal; in one where there is none."""
        terminal = self._terminal
        lines = [text]
        if terminal.width is not None:
            import textwrap

            lines = textwrap.wrap(
                text,
                max(terminal.width - len(indent), 20),
                break_long_words=False,
                break_on_hyphens=False,
            )
        for line in lines or [""]:
            yield indent + terminal.style(line, **styles)

    def _print(self, text: str) -> None:
        click.echo(text, file=self._stream, color=self._terminal.color)


class DiffSummary:
    """The report of a run that prints diffs: the last words alone."""

    def __init__(self, stream: IO[str] | None, terminal: Terminal) -> None:
        """``stream`` is not the one that the diffs go to."""
        self._stream = stream
        self._terminal = terminal

    def add(self, file: CheckedFile) -> None:
        """Say nothing: the diff shows it."""
        del file

    def finish(self, totals: Totals) -> None:
        """Print what it came to."""
        text = self._terminal.shown(would_fix(totals))
        click.echo(text, file=self._stream, color=self._terminal.color)
