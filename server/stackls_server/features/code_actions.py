"""Code actions: the fixes of the findings at the cursor, and all the safe ones at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.analysis.fix_all import fix_all
from stackls_core.findings import Finding, Fix
from stackls_core.text import Span

__all__ = ["Action", "actions_at", "fix_all"]


@dataclass(frozen=True)
class Action:
    """A fix together with the finding it mends."""

    fix: Fix
    finding: Finding


def actions_at(findings: Iterable[Finding], span: Span) -> list[Action]:
    """The fixes of all findings that ``span`` touches, preferred ones first."""
    found = [
        Action(fix, finding)
        for finding in findings
        if finding.span.start <= span.end and span.start <= finding.span.end
        for fix in finding.fixes
    ]
    return sorted(found, key=lambda action: not action.fix.preferred)
