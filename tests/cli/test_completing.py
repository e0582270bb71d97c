"""What shells are told to complete, and the examples that help shows."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator

import click
import pytest

from stackls_core.component_types import COMPONENT_TYPES, command_of
from stackls_server.cli.main import create_cli
from tests.cli.conftest import GOOD, Cli

# --- Tab ----------------------------------------------------------------------------------------


@pytest.fixture
def completed(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    """What bash is told when Tab is pressed at the end of a line."""

    def complete(line: str) -> list[tuple[str, str]]:
        words = shlex.split(line)
        count = len(words) if line.endswith(" ") else len(words) - 1
        monkeypatch.setattr(sys, "argv", ["stackls"])
        monkeypatch.setenv("_STACKLS_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(count))
        result = cli()
        assert (result.code, result.err) == (0, "")
        pairs = [entry.split(",", 1) for entry in result.out.splitlines() if entry]
        return [(kind, value) for kind, value in pairs]

    return complete


def values(found: list[tuple[str, str]]) -> list[str]:
    return [value for _, value in found]


def test_commands_are_completed(completed):
    assert values(completed("stackls st")) == ["stack", "step-operator"]


@pytest.mark.parametrize(
    "line", ["stackls check st", "stackls check a b st", "stackls stack plan st"]
)
def test_files_are_left_to_the_shell(completed, line: str):
    assert completed(line) == [("file", "st")]


def test_rules_are_completed(completed):
    assert "wrong-value" in values(completed("stackls rule wrong-"))
    assert completed("stackls rule nothing") == []


@pytest.mark.parametrize(
    "line",
    [
        "stackls orchestrator flavor describe kube",
        "stackls orchestrator register x --flavor kube",
    ],
)
def test_flavors_of_the_type_are_completed(completed, line: str):
    assert values(completed(line)) == ["kubeflow", "kubernetes"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_told_how_to_ask(cli: Cli, monkeypatch: pytest.MonkeyPatch, shell: str):
    monkeypatch.setenv("_STACKLS_COMPLETE", f"{shell}_source")
    result = cli()
    assert result.code == 0
    assert f"{shell}_complete" in result.out


# --- examples -----------------------------------------------------------------------------------


def _commands(group: click.Group, path: str = "stackls") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


def _examples() -> dict[str, str]:
    """Each example of the command line's help, by the command that shows it."""
    found: dict[str, str] = {}
    for path, command in _commands(create_cli()):
        for paragraph in (command.epilog or "").split("\n\n"):
            kind, _, example = paragraph.partition(": ")
            if kind in ("Example", "Flavors"):
                found[f"{path} ({kind})"] = example
    return found


EXAMPLES = _examples()
MAX_WIDTH = 78
"""In a terminal of 80 columns, click breaks longer lines."""


def test_examples_are_of_the_command_that_shows_them():
    assert len(EXAMPLES) > 2 * len(COMPONENT_TYPES)
    wrong = {
        path: example
        for path, example in EXAMPLES.items()
        if not example.startswith(path.partition(" (")[0]) and path.endswith("(Example)")
    }
    assert wrong == {}


def test_examples_can_be_copied_from_a_narrow_terminal():
    assert [one for one in EXAMPLES.values() if len(f"  Example: {one}") > MAX_WIDTH] == []


def test_registering_works_as_the_examples_say(
    cli: Cli, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("STACKLS_STORE", "local")
    for component_type in COMPONENT_TYPES:
        path = f"stackls {command_of(component_type)} register"
        example = EXAMPLES.get(f"{path} (Example)")
        if example is not None:
            assert cli(*shlex.split(example)[1:]).err == ""
    for command in ("register", "copy", "export"):
        assert cli(*shlex.split(EXAMPLES[f"stackls stack {command} (Example)"])[1:]).code == 0
    cli.write("prod.stack.yaml", GOOD)
    cli.write("prod.env", "A=b\n")
    for command in ("plan", "apply", "import"):
        assert cli(*shlex.split(EXAMPLES[f"stackls stack {command} (Example)"])[1:]).code == 0
    assert cli(*shlex.split(EXAMPLES["stackls check (Example)"])[1:], ".").code == 2
