"""Code actions: fixing the findings at the cursor, or all that is safe, or ignoring them.

Each fix is judged by its result on the whole document before it is offered. A ``memo`` of the
document's last analysis makes that cost the sections that a fix changes; it is not changed itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

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


def actions_at(
    snapshot: Snapshot, findings: Sequence[Finding], span: Span, memo: Memo | None = None
) -> list[Action]:
    """The fixes of all findings that ``span`` touches, preferred ones first."""
    before, check = Checked(snapshot.text, findings), _check(snapshot, memo)
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


def ignores_at(
    snapshot: Snapshot, findings: Sequence[Finding], span: Span, memo: Memo | None = None
) -> list[Action]:
    """The comments that ignore what ``span`` touches, one for each rule and line."""
    before, check = Checked(snapshot.text, findings), _check(snapshot, memo)
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


def fix_all(
    snapshot: Snapshot, findings: Sequence[Finding], memo: Memo | None = None
) -> list[TextEdit]:
    """The edits that make all safe fixes of a document, in order of the text."""
    if not any(finding.safe_fix for finding in findings):
        return []
    fixed = fix_text(snapshot.text, _check(snapshot, memo), findings)
    return list(edits_between(snapshot.text, fixed.text))


def _check(snapshot: Snapshot, memo: Memo | None) -> Check:
    """The findings of the document with another text; sections that are the same cost nothing."""
    tried = memo.copy() if memo is not None else Memo()

    def check(text: str) -> list[Finding]:
        return diagnose(snapshot.edited(LineIndex(text)), tried)

    return check


def edits_between(before: str, after: str) -> Iterator[TextEdit]:
    """Replace the lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    at = new_at = 0
    for start, end, new_start, new_end in [*_same(old, new), (len(old), 0, len(new), 0)]:
        if (at, new_at) != (start, new_start):
            yield TextEdit(Span(starts[at], starts[start]), "".join(new[new_at:new_start]))
        at, new_at = end, new_end


def _same(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The runs of equal lines: start and end among ``old``, start and end among ``new``."""
    from rapidfuzz.distance import Indel

    if len(old) * len(new) <= _MOST_COMPARED:
        blocks = [block for block in Indel.opcodes(old, new) if block.tag == "equal"]
        return [(one.src_start, one.src_end, one.dest_start, one.dest_end) for one in blocks]
    head = sum(1 for _ in takewhile(_is_equal, zip(old, new, strict=False)))
    rest = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = sum(1 for _ in takewhile(_is_equal, rest))
    ends = (len(old) - tail, len(old), len(new) - tail, len(new))
    return [(0, head, 0, head), ends]


def _is_equal(lines: tuple[str, str]) -> bool:
    return lines[0] == lines[1]


_MOST_COMPARED = 20_000**2
"""Pairs of lines: comparing takes a bit of memory for each. Beyond, it is one edit for all."""
