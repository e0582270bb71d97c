"""Which commands a zygote may run: every command is in the table, once, with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of
from stackls_server.cli.main import create_cli
from stackls_server.warm.commands import COLD, TYPE, WARM, is_warm, reads_standard_input


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, (*path, name))


def test_every_command_is_in_one_table():
    types = {command_of(one) for one in COMPONENT_TYPES}
    found = {(TYPE, *path[1:]) if path[0] in types else path for path in leaves(create_cli())}
    assert found == {*WARM, *COLD}
    assert not WARM.keys() & COLD.keys()


@pytest.mark.parametrize(
    "line",
    [
        *(
            "",
            "--help",
            "-h",
            "-V",
            "stack",
            "stack --help",
            "stack list -o json",
            "stack set prod",
        ),
        *("check", "check a.yaml --fix", "check -q -", "check --help", "orchestrator"),
        *("orchestrator list", "step-operator flavor describe x", "step_operator flavor list"),
        *("artifact-store flavor", "catalog", "catalog list", "stack plan a.yaml", "rule x"),
        *("chek", "zzz list"),
    ],
)
def test_what_ends_by_itself_is_warm(line: str):
    assert is_warm(line.split())


@pytest.mark.parametrize(
    "line",
    [
        *("serve", "mcp --store local", "trust", "trust --list", "doctor", "stack apply a.yaml"),
        *("stack delete x --yes", "stack_import x", "orchestrator delete x", "catalog add 0.85.0"),
        *("check --watch", "check a -w", "check -qw", "check -wq", "-- serve", "stack -- delete x"),
        *("--unknown serve", "stack --unknown list"),
    ],
)
def test_what_lives_long_or_asks_is_cold(line: str):
    assert not is_warm(line.split())


@pytest.mark.parametrize(
    ("line", "reads"),
    [("check -", True), ("check /dev/stdin", True), ("stack plan -f-", True), ("check a", False)],
)
def test_what_may_read_standard_input(line: str, reads: bool):
    assert reads_standard_input(line.split()) is reads
