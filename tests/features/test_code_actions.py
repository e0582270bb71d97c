"""Which fixes are offered at the cursor, and in which order."""

from __future__ import annotations

from stackls_core.check import check_text
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit, apply_edits
from stackls_server.features.code_actions import actions_at, fix_all, fixable_at
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot
from tests.support.checks import CATALOG
from tests.support.stack_texts import HEAD, REST


def finding(start: int, end: int, *fixes: Fix) -> Finding:
    return Finding("some-code", Severity.ERROR, "Some message.", Span(start, end), fixes=fixes)


FIX = Fix("Change it", (TextEdit(Span(0, 0), ""),))
FIRST, SECOND = finding(2, 5, FIX), finding(5, 9, FIX)
FINDINGS = [FIRST, SECOND, finding(20, 25)]


def test_those_of_findings_that_are_touched():
    assert fixable_at(FINDINGS, Span(0, 1)) == []
    assert fixable_at(FINDINGS, Span(0, 2)) == [FIRST]
    assert fixable_at(FINDINGS, Span(5, 5)) == [FIRST, SECOND]
    assert fixable_at(FINDINGS, Span(6, 6)) == [SECOND]
    assert fixable_at(FINDINGS, Span(9, 30)) == [SECOND]
    assert fixable_at(FINDINGS, Span(0, 100)) == [FIRST, SECOND]


def opened(text: str) -> tuple[Snapshot, list[Finding]]:
    snapshot = Snapshot(text, CATALOG, "demo.stack.yaml")
    return snapshot, diagnose(snapshot)


def test_preferred_ones_come_first():
    snapshot, findings = opened(HEAD + REST + "    flavour: local\n")
    titles = [a.fix.title for a in actions_at(snapshot, findings, Span(0, len(snapshot.text)))]
    assert titles == sorted(titles, key=lambda title: title.startswith("Remove"))


def test_an_action_knows_its_finding():
    snapshot, findings = opened(HEAD + REST.replace("flavor: local", "flavor: locall", 1))
    at = snapshot.text.index("locall")
    (action,) = actions_at(snapshot, findings, Span(at, at))
    assert action.finding.code == "unknown-flavor"
    assert action.fix in action.finding.fixes
    assert actions_at(snapshot, findings, Span(at - 10, at - 10)) == []


def test_a_fix_that_would_not_help_is_not_offered():
    snapshot, findings = opened(HEAD + REST)
    useless = finding(0, 5, Fix("Change nothing", (TextEdit(Span(0, 5), snapshot.text[:5]),)))
    harmful = finding(0, 5, Fix("Remove it all", (TextEdit(Span(0, len(snapshot.text)), ""),)))
    assert actions_at(snapshot, [*findings, useless, harmful], Span(0, 1)) == []


def test_all_safe_fixes_together_go_on_to_what_the_first_ones_bring_to_light():
    text = HEAD + REST.replace("orchestrator:", "orchestrators:").replace("name:", "nam:")
    snapshot, findings = opened(text)
    fixed = apply_edits(text, fix_all(snapshot, findings))
    assert check_text(fixed, None, CATALOG) == []
