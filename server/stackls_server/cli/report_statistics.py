"""``stackls check --statistics``: how many findings there are of each rule."""

from __future__ import annotations

from collections import Counter
from typing import IO

import click

from stackls_core.analysis.all_rules import BY_CODE
from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.summary import summary
from stackls_server.cli.terminal import Terminal


class StatisticsReport:
    """A line for each rule, the most frequent first; ``*`` marks what --fix fixes."""

    def __init__(self, stream: IO[str] | None, terminal: Terminal, *, quiet: bool) -> None:
        """``stream`` is standard output where it is ``None``; a ``quiet`` one ends early."""
        self._stream = stream
        self._terminal = terminal
        self._quiet = quiet
        self._found: Counter[str] = Counter()
        self._fixable: set[str] = set()

    def add(self, file: CheckedFile) -> None:
        """Count the findings of a file."""
        for finding in file.findings:
            self._found[finding.code] += 1
            if finding.safe_fix is not None:
                self._fixable.add(finding.code)

    def finish(self, totals: Totals) -> None:
        """Print the counts and what it came to."""
        width = max((len(code) for code in self._found), default=0)
        digits = len(str(max(self._found.values(), default=0)))
        for code, number in sorted(self._found.items(), key=lambda item: (-item[1], item[0])):
            mark = "*" if code in self._fixable else " "
            rule = BY_CODE.get(code)
            about = rule.summary if rule is not None else ""
            self._print(f"{number:>{digits}}  {code:<{width}}  [{mark}] {about}".rstrip())
        if not self._quiet:
            self._print(summary(totals))

    def _print(self, line: str) -> None:
        click.echo(self._terminal.shown(line), file=self._stream, color=self._terminal.color)
