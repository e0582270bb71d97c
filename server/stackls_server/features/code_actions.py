"""Code actions: the fixes of the findings at the cursor, and all the safe ones at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.text import Span, TextEdit
from stackls_core.validation.findings import Finding, Fix


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


def fix_all(findings: Iterable[Finding]) -> list[TextEdit]:
    """The edits of all safe fixes that do not get into each other's way.

    Where two fixes touch the same text the first in the text wins; the other finding is still
    there afterwards and can be mended next.
    """
    chosen: list[TextEdit] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safe), None)
        if fix is not None and not any(_touch(a, b) for a in fix.edits for b in chosen):
            chosen.extend(fix.edits)
    return sorted(chosen, key=lambda edit: edit.span)


def _touch(one: TextEdit, other: TextEdit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
