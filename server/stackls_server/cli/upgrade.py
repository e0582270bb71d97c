"""``stackls upgrade``: what becomes of files in another ZenML version, for each and in sum."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_server.cli.completing import files
from stackls_server.cli.failures import COULD_NOT_RUN, Failure

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog, Catalogs
    from stackls_server.cli.results import CheckedFile
    from stackls_server.cli.upgrade_report import Upgraded

BREAKS = 1
"""The exit code where some file breaks."""


@click.command(
    "upgrade",
    epilog="Example: stackls upgrade 0.98.0 stacks\n\n"
    "Exit codes: 0 no file breaks; 1 some do; 2 something could not be checked.",
)
@click.argument("version")
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=files)
@click.option(
    "--output",
    type=click.Choice(("table", "json", "markdown")),
    default="table",
    metavar="FORMAT",
    help="table (the default), json or markdown.",
)
@click.pass_context
def upgrade(ctx: click.Context, version: str, paths: tuple[str, ...], output: str) -> None:
    """Show what files break with ZenML VERSION, what is deprecated there and what is possible.

    PATH is a file or a folder, by default this folder. What a file has now is judged by the version
    that it is for. To migrate files, see stackls check --zenml-version VERSION --fix.
    """
    from stackls_core.catalog.errors import CatalogError

    try:
        code = _run(version, paths or (".",), output)
    except CatalogError as error:
        raise Failure(str(error)) from error
    ctx.exit(code)


def _run(version: str, paths: Sequence[str], output: str) -> int:
    from stackls_server.cli.catalog import open_catalogs, require_known
    from stackls_server.cli.check_files import Checker
    from stackls_server.cli.check_settings import CheckSettings
    from stackls_server.cli.failures import complain
    from stackls_server.cli.results import Totals
    from stackls_server.cli.summary import summary
    from stackls_server.cli.upgrade_report import REPORTS

    catalogs = open_catalogs()
    require_known(version, catalogs)
    after = catalogs.for_version(version)
    totals = Totals(list(paths))
    settings = CheckSettings(complain)
    now = list(Checker(catalogs, totals, settings=settings).run(paths))
    # what is wrong with the configuration or cannot be read was told
    quiet = CheckSettings(_say_nothing)
    again = Checker(catalogs, Totals(), settings=quiet, tell=_say_nothing, target=version)
    then = {file.path: file for file in again.run([file.path for file in now])}
    pairs = [(file, then[file.path]) for file in now if file.path in then]
    found = [_upgraded(old, new, catalogs, after) for old, new in pairs]
    if not found:
        complain(summary(totals))
    if found or output != "table":
        click.echo("\n".join(REPORTS[output](version, after, found)))
    if totals.failed:
        return COULD_NOT_RUN
    return BREAKS if any(one.upgrade.breaks for one in found) else 0


def _upgraded(old: CheckedFile, new: CheckedFile, catalogs: Catalogs, after: Catalog) -> Upgraded:
    from stackls_core.documents.kinds import KINDS, kind_of
    from stackls_core.yamltree.parse import parse
    from stackls_server.cli.file_versions import FileVersions
    from stackls_server.cli.upgrade_report import Upgraded
    from stackls_server.features.upgrades import upgrade_of

    kind = kind_of(old.lines, old.path) or KINDS[0]
    versions, folder = FileVersions(catalogs), Path(old.path).parent
    before = versions.catalog(kind, old.lines, folder)
    version = versions.version(kind, old.lines, folder) or before.zenml_version
    view = kind.view(parse(old.text, old.lines))
    becomes = upgrade_of(view, before, after, old.findings, new.findings)
    return Upgraded(old, version, before, becomes)


def _say_nothing(line: str) -> None:
    del line
