"""Writing ``# stackls: ignore[code]`` for what is found, to take files over as they are."""

from __future__ import annotations

from collections.abc import Sequence

from stackls_core.analysis.ignores import ignore_fix
from stackls_core.analysis.judging import Check
from stackls_core.findings import Finding, Severity
from stackls_core.text import apply_edits
from stackls_core.yamltree.parse import parse

_IGNORED = (Severity.ERROR, Severity.WARNING)


def add_ignores(text: str, findings: Sequence[Finding], check: Check) -> tuple[str, int]:
    """``text`` with comments that silence its errors and warnings, and how many they silence.

    Where a comment has no place, as inside of a text of several lines, there is none.
    """
    silenced, left = 0, len(findings)
    # from the last to the first, so that those before stay where they are
    for finding in sorted(findings, key=lambda finding: finding.span, reverse=True):
        fix = ignore_fix(parse(text), finding) if finding.severity in _IGNORED else None
        if fix is None:
            continue
        after = apply_edits(text, fix.edits)
        remaining = len(check(after))
        if remaining < left:
            text, silenced, left = after, silenced + left - remaining, remaining
    return text, silenced
