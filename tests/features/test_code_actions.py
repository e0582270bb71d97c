"""Which fixes are offered at the cursor, and in which order."""

from __future__ import annotations

from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_server.features.code_actions import actions_at
from tests.support.checks import find
from tests.support.stack_texts import HEAD, REST


def finding(start: int, end: int, *fixes: Fix) -> Finding:
    return Finding("some-code", Severity.ERROR, "Some message.", Span(start, end), fixes=fixes)


def fix(title: str, *, preferred: bool = False) -> Fix:
    return Fix(title, (TextEdit(Span(0, 0), title),), preferred=preferred)


def titles(findings: list[Finding], start: int, end: int) -> list[str]:
    return [action.fix.title for action in actions_at(findings, Span(start, end))]


FINDINGS = [finding(2, 5, fix("first")), finding(5, 9, fix("second")), finding(20, 25)]


def test_those_of_findings_that_are_touched():
    assert titles(FINDINGS, 0, 1) == []
    assert titles(FINDINGS, 0, 2) == ["first"]
    assert titles(FINDINGS, 5, 5) == ["first", "second"]
    assert titles(FINDINGS, 6, 6) == ["second"]
    assert titles(FINDINGS, 9, 30) == ["second"]
    assert titles(FINDINGS, 0, 100) == ["first", "second"]


def test_preferred_ones_come_first_and_the_others_keep_their_order():
    findings = [
        finding(0, 5, fix("a"), fix("b", preferred=True)),
        finding(0, 5, fix("c"), fix("d", preferred=True)),
    ]
    assert titles(findings, 1, 1) == ["b", "d", "a", "c"]


def test_an_action_knows_its_finding():
    text, findings = find(HEAD + REST.replace("flavor: local", "flavor: locall", 1))
    at = text.index("locall")
    (action,) = actions_at(findings, Span(at, at))
    assert action.finding.code == "unknown-flavor"
    assert action.fix in action.finding.fixes
    assert actions_at(findings, Span(at - 10, at - 10)) == []
