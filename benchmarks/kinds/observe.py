"""What one checkout says about texts: JSON in, JSON out. Runs with that checkout on PYTHONPATH.

Uses only what all checkouts have that are compared. The input is a list of texts with cursors, each
a pair; the output has for each its findings, with the text after each of their fixes.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.documents.kinds import kind_of
from stackls_core.findings import Finding
from stackls_core.text import LineIndex, apply_edits
from stackls_server.features.completion import complete
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot

CATALOG = Catalog([open_folder()])


def check(text: str) -> list[Finding]:
    """The findings of a text that is a stack file."""
    return check_text(text, "team.stack.yaml", CATALOG)


def offered(text: str) -> list[Finding]:
    """The findings with the fixes that are offered, where a checkout judges them."""
    try:
        from stackls_core.analysis.judging import Checked, all_judged
    except ImportError:
        return check(text)
    return all_judged(Checked(text, check(text)), check)


def observed(text: str, cursor: int | None) -> dict[str, Any]:
    """All that is seen of one text."""
    seen: dict[str, Any] = {
        "findings": [_finding(text, one) for one in offered(text)],
        "ours": kind_of(LineIndex(text), "some.yaml") is not None,
        "offered": [],
        "hovered": "",
    }
    if cursor is not None:
        snapshot = Snapshot(text, CATALOG, "some.yaml")
        seen["offered"] = [item.label for item in complete(snapshot, cursor)]
        shown = hover(snapshot, cursor)
        seen["hovered"] = shown.markdown if shown is not None else ""
    return seen


def _finding(text: str, finding: Finding) -> dict[str, Any]:
    fixes = sorted(finding.fixes, key=lambda fix: not fix.preferred)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fixes": [
            {"title": fix.title, "after": apply_edits(text, fix.edits), "safe": fix.safe}
            for fix in fixes
        ],
    }


if __name__ == "__main__":
    json.dump([observed(text, cursor) for text, cursor in json.load(sys.stdin)], sys.stdout)
