"""The report as JUnit writes it: a suite for each file, which most CI servers can show."""

from __future__ import annotations

from typing import IO
from xml.sax.saxutils import escape, quoteattr

import click

from stackls_core.findings import Severity
from stackls_core.visible import visible
from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.terminal import display_path

_FAILURES = (Severity.ERROR, Severity.WARNING)
"""What makes a test fail; the rest is told in its output."""


class JunitReport:
    """Writes UTF-8, whatever the locale says."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream
        self._suites: list[str] = []
        self._tests = 0
        self._failures = 0

    def add(self, file: CheckedFile) -> None:
        """Collect a file. One without findings is a test that has passed."""
        path = _readable(display_path(file.path))
        cases = [_case(file, path, index) for index in range(len(file.findings))]
        tests = len(cases) or 1
        failures = sum(finding.severity in _FAILURES for finding in file.findings)
        self._tests += tests
        self._failures += failures
        inner = "".join(cases) or f'    <testcase name="stackls" classname={quoteattr(path)}/>\n'
        self._suites.append(
            f'  <testsuite name={quoteattr(path)} tests="{tests}" failures="{failures}">\n'
            f"{inner}  </testsuite>\n"
        )

    def finish(self, totals: Totals) -> None:
        """Write all suites."""
        del totals
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<testsuites name="stackls" tests="{self._tests}" failures="{self._failures}">\n'
            f"{''.join(self._suites)}</testsuites>"
        )
        click.echo(text.encode("utf-8", "replace"), file=self._stream)


def _case(file: CheckedFile, path: str, index: int) -> str:
    finding = file.findings[index]
    region = file.region(finding.span)
    place = f"{finding.code} at {region.line}:{region.column}"
    message = _readable(finding.message)
    said = f"{path}:{region.line}:{region.column}: {message}"
    if finding.severity in _FAILURES:
        kind = finding.severity.value
        inner = f"<failure type={quoteattr(kind)} message={quoteattr(message)}>{escape(said)}"
        inner += "</failure>"
    else:
        inner = f"<system-out>{escape(said)}</system-out>"
    return f"    <testcase name={quoteattr(place)} classname={quoteattr(path)}>{inner}</testcase>\n"


def _readable(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return visible(text).translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
