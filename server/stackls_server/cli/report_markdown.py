"""The report as Markdown: a table, for a comment or a job's summary."""

from __future__ import annotations

from typing import IO

import click

from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.summary import summary
from stackls_server.cli.terminal import display_path
from stackls_server.features.markdown_cells import code_span, table_text


class MarkdownReport:
    """Writes UTF-8, whatever the locale says."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream
        self._rows: list[str] = []

    def add(self, file: CheckedFile) -> None:
        """Collect the findings of a file."""
        for finding in file.findings:
            region = file.region(finding.span)
            place = code_span(f"{display_path(file.path)}:{region.line}:{region.column}")
            rule = code_span(finding.code)
            cells = (place, finding.severity.value, rule, table_text(finding.message))
            self._rows.append(f"| {' | '.join(cells)} |")

    def finish(self, totals: Totals) -> None:
        """Write the table and what it came to."""
        lines = ["| Place | Severity | Rule | Message |", "|---|---|---|---|", *self._rows, ""]
        text = "\n".join([*(lines if self._rows else ()), table_text(summary(totals))])
        click.echo(text.encode("utf-8", "replace"), file=self._stream)
