"""The report for GitHub Actions: workflow commands, which become annotations of a change.

See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

import os
from typing import IO

import click

from stackls_core.findings import Finding, Severity
from stackls_core.visible import visible_lines
from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.terminal import display_path

_COMMANDS: dict[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


class GithubReport:
    """One command for each finding, in UTF-8."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream

    def add(self, file: CheckedFile) -> None:
        """Write the commands of a file."""
        commands = [self._command(file, finding) for finding in file.findings]
        if commands:
            click.echo("\n".join(commands).encode("utf-8", "replace"), file=self._stream)

    def finish(self, totals: Totals) -> None:
        """Add nothing: the log shows each command already."""
        del totals

    def _command(self, file: CheckedFile, finding: Finding) -> str:
        region = file.region(finding.span)
        properties: dict[str, object] = {
            "file": file.path,
            "line": region.line,
            "endLine": region.end_line,
        }
        # GitHub takes columns only where the annotation begins and ends on the same line.
        if region.line == region.end_line:
            properties |= {"col": region.column, "endColumn": region.end_column}
        title = f"stackls {finding.code}"
        return annotation(_COMMANDS[finding.severity], properties, title, finding.message)


def annotation(command: str, place: dict[str, object], title: str, message: str) -> str:
    """A workflow command. ``place`` has a ``file``, and where in it, counted from 1."""
    path = _path_in_repository(str(place["file"]))
    properties = {**place, "file": path, "title": title}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{command} {listed}::{_data(message)}"


def _path_in_repository(path: str) -> str:
    """``path`` as annotations need it: relative to the workspace, wherever the step runs."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace:
        try:
            inside = os.path.relpath(path, workspace)
        except ValueError:
            return display_path(path)  # on another drive
        if not inside.startswith(os.pardir):
            return display_path(inside)
    return display_path(path)


def _data(text: str) -> str:
    return visible_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
