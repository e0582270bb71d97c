"""Where a check reports to, in which format, and what becomes of fixed texts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from stackls_core.search.walk import reason
from stackls_server.cli.failures import Failure
from stackls_server.cli.terminal import display_path, terminal_of

if TYPE_CHECKING:
    from stackls_core.search.source import Source
    from stackls_core.search.walk import Candidate
    from stackls_server.cli.check_options import Options
    from stackls_server.cli.results import Report


def open_report(options: Options) -> tuple[Report, Callable[[], None]]:
    """The report that was asked for, and what to call once it is finished. Raises `Failure`."""
    if options.output_file is None:
        stream = sys.stderr if options.report_on_stderr else sys.stdout
        return _report(options, stream), _nothing
    try:
        file = Path(options.output_file).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115
    except OSError as error:
        raise Failure(f"{display_path(options.output_file)}: {reason(error)}") from error
    return _report(options, file), file.close


def _nothing() -> None:
    return


def _report(options: Options, stream: IO[str]) -> Report:
    binary = getattr(stream, "buffer", None)
    if options.diff:
        from stackls_server.cli.report_text import DiffSummary

        return DiffSummary(stream, terminal_of(stream))
    if options.format == "json":
        from stackls_server.cli.report_json import JsonReport

        return JsonReport(binary)
    if options.format == "sarif":
        from stackls_server.cli.report_sarif import SarifReport

        return SarifReport(binary)
    if options.format == "github":
        from stackls_server.cli.report_github import GithubReport

        return GithubReport(binary)
    if options.format == "gitlab":
        from stackls_server.cli.report_gitlab import GitlabReport

        return GitlabReport(binary)
    if options.format == "junit":
        from stackls_server.cli.report_junit import JunitReport

        return JunitReport(binary)
    if options.format == "markdown":
        from stackls_server.cli.report_markdown import MarkdownReport

        return MarkdownReport(binary)
    if options.statistics:
        from stackls_server.cli.report_statistics import StatisticsReport

        return StatisticsReport(stream, terminal_of(stream), quiet=options.quiet)
    from stackls_server.cli.report_text import TextReport

    return TextReport(stream, terminal_of(stream), quiet=options.quiet)


def write_fixed(candidate: Candidate, source: Source, text: str) -> None:
    """Put the fixed text where it was read from; standard input goes to standard output."""
    from stackls_server.cli.writing import write_source

    if candidate.is_stdin:
        click.echo(source.encoded(text), nl=False)
    elif text != source.text:
        write_source(candidate.path, source.encoded(source.text), source.encoded(text))


def print_diff(candidate: Candidate, source: Source, text: str) -> None:
    """Print what would change, as a unified diff."""
    from stackls_server.cli.diff import colored, unified_diff

    if text == source.text:
        return
    before, after = (source.encoded(one).decode("utf-8") for one in (source.text, text))
    diff = unified_diff(candidate.path, before, after)
    terminal = terminal_of(sys.stdout)
    if terminal.width is None and not terminal.color:
        click.echo(diff.encode("utf-8"), nl=False)
    else:
        click.echo(colored(diff, terminal), nl=False, color=terminal.color)
