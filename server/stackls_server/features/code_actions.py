"""Code actions: fixing the findings at the cursor, or all that is safe, or ignoring them.

Each fix is judged by its result on the whole document before it is offered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stackls_core.analysis.analyze import Memo
from stackls_core.analysis.fix_all import fix_text
from stackls_core.analysis.ignores import ignore_fix
from stackls_core.analysis.judging import Check, Checked, is_good_fix, judged
from stackls_core.findings import Finding, Fix
from stackls_core.text import LineIndex, Span, TextEdit
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot

_MOST = 50
"""How many findings at one place are looked at: a selection may be the whole document."""

_MOST_RULES = 5


@dataclass(frozen=True)
class Action:
    """A fix together with the finding it fixes."""

    fix: Fix
    finding: Finding


def actions_at(snapshot: Snapshot, findings: Sequence[Finding], span: Span) -> list[Action]:
    """The fixes of all findings that ``span`` touches, preferred ones first."""
    before, check = Checked(snapshot.text, findings), _check(snapshot)
    found = [
        Action(fix, finding)
        for finding in fixable_at(findings, span)[:_MOST]
        for fix in judged(before, finding, check).fixes
    ]
    return sorted(found, key=lambda action: not action.fix.preferred)


def installable_at(findings: Sequence[Finding], span: Span) -> list[Finding]:
    """The findings that ``span`` touches and that a command in a terminal resolves."""
    return [one for one in findings if one.shell and _touches(one, span)]


def fixable_at(findings: Sequence[Finding], span: Span) -> list[Finding]:
    """The findings with fixes that ``span`` touches."""
    return [finding for finding in findings if finding.fixes and _touches(finding, span)]


def _touches(finding: Finding, span: Span) -> bool:
    return finding.span.start <= span.end and span.start <= finding.span.end


def ignores_at(snapshot: Snapshot, findings: Sequence[Finding], span: Span) -> list[Action]:
    """The comments that ignore what ``span`` touches, one for each rule and line."""
    before, check = Checked(snapshot.text, findings), _check(snapshot)
    found: dict[tuple[TextEdit, ...], Action] = {}
    for finding in rules_at(findings, span):
        fix = ignore_fix(snapshot.document, finding)
        if fix is not None and is_good_fix(before, finding, fix, check):
            found.setdefault(fix.edits, Action(fix, finding))
    return list(found.values())


def rules_at(findings: Sequence[Finding], span: Span) -> list[Finding]:
    """The first finding of each rule that ``span`` touches; of few, so that a menu stays short."""
    first: dict[str, Finding] = {}
    for finding in findings:
        if finding.span.start <= span.end and span.start <= finding.span.end:
            first.setdefault(finding.code, finding)
    return list(first.values())[:_MOST_RULES]


def fix_all(snapshot: Snapshot, findings: Sequence[Finding]) -> list[TextEdit]:
    """The edits that make all safe fixes of a document, in order of the text."""
    if not any(finding.safe_fix for finding in findings):
        return []
    fixed = fix_text(snapshot.text, _check(snapshot), findings)
    return list(_edits_between(snapshot.text, fixed.text))


def _check(snapshot: Snapshot) -> Check:
    """The findings of the document with another text; sections that are the same cost nothing."""
    memo = Memo()

    def check(text: str) -> list[Finding]:
        return diagnose(snapshot.edited(LineIndex(text)), memo)

    return check


def _edits_between(before: str, after: str) -> Iterator[TextEdit]:
    """Replace the lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield TextEdit(Span(starts[start], starts[end]), "".join(new[new_start:new_end]))
