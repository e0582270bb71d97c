"""Diagnostics: the findings of a snapshot."""

from __future__ import annotations

from stackls_core.analysis.analyze import Memo, analyze
from stackls_core.findings import Finding
from stackls_server.features.snapshot import Snapshot


def diagnose(snapshot: Snapshot, memo: Memo | None = None) -> list[Finding]:
    """All findings, in the order of the text; none where the document is no stack file.

    Nor are there any in a file that nobody has begun to write; ``stackls check`` does report it.

    ``memo`` keeps what is known about components that did not change since the last call.
    """
    if not snapshot.is_stack_file or not snapshot.text.strip():
        return []
    return analyze(snapshot.stack_file, snapshot.registry, memo, snapshot.known)
