"""One run of ``stackls check``: what it was asked, and its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from stackls_server.cli.catalog import require_known
from stackls_server.cli.failures import COULD_NOT_RUN
from stackls_server.cli.judges import judges

if TYPE_CHECKING:
    from stackls_core.findings import Finding, Severity
    from stackls_server.cli.baseline import Baseline
    from stackls_server.cli.check_options import Options
    from stackls_server.cli.results import Totals

FOUND_ERRORS = 1
"""The exit code for a run that found something of severity error."""


def run_check(options: Options) -> int:
    """Check, report and fix as ``options`` say. Returns the exit code."""
    # Imported here: whoever wants help, or the server, has no use for the engine and the reports.
    from stackls_core.configuration.levels import Levels
    from stackls_core.findings import Severity
    from stackls_server.cli.check_files import Checker
    from stackls_server.cli.check_report import open_report, print_diff, write_fixed
    from stackls_server.cli.check_settings import CheckSettings
    from stackls_server.cli.results import Totals

    known_findings: Baseline | None = None
    if options.baseline:
        from stackls_server.cli.baseline import read_baseline

        known_findings = read_baseline(options.baseline)
    found: dict[str, Sequence[Finding]] = {}
    totals = Totals(_named(options), fixes_files=options.fix or options.diff)
    before: Counter[Severity] = Counter()
    changes = options.fix or options.add_ignore
    change = print_diff if options.diff else write_fixed if changes else None
    settings = CheckSettings(
        partial(_note_configuration, totals),
        Levels.chosen(options.select, options.ignore),
        options.exclude,
        respects_git=options.respects_git,
    )
    for path in options.paths:
        settings.found("." if path == "-" else path)
    with judges(options.opener) as (catalogs, known):
        require_known(options.zenml_version, catalogs)
        checker = Checker(
            catalogs,
            totals,
            change,
            known=known,
            unsafe_fixes=options.unsafe_fixes,
            adds_ignores=options.add_ignore,
            baseline=known_findings,
            settings=settings,
            stack_name=options.stack_name,
            target=options.zenml_version,
        )
        report, close = open_report(options)
        for file in checker.run(options.paths, options.stdin_filename):
            report.add(file)
            found[file.path] = file.findings
            before += file.before
        report.finish(totals)
        close()
    if options.write_baseline:
        from stackls_server.cli.baseline import write_baseline

        write_baseline(options.write_baseline, found)
    if options.format != "text" and (totals.is_cut or not totals.checked):
        _say_what_the_report_does_not(totals)
    if totals.failed:
        return COULD_NOT_RUN
    # A diff changes nothing, so what it would fix is still wrong.
    severities = before if options.diff else totals.severities
    counted = (Severity.ERROR, Severity.WARNING) if options.strict else (Severity.ERROR,)
    is_bad = any(severities[severity] for severity in counted) and not options.write_baseline
    return FOUND_ERRORS if is_bad and not options.exit_zero else 0


def _named(options: Options) -> list[str]:
    stdin = options.stdin_filename or "standard input"
    return [stdin if path == "-" else path for path in options.paths]


def _note_configuration(totals: Totals, line: str) -> None:
    """A configuration that cannot be used as it is makes the run a failure."""
    from stackls_server.cli.failures import complain
    from stackls_server.cli.results import Trouble

    totals.troubles.append(Trouble("", line, True))
    complain(line)


def _say_what_the_report_does_not(totals: Totals) -> None:
    from stackls_server.cli.failures import complain
    from stackls_server.cli.summary import summary

    complain(summary(totals))
