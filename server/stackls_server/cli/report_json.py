"""The report for programs: one JSON list of findings."""

from __future__ import annotations

import json
from typing import IO, Any

import click

from stackls_core.analysis.rule_pages import page_uri
from stackls_core.findings import Finding
from stackls_core.visible import escaped
from stackls_server.cli.hiding import reveals_secret, title_of
from stackls_server.cli.results import CheckedFile, Region, Totals
from stackls_server.cli.terminal import display_path


class JsonReport:
    """Writes UTF-8, whatever the locale says."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream
        self._rows: list[dict[str, Any]] = []

    def add(self, file: CheckedFile) -> None:
        """Collect the findings of a file."""
        self._rows += rows_of(file)

    def finish(self, totals: Totals) -> None:
        """Write the list, sorted by path and place."""
        del totals
        rows = sorted(self._rows, key=lambda row: (row["path"], row["line"], row["column"]))
        write_json(rows, self._stream)


def rows_of(file: CheckedFile) -> list[dict[str, Any]]:
    """The findings of a file as plain data: 1-based, columns in characters."""
    rows: list[dict[str, Any]] = []
    for finding in file.findings:
        region = file.region(finding.span)
        rows.append(
            {
                "path": display_path(file.path),
                **_place(region),
                "severity": finding.severity.value,
                "code": finding.code,
                "message": finding.message,
                "url": page_uri(finding.code),
                "fix": _fix(file, finding),
            }
        )
    return rows


def _fix(file: CheckedFile, finding: Finding) -> dict[str, Any] | None:
    """The best fix with its edits; ``None`` where there is none, or where it shows a secret."""
    fix = finding.best_fix
    if fix is None or reveals_secret(file, fix):
        return None
    return {
        "message": title_of(file, fix),
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [{**_place(file.region(e.span)), "content": e.new_text} for e in fix.edits],
    }


def _place(region: Region) -> dict[str, Any]:
    return {
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def write_json(data: object, stream: IO[bytes] | None = None) -> None:
    """Write ``data`` as indented JSON in UTF-8; on standard output where ``stream`` is ``None``.

    What is invisible is escaped: whoever reads it without a parser sees it on a terminal.
    """
    text = escaped(json.dumps(data, ensure_ascii=False, indent=2))
    click.echo(text.encode("utf-8", "replace"), file=stream)
