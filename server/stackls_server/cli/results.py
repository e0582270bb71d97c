"""What a check has to say, for every format of report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from stackls_core.findings import Finding, Severity
from stackls_core.limits import MAX_FINDINGS
from stackls_core.text import LineIndex, Position, Span


@dataclass(frozen=True)
class CheckedFile:
    """A stack file that was checked.

    ``text`` is what the findings are about: after fixing, where files are fixed. ``fixed`` counts
    the fixes that were made, ``before`` what was found before them. ``find_hidden`` says where in
    the text secrets stand, in order; it takes a while.
    """

    path: str
    text: str
    findings: Sequence[Finding]
    fixed: int = 0
    before: Counter[Severity] = field(default_factory=Counter[Severity])
    find_hidden: Callable[[], Sequence[Span]] = tuple[Span, ...]

    @cached_property
    def hidden(self) -> Sequence[Span]:
        """Where the text must not be shown."""
        return self.find_hidden()

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    def region(self, span: Span) -> Region:
        """Where ``span`` is, as people count."""
        return Region(self.lines.position(span.start), self.lines.position(span.end))


@dataclass(frozen=True)
class Region:
    """A range of a text, 1-based; columns count characters, the end is exclusive."""

    start: Position
    end: Position

    @property
    def line(self) -> int:
        return self.start.line + 1

    @property
    def column(self) -> int:
        return self.start.column + 1

    @property
    def end_line(self) -> int:
        return self.end.line + 1

    @property
    def end_column(self) -> int:
        """The column after the last character."""
        return self.end.column + 1


@dataclass(frozen=True)
class Trouble:
    """A file that could not be checked, and why. A ``fatal`` one makes the run a failure."""

    path: str
    message: str
    fatal: bool


@dataclass
class Totals:
    """What a run came to.

    ``fixes_files`` tells that it was asked to fix, ``looked_at`` how many YAML files it read,
    ``searched`` the paths it was given, ``is_cut`` that some file has more findings than are told.
    """

    searched: Sequence[str] = ()
    fixes_files: bool = False
    looked_at: int = 0
    checked: int = 0
    affected: int = 0
    fixable: int = 0
    fixed: int = 0
    fixed_files: int = 0
    is_cut: bool = False
    severities: Counter[Severity] = field(default_factory=Counter[Severity])
    troubles: list[Trouble] = field(default_factory=list[Trouble])

    def add(self, file: CheckedFile) -> None:
        """Count a file that was checked."""
        self.checked += 1
        self.affected += bool(file.findings)
        self.fixed += file.fixed
        self.fixed_files += bool(file.fixed)
        self.is_cut |= len(file.findings) >= MAX_FINDINGS
        self.fixable += sum(finding.safe_fix is not None for finding in file.findings)
        self.severities.update(finding.severity for finding in file.findings)

    @property
    def failed(self) -> bool:
        """Whether something that had to be checked could not be."""
        return any(trouble.fatal for trouble in self.troubles)


class Report(Protocol):
    """One format. Files come sorted by path, one at a time, so that output begins at once."""

    def add(self, file: CheckedFile) -> None:
        """Report a file that was checked, with or without findings."""
        ...

    def finish(self, totals: Totals) -> None:
        """Report what it came to."""
        ...
