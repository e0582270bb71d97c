"""``stackls check``: the findings of stack files, and their safe fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import COULD_NOT_RUN
from stackls_server.cli.judges import judges
from stackls_server.cli.stack_store import Opener, store_to_judge_by_option

if TYPE_CHECKING:
    from stackls_core.findings import Finding, Severity
    from stackls_server.cli.results import Report, Totals
    from stackls_server.cli.source import Source
    from stackls_server.cli.walk import Candidate

FORMATS = ("text", "json", "sarif", "github", "gitlab")

FOUND_ERRORS = 1
"""The exit code for a run that found something of severity error."""


@dataclass(frozen=True)
class Options:
    """What a check was asked to do."""

    paths: Sequence[str] = (".",)
    format: str = "text"
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False
    strict: bool = False
    stdin_filename: str | None = None
    opener: Opener | None = None
    """The registry to judge by, too."""
    quiet: bool = False
    statistics: bool = False
    add_ignore: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    zenml_version: str | None = None
    """The version to judge by, whatever files say they are for."""

    @property
    def report_on_stderr(self) -> bool:
        """Whether standard output is taken: by the diff, or by the fixed text of standard input."""
        return self.diff or ((self.fix or self.add_ignore) and "-" in self.paths)


@click.command(
    "check",
    epilog="Example: stackls check --fix stacks\n\n"
    "Exit codes: 0 no errors; 1 errors found; 2 something could not be checked.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=files)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default="text",
    metavar="FORMAT",
    help="How to report: text (the default), json, sarif, github or gitlab.",
)
@click.option("--fix", is_flag=True, help="Apply the fixes that cannot change the meaning.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="With --fix or --diff: also fixes that choose for you, like values to be replaced.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings and nothing else.")
@click.option("--statistics", is_flag=True, help="Print how many findings there are of each rule.")
@click.option(
    "--add-ignore",
    is_flag=True,
    help="Write a comment that silences each error and warning there is now.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    shell_complete=files,
    help="Leave out as many findings as FILE says there were.",
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    shell_complete=files,
    help="Write what is found to FILE, for --baseline.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@store_to_judge_by_option
@click.option(
    "--zenml-version",
    metavar="VERSION",
    help="Check against this ZenML, whatever a file says it is for: what an upgrade would break.",
)
@click.option("--stdin-filename", metavar="NAME", help="What to call standard input.")
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    output_format: str,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    strict: bool,
    opener: Opener | None,
    zenml_version: str | None,
    stdin_filename: str | None,
    quiet: bool,
    statistics: bool,
    add_ignore: bool,
    baseline: str | None,
    write_baseline: str | None,
) -> None:
    """Check stack files: say what ZenML would refuse, and what is probably not meant.

    PATH is a file or a folder, by default this folder; - reads standard input. A folder is
    searched for YAML files that are stack files by their content or name. A file that is named is
    always checked. With --fix, what is read from standard input is printed with its fixes.

    A file is judged by the ZenML version that it says it is for, alike on every machine; with
    --zenml-version by that one: what an upgrade would break. With --store also by a registry: the
    flavors of that ZenML, custom ones included, names that are taken, secrets and integrations
    that are missing.
    """
    if diff and output_format != "text":
        raise click.UsageError("--diff prints a diff, so it takes no other --format.", ctx)
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff.", ctx)
    if statistics and output_format != "text":
        raise click.UsageError("--statistics prints a table, so it takes no other --format.", ctx)
    if add_ignore and (fix or diff):
        raise click.UsageError("Use --add-ignore without --fix and --diff.", ctx)
    if zenml_version is not None and opener is not None:
        raise click.UsageError("--zenml-version and --store exclude each other.", ctx)
    options = Options(
        paths or (".",),
        output_format,
        fix,
        diff,
        unsafe_fixes,
        strict,
        stdin_filename,
        opener,
        quiet,
        statistics,
        add_ignore,
        baseline,
        write_baseline,
        zenml_version,
    )
    ctx.exit(run_check(options))


def run_check(options: Options) -> int:
    """Check, report and fix as ``options`` say. Returns the exit code."""
    # Imported here: whoever wants help, or the server, has no use for the engine and the reports.
    from stackls_core.findings import Severity
    from stackls_server.cli.baseline import read_baseline, write_baseline
    from stackls_server.cli.check_files import Checker
    from stackls_server.cli.results import Totals

    known_findings = read_baseline(options.baseline) if options.baseline else None
    found: dict[str, Sequence[Finding]] = {}
    totals = Totals(_named(options), fixes_files=options.fix or options.diff)
    before: Counter[Severity] = Counter()
    changes = options.fix or options.add_ignore
    change = _print_diff if options.diff else _write if changes else None
    with judges(options.opener, options.zenml_version) as (catalogs, known):
        checker = Checker(
            catalogs,
            totals,
            change,
            known=known,
            unsafe_fixes=options.unsafe_fixes,
            adds_ignores=options.add_ignore,
            baseline=known_findings,
        )
        report = _report(options)
        for file in checker.run(options.paths, options.stdin_filename):
            report.add(file)
            found[file.path] = file.findings
            before += file.before
        report.finish(totals)
    if options.write_baseline:
        write_baseline(options.write_baseline, found)
    if options.format != "text" and (totals.is_cut or not totals.checked):
        _say_what_the_report_does_not(totals)
    if totals.failed:
        return COULD_NOT_RUN
    # A diff changes nothing, so what it would fix is still wrong.
    severities = before if options.diff else totals.severities
    counted = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    is_bad = any(severities[severity] for severity in counted) and not options.write_baseline
    return FOUND_ERRORS if is_bad else 0


def _named(options: Options) -> list[str]:
    stdin = options.stdin_filename or "standard input"
    return [stdin if path == "-" else path for path in options.paths]


def _report(options: Options) -> Report:
    import sys

    from stackls_server.cli.terminal import terminal_of

    stream = sys.stderr if options.report_on_stderr else sys.stdout
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
    if options.statistics:
        from stackls_server.cli.report_statistics import StatisticsReport

        return StatisticsReport(stream, terminal_of(stream), quiet=options.quiet)
    from stackls_server.cli.report_text import TextReport

    return TextReport(stream, terminal_of(stream), quiet=options.quiet)


def _say_what_the_report_does_not(totals: Totals) -> None:
    from stackls_server.cli.failures import complain
    from stackls_server.cli.summary import summary

    complain(summary(totals))


def _write(candidate: Candidate, source: Source, text: str) -> None:
    """Put the fixed text where it was read from; standard input goes to standard output."""
    from stackls_server.cli.source import write_source

    if candidate.is_stdin:
        click.echo(source.encoded(text), nl=False)
    elif text != source.text:
        write_source(candidate.path, source.encoded(source.text), source.encoded(text))


def _print_diff(candidate: Candidate, source: Source, text: str) -> None:
    import sys

    from stackls_server.cli.diff import colored, unified_diff
    from stackls_server.cli.terminal import terminal_of

    if text == source.text:
        return
    before, after = (source.encoded(one).decode("utf-8") for one in (source.text, text))
    diff = unified_diff(candidate.path, before, after)
    terminal = terminal_of(sys.stdout)
    if terminal.width is None and not terminal.color:
        click.echo(diff.encode("utf-8"), nl=False)
    else:
        click.echo(colored(diff, terminal), nl=False, color=terminal.color)
