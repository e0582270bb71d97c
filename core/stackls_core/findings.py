"""What a rule reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.limits import MAX_MESSAGE
from stackls_core.text import Span, TextEdit


class Severity(str, Enum):
    """How bad a finding is.

    An error is what ZenML refuses; a warning is what it accepts and the user would regret.
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


class Tag(str, Enum):
    """How an editor may render what a finding points at."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to fix a finding: ``edits`` apply together, to the text the finding is about.

    A ``safe`` fix cannot change what the user means, so it may be applied without asking;
    ``preferred`` marks the one to offer first. One that ``removes`` is there to leave out what is
    written. `stackls_core.analysis.judging` says which fixes may be offered.
    """

    title: str
    edits: tuple[TextEdit, ...]
    safe: bool = False
    preferred: bool = True
    removes: bool = False

    def shifted(self, by: int) -> Fix:
        """This fix for the same text, ``by`` characters further on."""
        edits = tuple([TextEdit(edit.span.shifted(by), edit.new_text) for edit in self.edits])
        return Fix(self.title, edits, self.safe, self.preferred, self.removes)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong at one place."""

    code: str
    severity: Severity
    message: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()
    store: str = ""
    """The registry that is the reason, in a few words; empty where the file itself is."""
    shell: str = ""
    """A command for a terminal that resolves it; empty where there is none."""

    @property
    def safe_fix(self) -> Fix | None:
        """The fix that may be applied without asking, if there is one."""
        return next((fix for fix in self.fixes if fix.safe), None)

    @property
    def best_fix(self) -> Fix | None:
        """The fix to tell of: the safe one, else the one to offer first."""
        ranked = sorted(self.fixes, key=lambda fix: (not fix.safe, not fix.preferred))
        return ranked[0] if ranked else None

    def shifted(self, by: int) -> Finding:
        """This finding for the same text, ``by`` characters further on."""
        # `replace` takes three times as long, and after a keystroke all that follow are moved
        return Finding(
            self.code,
            self.severity,
            self.message,
            self.span.shifted(by),
            tuple([fix.shifted(by) for fix in self.fixes]),
            tuple([Related(one.span.shifted(by), one.message) for one in self.related]),
            self.tags,
            self.store,
            self.shell,
        )


def bounded(message: str) -> str:
    """``message``, cut where it is too long for people to read."""
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"
