"""``stackls stack diff``: how two stacks differ, wherever they are, by what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stackls_server.cli.failures import Failure
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.plan_printing import print_lines
from stackls_server.cli.stack_file_options import FileOptions, read_text
from stackls_server.cli.stack_store import Opener, OpenStore
from stackls_server.cli.store_options import store_option
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.plans.sides import Difference, Side

DIFFERENT = 1
"""The exit code where the two are not the same."""


@click.command(
    "diff",
    epilog="Example: stackls stack diff HEAD~1:stacks/prod.stack.yaml\n\n"
    "Exit codes: 0 they are the same; 1 they differ; 2 one of them cannot be read.",
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="[B]", required=False)
@store_option
@output_option
@click.pass_context
def diff_stacks(
    ctx: click.Context, one: str, other: str | None, opener: Opener, output: str
) -> None:
    """Show how the stack B differs from the stack A, by what they mean.

    Each of them is a stack file, REVISION:PATH of the git repository, or the name of a registered
    stack. Without B, a file is compared with the registered stack of its name, and a revision with
    the file as it is now. Neither order nor the way it is written counts; secrets are hidden.
    """
    from stackls_server.features.difference_text import difference_data, difference_lines

    first = _operand(one)
    second = _operand(other) if other is not None else _opposite(first)
    needs_registry = None in (first.text, second.text)
    opened: AbstractContextManager[OpenStore | None] = (
        opener.opened("Comparing") if needs_registry else nullcontext()
    )
    with opened as store:
        sides = _Sides(store)
        left = sides.of(first)
        right = sides.of(second if second.label else _Operand(left.name, None))
        found = list(sides.differences(left, right))
    if output == "table":
        print_lines(difference_lines(first.label, second.label or left.name, found))
    else:
        write_data([difference_data(difference) for difference in found], output)
    ctx.exit(DIFFERENT if found else 0)


class _Operand:
    """One of the two: how it is called, and its text; ``None`` where it is a registered stack."""

    def __init__(self, label: str, text: str | None, path: str = "", revised: str = "") -> None:
        self.label = label
        self.text = text
        self.path = path
        self.revised = revised
        """Where the file of a revision is now."""


def _operand(given: str) -> _Operand:
    if Path(given).is_file() or (given.endswith((".yaml", ".yml")) and ":" not in given):
        return _Operand(display_path(given), read_text(given), given)
    revision, colon, path = given.partition(":")
    if not (colon and path and len(revision) > 1):  # a drive has one letter
        return _Operand(given, None)
    from stackls_core.search.git_revisions import RevisionError, text_at, top_of

    here = Path.cwd()
    try:
        text = text_at(revision, path, here)
        now = path if path.startswith(".") else str(top_of(here) / path)
    except RevisionError as error:
        raise Failure(str(error)) from error
    return _Operand(given, text, path, now)


def _opposite(first: _Operand) -> _Operand:
    if first.text is None:
        raise click.UsageError("Name a second stack: B is missing.")
    if first.revised:
        return _Operand(display_path(first.path), read_text(first.revised), first.revised)
    return _Operand("", None)


class _Sides:
    """Reads both sides, with a registry where one of them is in it."""

    def __init__(self, store: OpenStore | None) -> None:
        from stackls_core.plans.sides import by_catalog
        from stackls_server.cli.catalog import open_catalogs

        self._store = store
        catalogs = store.catalogs if store is not None else open_catalogs()
        self._catalog: Catalog = catalogs.for_version(None)
        self._normalize = store.store.normalized if store is not None else by_catalog(self._catalog)

    def of(self, operand: _Operand) -> Side:
        from stackls_core.plans.sides import side_of_stack, side_of_text

        if operand.text is None:
            assert self._store is not None
            return side_of_stack(self._store.store.stack(operand.label))
        variables = FileOptions(operand.path).variables()
        side = side_of_text(operand.text, self._normalize, variables)
        if side is None:
            raise Failure(f"{operand.label}: no stack file that can be read")
        return side

    def differences(self, left: Side, right: Side) -> Iterator[Difference]:
        from stackls_core.plans.sides import differences

        return differences(left, right, self._catalog)
