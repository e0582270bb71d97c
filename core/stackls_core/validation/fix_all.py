"""All safe fixes of a text at once, and again until there is nothing left to fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stackls_core.text import TextEdit, apply_edits
from stackls_core.validation.findings import Finding, Fix, Severity

MAX_ROUNDS = 10
"""How often a text is fixed and checked again; mending one thing may bring another to light."""

_MAX_SINGLE_FIXES = 100

Check = Callable[[str], Sequence[Finding]]


@dataclass(frozen=True)
class FixedText:
    """A text after its safe fixes, what is still wrong with it, and how many fixes it took."""

    text: str
    findings: tuple[Finding, ...]
    fixed: int


def safe_fix(finding: Finding) -> Fix | None:
    """The fix of ``finding`` that may be applied without asking, if it has one."""
    return next((fix for fix in finding.fixes if fix.safe), None)


def compatible_fixes(findings: Iterable[Finding]) -> list[Fix]:
    """The safe fixes that do not get into each other's way, in the order of the findings.

    Where two fixes touch the same text the first in the text wins; the other finding is still
    there afterwards and can be mended next.
    """
    chosen: list[Fix] = []
    taken: list[TextEdit] = []
    for finding in findings:
        fix = safe_fix(finding)
        if fix is not None and not any(_touch(a, b) for a in fix.edits for b in taken):
            chosen.append(fix)
            taken.extend(fix.edits)
    return chosen


def fix_all(findings: Iterable[Finding]) -> list[TextEdit]:
    """The edits of all safe fixes that do not get into each other's way, in order of the text."""
    edits = [edit for fix in compatible_fixes(findings) for edit in fix.edits]
    return sorted(edits, key=lambda edit: edit.span)


def fix_text(text: str, check: Check, findings: Sequence[Finding] | None = None) -> FixedText:
    """``text`` with all safe fixes applied, round after round until nothing changes.

    ``check`` gives the findings of a text; ``findings`` are those of ``text`` where they are known
    already. The result never has more errors than ``text``: a round that ends with more is taken
    back, unless a later one makes up for it, and its fixes are then tried one by one.
    """
    start = FixedText(text, tuple(check(text) if findings is None else findings), 0)
    best = current = start
    seen = {text}
    for _ in range(MAX_ROUNDS):
        following = _apply(current, compatible_fixes(current.findings), check)
        if following is None or following.text in seen:
            return best if best is current else _fix_one_by_one(best, check)
        seen.add(following.text)
        current = following
        if _is_no_worse(current, best):
            best = current
    return best


def _apply(state: FixedText, fixes: Sequence[Fix], check: Check) -> FixedText | None:
    edits = [edit for fix in fixes for edit in fix.edits]
    if not edits:
        return None
    text = apply_edits(state.text, edits)
    return FixedText(text, tuple(check(text)), state.fixed + len(fixes))


def _fix_one_by_one(state: FixedText, check: Check) -> FixedText:
    """Each fix on its own: those that bring up more errors than they mend are left alone."""
    refused = 0
    for _ in range(_MAX_SINGLE_FIXES):
        fixes = compatible_fixes(state.findings)
        if refused >= len(fixes):
            break
        following = _apply(state, fixes[refused : refused + 1], check)
        if following is not None and following.text != state.text and _better(following, state):
            state = following
        else:
            refused += 1
    return state


def _better(one: FixedText, other: FixedText) -> bool:
    """Whether ``one`` is no worse and has fewer findings, so that trying on comes to an end."""
    return _is_no_worse(one, other) and len(one.findings) < len(other.findings)


def _is_no_worse(one: FixedText, other: FixedText) -> bool:
    """Whether ``one`` has no more errors, and no more places where it cannot be read at all."""
    return _errors(one) <= _errors(other) and _unreadable(one) <= _unreadable(other)


def _errors(state: FixedText) -> int:
    return sum(finding.severity is Severity.ERROR for finding in state.findings)


def _unreadable(state: FixedText) -> int:
    """A syntax error hides the errors behind it, so it counts apart from them."""
    return sum(finding.code == "syntax-error" for finding in state.findings)


def _touch(one: TextEdit, other: TextEdit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
