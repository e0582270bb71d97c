"""Diagnostics: the findings of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stackls_core.analysis.analyze import Memo, analyze
from stackls_core.analysis.limited import limited
from stackls_core.findings import Finding
from stackls_server.features.snapshot import Snapshot


def diagnose(snapshot: Snapshot, memo: Memo | None = None) -> list[Finding]:
    """All findings, in the order of the text; none where the document is of no kind.

    Nor are there any in a document that nobody has begun to write; ``stackls check`` reports it.

    ``memo`` keeps what is known about sections that did not change since the last call.
    """
    kind = snapshot.kind
    if kind is None or not snapshot.text.strip():
        return []
    return limited(
        lambda: analyze(snapshot.view, kind.rules, snapshot.catalog, memo, snapshot.known)
    )


def finding_rows(findings: Sequence[Finding], snapshot: Snapshot) -> list[dict[str, Any]]:
    """Findings as plain data: lines and columns from 1 on, columns in characters."""
    rows: list[dict[str, Any]] = []
    for finding in findings:
        start, end = (snapshot.lines.position(at) for at in (finding.span.start, finding.span.end))
        rows.append(
            {
                "line": start.line + 1,
                "column": start.column + 1,
                "end_line": end.line + 1,
                "end_column": end.column + 1,
                "severity": finding.severity.value,
                "code": finding.code,
                "message": finding.message,
            }
        )
    return rows
