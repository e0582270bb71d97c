"""``stackls stack diff``: how two stacks differ, wherever they are, by what they mean."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stackls_server.cli.failures import Failure
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.plan_printing import print_lines
from stackls_server.cli.stack_file_options import FileOptions, read_text
from stackls_server.cli.stack_store import Opener, OpenStore, store_option
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.plans.sides import Difference, Side
    from stackls_server.features.stack_text import PlanLine

DIFFERENT = 1
"""The exit code where the two are not the same."""

_SECONDS = 30.0


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
        print_lines(_lines(first.label, second.label or left.name, found))
    else:
        write_data([_data(difference) for difference in found], output)
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
    if colon and path and len(revision) > 1:  # not a drive
        return _Operand(given, _git("cat-file", "blob", given), path, _top() + "/" + path)
    return _Operand(given, None)


def _opposite(first: _Operand) -> _Operand:
    if first.text is None:
        raise click.UsageError("Name a second stack: B is missing.")
    if first.revised:
        path = first.path if first.path.startswith(".") else first.revised
        return _Operand(display_path(first.path), read_text(path), path)
    return _Operand("", None)


def _top() -> str:
    return _git("rev-parse", "--show-toplevel").rstrip("\n")


def _git(*arguments: str) -> str:
    """What git prints. Neither command runs anything that a repository configures."""
    from stackls_core.search.source import NotUtf8, decode

    git = shutil.which("git")
    if git is None or not Path(git).is_absolute():
        raise Failure("git is not installed, and REVISION:PATH needs it.")
    try:
        done = subprocess.run(  # noqa: S603 - an absolute program, and no shell
            [git, "--no-pager", *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(f"git does not answer: {type(error).__name__}.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else "git failed"
        raise Failure(f"{arguments[-1]}: {reason}")
    try:
        return decode(done.stdout).text
    except NotUtf8 as error:
        raise Failure(f"{arguments[-1]}: {error}") from error


class _Sides:
    """Reads both sides, with a registry where one of them is in it."""

    def __init__(self, store: OpenStore | None) -> None:
        from stackls_server.cli.catalog import open_catalogs

        self._store = store
        catalogs = store.catalogs if store is not None else open_catalogs()
        self._catalog: Catalog = catalogs.for_version(None)

    def of(self, operand: _Operand) -> Side:
        from stackls_core.documents.stack_file.view import parse_stack_file
        from stackls_core.plans.placeholders import expand
        from stackls_core.plans.sides import side_of_file, side_of_stack

        if operand.text is None:
            assert self._store is not None
            return side_of_stack(self._store.store.stack(operand.label))
        variables = FileOptions(operand.path).variables()
        file = parse_stack_file(expand(operand.text, variables).text)
        if file.root is None:
            raise Failure(f"{operand.label}: no stack file that can be read")
        return side_of_file(file, self._normalized())

    def _normalized(self) -> Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]:
        if self._store is not None:
            return self._store.store.normalized
        from stackls_core.registry.configurations import normalized

        def by_catalog(kind: str, flavor: str, configuration: Mapping[str, Any]) -> Any:
            known = self._catalog.flavor(kind, flavor)
            return normalized(known, configuration) if known is not None else configuration

        return by_catalog

    def differences(self, left: Side, right: Side) -> Iterator[Difference]:
        from stackls_core.plans.sides import differences

        return differences(left, right, self._catalog)


def _lines(one: str, other: str, found: list[Difference]) -> Iterator[PlanLine]:
    from stackls_core.catalog.component_types import label_of
    from stackls_core.plans.differences import FieldAction
    from stackls_core.plans.planned import Action
    from stackls_server.features.stack_text import Mark, PlanLine, field_text

    yield PlanLine(Mark.NONE, f"{one} and {other}")
    yield PlanLine(Mark.NONE, "")
    marks = {Action.CREATE: Mark.CREATE, Action.CHANGE: Mark.CHANGE, None: Mark.REMOVE}
    of_fields = {
        FieldAction.ADD: Mark.CREATE,
        FieldAction.CHANGE: Mark.CHANGE,
        FieldAction.REMOVE: Mark.REMOVE,
    }
    for difference in found:
        kind = label_of(difference.type) if difference.type else "stack"
        flavor = f" ({difference.flavor})" if difference.flavor else ""
        before = f"{difference.before} → " if difference.before else ""
        words = f"{kind} {before}{difference.name}{flavor}"
        yield PlanLine(marks[difference.action], words, depth=1)
        for change in difference.fields:
            yield PlanLine(of_fields[change.action], field_text(change), depth=3)
    if not found:
        yield PlanLine(Mark.NONE, "They mean the same.")


def _data(difference: Difference) -> dict[str, Any]:
    from stackls_core.registry.plain import plain

    return {
        "type": difference.type or None,
        "name": difference.name,
        "before": difference.before or None,
        "action": difference.action.value if difference.action is not None else "remove",
        "flavor": difference.flavor or None,
        "fields": [
            {
                "path": one.path,
                "action": one.action.value,
                "before": plain(one.before),
                "after": plain(one.after),
            }
            for one in difference.fields
        ],
    }
