"""Diagnostics: the findings of a snapshot."""

from __future__ import annotations

from stackls_core.analysis.analyze import Memo, analyze
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
    return analyze(snapshot.view, kind.rules, snapshot.catalog, memo, snapshot.known)
