"""Whether a fix does what it says: each is judged by its result on the whole document.

A rule knows the place that it looks at; what comes of an edit shows only in the whole file. So
whoever offers or applies a fix asks here first. It costs one check of the edited text, which is why
this is not done while somebody types.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from stackls_core.budget import Budget
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.limits import MAX_SECONDS
from stackls_core.text import Span, TextEdit, apply_edits

Check = Callable[[str], Sequence[Finding]]
"""The findings of a text."""

MAX_JUDGED = 200
"""How many fixes of a document are looked at, each for the price of a check, where there is time
for that; others are dropped."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Checked:
    """A text with its findings."""

    text: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Change:
    """Fixes that apply together, each with its finding, and the document before and after."""

    before: Checked
    after: Checked
    made: Sequence[tuple[Finding, Fix]]

    @property
    def is_good(self) -> bool:
        """Whether all findings are gone, no error is new, and nothing that was written is lost."""
        return (
            self.after.text != self.before.text
            and self.are_gone()
            and self._are_fewer()
            and not self.adds_an_error()
            and not self.loses_something()
        )

    def are_gone(self) -> bool:
        """Whether what the fixes are for is no longer reported, there or in those words."""
        moved = _Moved(self.edits)
        kinds = Counter(_kind(finding) for finding, _ in self.made)
        places = Counter(_place(finding) for finding, _ in self.made)
        were, left = _counted(self.before), _counted(self.after)
        return all(left[kind] <= were[kind] - n for kind, n in kinds.items()) and all(
            left[code, moved.span(span)] <= were[code, span] - n
            for (code, span), n in places.items()
        )

    def _are_fewer(self) -> bool:
        """Whether no finding of the same rule has come up elsewhere instead."""
        were = Counter(finding.code for finding in self.before.findings)
        left = Counter(finding.code for finding in self.after.findings)
        return all(left[finding.code] < were[finding.code] for finding, _ in self.made)

    def adds_an_error(self) -> bool:
        """Whether there is an error that was not there.

        What a finding had kept from being checked may come to light, as long as the errors do not
        become more.
        """
        before, after = _errors(self.before.findings), _errors(self.after.findings)
        if after.total() > before.total() or after["syntax-error"] > before["syntax-error"]:
            return True
        return bool(after - before) and not any(_hides_others(finding) for finding, _ in self.made)

    def loses_something(self) -> bool:
        """Whether a word is gone that no finding points at, in a comment for example."""
        kept = [(finding, fix) for finding, fix in self.made if not fix.removes]
        if len(kept) < len(self.made):
            return False
        lost = _words(self.before.text) - _words(self.after.text)
        for span in {finding.span for finding, _ in kept}:
            lost -= _words(_whole_words(self.before.text, span))
        return bool(lost)

    @property
    def edits(self) -> list[TextEdit]:
        """The edits of all fixes, in order of the text."""
        edits = [edit for _, fix in self.made for edit in fix.edits]
        return sorted(edits, key=lambda edit: edit.span)


def change(before: Checked, made: Sequence[tuple[Finding, Fix]], check: Check) -> Change | None:
    """What comes of fixes of ``before``; ``None`` where their edits get into each other's way."""
    try:
        text = apply_edits(before.text, [edit for _, fix in made for edit in fix.edits])
    except ValueError:
        return None
    return Change(before, Checked(text, tuple(check(text))), made)


def is_good_fix(before: Checked, finding: Finding, fix: Fix, check: Check) -> bool:
    """Whether ``fix`` on its own may be offered."""
    result = change(before, [(finding, fix)], check)
    return result is not None and result.is_good


def judged(before: Checked, finding: Finding, check: Check) -> Finding:
    """``finding`` with those of its fixes that may be offered."""
    good = tuple(fix for fix in finding.fixes if is_good_fix(before, finding, fix, check))
    return finding if len(good) == len(finding.fixes) else replace(finding, fixes=good)


def all_judged(before: Checked, check: Check) -> list[Finding]:
    """The findings of a document, each with those of its fixes that may be offered."""
    found: list[Finding] = []
    left = MAX_JUDGED
    with Budget(MAX_SECONDS):
        for finding in before.findings:
            left -= len(finding.fixes)
            if left < 0:
                break
            found.append(judged(before, finding, check))
    return found + [replace(finding, fixes=()) for finding in before.findings[len(found) :]]


class _Moved:
    """Where a place of a text is once edits are made."""

    def __init__(self, edits: Sequence[TextEdit]) -> None:
        self._edits = edits
        self._starts = [edit.span.start for edit in edits]
        self._delta = [0]
        for edit in edits:
            size = edit.span.end - edit.span.start
            self._delta.append(self._delta[-1] + len(edit.new_text) - size)

    def span(self, span: Span) -> Span:
        """The place of what was at ``span``: of what was written instead where it was replaced."""
        return Span(self._offset(span.start, is_end=False), self._offset(span.end, is_end=True))

    def _offset(self, offset: int, *, is_end: bool) -> int:
        """An insertion right before a start, or right behind an end, stays outside."""
        find = bisect_right(self._starts, offset - is_end)
        index = find - 1
        if index < 0:
            return offset
        edit, before = self._edits[index], self._delta[index]
        if offset >= edit.span.end:
            return offset + self._delta[index + 1]
        return edit.span.start + before + (len(edit.new_text) if is_end else 0)


def _whole_words(text: str, span: Span) -> str:
    """What stands at ``span``, with what hangs together with it on both sides."""
    start, end = span.start, span.end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end]


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message


def _place(finding: Finding) -> tuple[str, Span]:
    return finding.code, finding.span


def _counted(checked: Checked) -> Counter[tuple[str, str | Span]]:
    """How many findings there are of each kind, and at each place."""
    counted = Counter[tuple[str, str | Span]](map(_kind, checked.findings))
    counted.update(map(_place, checked.findings))
    return counted


def _errors(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(f.code for f in findings if f.severity is Severity.ERROR)


def _hides_others(finding: Finding) -> bool:
    from stackls_core.analysis.all_rules import BY_CODE

    rule = BY_CODE.get(finding.code)
    return rule is not None and rule.hides_others


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text))
