"""The severities that people choose, by rule: a configuration's, and above it somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from stackls_core.analysis.ignores import NEVER_IGNORED
from stackls_core.configuration.model import OFF, Configuration
from stackls_core.findings import Finding, Severity

_BY_NAME = {severity.value: severity for severity in Severity}


@dataclass(frozen=True)
class Levels:
    """What is chosen. ``of_rules`` are severities by code, or ``off``; ``only`` the rules that
    report something, ``None`` for all.
    """

    of_rules: Mapping[str, str] = field(default_factory=dict[str, str])
    only: frozenset[str] | None = None

    @classmethod
    def chosen(cls, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Levels:
        """What ``--select`` and ``--ignore`` say."""
        return cls(dict.fromkeys(ignore, OFF), frozenset(select) or None)

    @classmethod
    def of(cls, configuration: Configuration, path: Path) -> Levels:
        """What a configuration says of a file. It cannot silence that a file is not read."""
        of_rules = {
            code: level
            for code, level in configuration.levels(path).items()
            if code not in NEVER_IGNORED
        }
        only = configuration.select
        return cls(of_rules, frozenset(only) | NEVER_IGNORED if only is not None else None)

    def above(self, other: Levels) -> Levels:
        """This choice, and where it says nothing the ``other``."""
        of_rules = {**other.of_rules, **self.of_rules}
        if self.only is None:
            return Levels(of_rules, other.only and other.only | self.of_rules.keys())
        # who asks for a rule gets it, whatever the configuration says
        of_rules = {
            code: level
            for code, level in of_rules.items()
            if level != OFF or code in self.of_rules or code not in self.only
        }
        return Levels(of_rules, self.only | NEVER_IGNORED)

    def applied(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that are left, with their severities."""
        if not self.of_rules and self.only is None:
            return list(findings)
        kept: list[Finding] = []
        for finding in findings:
            level = self.of_rules.get(finding.code)
            if level == OFF or (self.only is not None and finding.code not in self.only):
                continue
            severity = _BY_NAME.get(level, finding.severity) if level else finding.severity
            is_same = severity is finding.severity
            kept.append(finding if is_same else replace(finding, severity=severity))
        return kept
