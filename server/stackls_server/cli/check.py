"""``stackls check``: the findings of stack files, and their safe fixes."""

from __future__ import annotations

from collections.abc import Sequence

import click

from stackls_server.cli.completing import files, rules, stacks
from stackls_server.cli.stack_store import Opener
from stackls_server.cli.store_options import store_to_judge_by_option

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")


def _rules(ctx: click.Context, parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    """Codes of rules, which may be given together with commas between them."""
    codes = tuple(code.strip() for part in value for code in part.split(",") if code.strip())
    if codes:
        from stackls_core.analysis.all_rules import BY_CODE
        from stackls_core.suggest import nearest

        for code in codes:
            if code not in BY_CODE:
                meant = nearest(code, tuple(BY_CODE))
                hint = f" Did you mean {meant}?" if meant else " stackls rule lists all."
                raise click.BadParameter(f"Unknown rule {code}.{hint}", ctx, parameter)
    return codes


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
    help="How to report: text (the default), json, sarif, github, gitlab, junit or markdown.",
)
@click.option(
    "--output-file",
    metavar="FILE",
    shell_complete=files,
    help="Write the report to FILE.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    callback=_rules,
    shell_complete=rules,
    help="Report these rules and no others.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE,...",
    callback=_rules,
    shell_complete=rules,
    help="Report nothing of these rules.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave out files and folders, as a line of .gitignore does.",
)
@click.option(
    "--gitignore/--no-gitignore",
    "respects_git",
    default=None,
    help="Whether to leave out what git ignores. By default it is left out.",
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
@click.option("-w", "--watch", is_flag=True, help="Check again each time a file has changed.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@store_to_judge_by_option
@click.option(
    "--stack",
    "stack_name",
    metavar="NAME",
    shell_complete=stacks,
    help="With --store: the stack that run configurations are for; by default the active one.",
)
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
    stack_name: str | None,
    zenml_version: str | None,
    stdin_filename: str | None,
    quiet: bool,
    statistics: bool,
    add_ignore: bool,
    baseline: str | None,
    write_baseline: str | None,
    output_file: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    respects_git: bool | None,
    exit_zero: bool,
    watch: bool,
) -> None:
    """Check stack files and run configurations: what ZenML would refuse, what is hardly meant.

    PATH is a file or a folder, by default this folder; - reads standard input. A folder is
    searched for YAML files that are of these kinds by their content or name. A file that is named
    is always checked. With --fix, what is read from standard input is printed with its fixes.

    A file is judged by the ZenML version that it says it is for, alike on every machine; with
    --zenml-version by that one: what an upgrade would break. With --store also by a registry: the
    flavors of that ZenML, custom ones included, names that are taken, secrets and integrations
    that are missing. Run configurations are compiled by that ZenML for its active stack, or for
    --stack; nothing is run, and none of your code is imported.

    Options go before the configuration of a file: [tool.stackls] in pyproject.toml, or
    stackls.toml, the nearest one above it (see stackls config).
    """
    from stackls_server.cli.check_options import Options
    from stackls_server.cli.check_run import run_check

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
    if stack_name is not None and opener is None:
        raise click.UsageError("--stack is a stack of the registry that --store names.", ctx)
    options = Options(
        paths or (".",),
        output_format,
        fix,
        diff,
        unsafe_fixes,
        strict,
        stdin_filename,
        opener,
        stack_name,
        quiet,
        statistics,
        add_ignore,
        baseline,
        write_baseline,
        zenml_version,
        select,
        ignore,
        exclude,
        respects_git,
        exit_zero,
        output_file,
    )
    if watch:
        from stackls_server.cli import watching

        if "-" in options.paths or options.writes_files:
            raise click.UsageError("--watch reads files and changes none.", ctx)
        ctx.exit(watching.watch(options, run_check))
    ctx.exit(run_check(options))
