"""All safe fixes of a text at once, and again until there is nothing left to fix."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stackls_core.analysis.judging import Change, Check, Checked, change
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit

MAX_ROUNDS = 10
"""How often a text is fixed and checked again; mending one thing may bring another to light."""

_MAX_SINGLE_FIXES = 30

_MOST_CHARACTERS = 600_000
"""How much text is checked again, in all, while one text is fixed."""

_FEWEST_CHECKS = 3


@dataclass(frozen=True)
class FixedText:
    """A text after its safe fixes, what is still wrong with it, and how many fixes it took."""

    text: str
    findings: tuple[Finding, ...]
    fixed: int


def with_unsafe_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """``findings`` with all that stops an import mendable: the likeliest fix counts as safe.

    Such a fix may choose for the user: a value to be replaced later, or what to leave out.
    """
    return [
        replace(finding, fixes=(replace(_likeliest(finding), safe=True),))
        if _stops_an_import(finding) and finding.fixes and finding.safe_fix is None
        else finding
        for finding in findings
    ]


def _stops_an_import(finding: Finding) -> bool:
    """Whether ZenML may refuse the file for it: errors, and another ZenML's version."""
    return finding.severity is Severity.ERROR or finding.code == "version-mismatch"


def _likeliest(finding: Finding) -> Fix:
    return min(finding.fixes, key=lambda fix: not fix.preferred)


def mendable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings whose safe fixes do not get into each other's way, in their order.

    Where two fixes touch the same text the first in the text wins; the other finding is still
    there afterwards and can be fixed next.
    """
    chosen: list[Finding] = []
    taken: list[TextEdit] = []
    for finding in findings:
        edits = _edits(finding)
        if edits and not any(_touches_any(edit, taken) for edit in edits):
            chosen.append(finding)
            for edit in edits:
                insort(taken, edit, key=_span)
    return chosen


def fix_all(findings: Iterable[Finding]) -> list[TextEdit]:
    """The edits of all safe fixes that do not get into each other's way, in order of the text."""
    edits = [edit for finding in mendable(findings) for edit in _edits(finding)]
    return sorted(edits, key=lambda edit: edit.span)


def _edits(finding: Finding) -> tuple[TextEdit, ...]:
    fix = finding.safe_fix
    return fix.edits if fix is not None else ()


def fix_text(text: str, check: Check, findings: Sequence[Finding] | None = None) -> FixedText:
    """``text`` with all safe fixes applied, round after round until nothing changes.

    ``check`` gives the findings of a text; ``findings`` are those of ``text`` where they are known
    already. The result never has more errors than ``text``: fixes that bring up an error, that do
    not remove what they are for, or that lose what is written, are left out.
    """
    state = FixedText(text, tuple(check(text) if findings is None else findings), 0)
    seen = {text}
    effort = _Effort(len(text))
    for _ in range(MAX_ROUNDS):
        following = _fix_one_by_one(_fix_together(state, check, effort), check, effort)
        if following.text in seen:
            break
        seen.add(following.text)
        state = following
    return state


class _Effort:
    """How many more texts may be checked: each is checked whole, so fewer where texts are long."""

    def __init__(self, length: int) -> None:
        self._left = max(_FEWEST_CHECKS, _MOST_CHARACTERS // max(length, 1))

    def allows_one_more(self) -> bool:
        """Whether there may be another check, which then counts."""
        self._left -= 1
        return self._left >= 0


def _fix_together(start: FixedText, check: Check, effort: _Effort) -> FixedText:
    """All fixes at once, again and again; the last state that is no worse than those before it.

    A round may end with more errors than it began with: mending a key that was misspelt brings up
    what is wrong below it. The next round may make up for that.
    """
    best = current = start
    seen = {start.text}
    for _ in range(MAX_ROUNDS):
        chosen = mendable(current.findings)
        made = _change(current, chosen, check) if chosen and effort.allows_one_more() else None
        if made is None or made.after.text in seen:
            break
        if not made.are_gone() or made.loses_something():
            break
        seen.add(made.after.text)
        current = _after(current, made)
        if _is_no_worse(current, best):
            best = current
    return best


def _fix_one_by_one(state: FixedText, check: Check, effort: _Effort) -> FixedText:
    """Each fix on its own, judged by itself: those that do not do what they say are left alone."""
    refused = 0
    for _ in range(_MAX_SINGLE_FIXES):
        chosen = mendable(state.findings)[refused : refused + 1]
        made = _change(state, chosen, check) if chosen and effort.allows_one_more() else None
        if made is None:
            break
        following = _after(state, made)
        if made.is_good and _is_better(following, state):
            state = following
        else:
            refused += 1
    return state


def _change(state: FixedText, chosen: Sequence[Finding], check: Check) -> Change | None:
    """What comes of the safe fixes of ``chosen``."""
    made = [(finding, fix) for finding in chosen if (fix := finding.safe_fix) is not None]
    return change(Checked(state.text, state.findings), made, check)


def _after(state: FixedText, made: Change) -> FixedText:
    return FixedText(made.after.text, tuple(made.after.findings), state.fixed + len(made.made))


def _is_better(one: FixedText, other: FixedText) -> bool:
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


def _span(edit: TextEdit) -> Span:
    return edit.span


def _touches_any(edit: TextEdit, taken: Sequence[TextEdit]) -> bool:
    """Whether ``edit`` touches one of ``taken``, which are sorted and do not overlap."""
    at = bisect_right(taken, edit.span, key=_span)
    # at most two meet on each side: one that ends or starts there, and one that only inserts
    return any(_touch(edit, other) for other in taken[max(at - 2, 0) : at + 2])


def _touch(one: TextEdit, other: TextEdit) -> bool:
    """Whether one of two edits may undo or spoil the other.

    Text that is inserted at the edge of what is removed counts: a comma that one of them leaves or
    brings belongs to an entry that is gone.
    """
    if one.span == other.span:
        return True
    removes = not one.new_text or not other.new_text
    if removes and (one.span.start == one.span.end or other.span.start == other.span.end):
        return one.span.start <= other.span.end and other.span.start <= one.span.end
    return one.span.start < other.span.end and other.span.start < one.span.end
