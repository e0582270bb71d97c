"""Which fixes are offered at the cursor, and in which order."""

from __future__ import annotations

import pytest

from stackls_core.analysis.analyze import Memo
from stackls_core.check import check_text
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit, apply_edits
from stackls_server.features import code_actions
from stackls_server.features.code_actions import (
    actions_at,
    fix_all,
    fixable_at,
    ignores_at,
    rules_at,
)
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


def alerters(count: int) -> str:
    one = "    - name: a{0}\n      flavor: pager\n      configuration: {{chanel: x, id: {0}}}\n"
    return HEAD + REST + "  alerter:\n" + "".join(one.format(n) for n in range(count))


def test_a_fix_is_judged_at_the_cost_of_what_it_changes():
    class Counting(Memo):
        def copy(self) -> Memo:
            self.tried = super().copy()
            return self.tried

    text = alerters(50)
    snapshot, memo = Snapshot(text, CATALOG, "a.stack.yaml"), Counting()
    findings = diagnose(snapshot, memo)
    at = text.index("chanel")
    assert memo.validated > 50
    kept = dict(memo.findings)
    assert actions_at(snapshot, findings, Span(at, at), memo) != []
    assert memo.tried.validated - memo.validated <= 3
    assert memo.findings == kept


@pytest.mark.parametrize("most", [0, 20_000**2])
def test_the_edits_of_all_fixes_make_the_fixed_text(monkeypatch: pytest.MonkeyPatch, most: int):
    monkeypatch.setattr(code_actions, "_MOST_COMPARED", most)
    text = alerters(40)
    snapshot, findings = opened(text)
    edits = fix_all(snapshot, findings)
    assert len(edits) == (40 if most else 1)
    assert apply_edits(text, edits) == text.replace("chanel", "channel")


# --- leaving it as it is --------------------------------------------------------------------------


def ignored(text: str, at: str) -> list[tuple[str, str]]:
    """What there is to ignore at ``at``: the title, and the lines that are new."""
    snapshot, findings = opened(text)
    offset = text.index(at)
    found = ignores_at(snapshot, findings, Span(offset, offset))
    return [
        (
            action.fix.title,
            next(
                new for new in apply_edits(text, action.fix.edits).splitlines() if "stackls" in new
            ),
        )
        for action in found
    ]


WRONG = HEAD + REST.replace("flavor: local", "flavor: locall", 1)


def test_a_finding_is_ignored_at_the_end_of_its_line():
    title = "Ignore unknown-flavor here"
    comment = "# stackls: ignore[unknown-flavor]"
    assert ignored(WRONG, "locall") == [(title, f"      flavor: locall  {comment}")]
    commented = WRONG.replace("locall", "locall  # ours")
    assert ignored(commented, "locall") == [(title, f"      flavor: locall  # ours  {comment}")]


def test_one_comment_ignores_several():
    text = WRONG.replace("locall", "locall  # stackls: ignore[yaml-surprise]")
    comment = "# stackls: ignore[yaml-surprise, unknown-flavor]"
    assert ignored(text, "locall") == [
        ("Ignore unknown-flavor here", f"      flavor: locall  {comment}")
    ]


def test_a_text_of_several_lines_is_not_added_to():
    text = WRONG.replace("locall", '"local\n      l"')
    found = ignored(text, '"local')
    assert [line for _, line in found] == ["      # stackls: ignore[unknown-flavor]"]


def test_what_cannot_be_ignored_offers_no_comment():
    assert ignored("a: 'b\n", "a") == []
    text = WRONG.replace("locall", "local # stackls: ignore[yaml-surprise]")
    assert ignored(text, "# stackls") == []


def test_rules_are_named_once():
    snapshot, findings = opened(WRONG.replace("flavor: local\n", "flavor: locall\n"))
    whole = rules_at(findings, Span(0, len(snapshot.text)))
    assert [one.code for one in whole] == ["unknown-flavor"]
