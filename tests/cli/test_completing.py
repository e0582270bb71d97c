"""What shells are told to complete, and the examples that help shows."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import split_arg_string

from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of
from stackls_core.stores.local import LocalStore
from stackls_core.stores.names import NameCache, Names
from stackls_server.cli.main import create_cli
from tests.cli.conftest import GOOD, Cli
from tests.support.catalog import tiny_catalog

# --- Tab ----------------------------------------------------------------------------------------


@pytest.fixture
def completed(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    """What bash is told when Tab is pressed at the end of a line."""

    def complete(line: str) -> list[tuple[str, str]]:
        words = split_arg_string(line)
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


@pytest.fixture
def home(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local registry that is not what ``auto`` means: there is a ZenML, which cannot be run."""
    workspace = cli.folder / "workspace"
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    home, environment = tmp_path / "home", tmp_path / "venv"
    monkeypatch.setenv("STACKLS_HOME", str(home))
    store = LocalStore(tiny_catalog, home / "stacks.db")
    for name in ("prod", "my stack", "a*b's"):
        store.copy_stack("default", name)
    store.create_component("orchestrator", "desk", "local", {})
    packages = "Lib/site-packages" if os.name == "nt" else "lib/python3.12/site-packages"
    (environment / packages / "zenml-0.98.0.dist-info").mkdir(parents=True)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir()
    python.write_text("")
    cache = NameCache(home / "cache", str(python), {})
    cache.write(Names(("on-a-server",), {"orchestrator": ("far-away",)}))
    monkeypatch.setenv("VIRTUAL_ENV", str(environment))
    for name in ("ZENML_CONFIG_PATH", "ZENML_STORE_URL", "STACKLS_ZENML_INTERPRETER"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["describe", "export", "set", "copy", "rename", "delete"])
def test_stacks_are_completed(completed, command: str):
    assert values(completed(f"stackls stack {command} p")) == ["prod"]
    # what export writes goes to a file
    assert completed(f"stackls stack {command} prod p") == (
        [("file", "p")] if command == "export" else []
    )


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("command", ["describe", "update", "delete"])
def test_components_of_the_type_are_completed(completed, command: str):
    assert values(completed(f"stackls orchestrator {command} de")) == ["default", "desk"]
    assert values(completed(f"stackls artifact-store {command} de")) == ["default"]
    assert completed(f"stackls alerter {command} ") == []


@pytest.mark.usefixtures("home")
def test_components_of_a_new_stack_are_completed(completed):
    assert completed("stackls stack register p") == []
    assert values(completed("stackls stack register new -o des")) == ["desk"]
    line = "stackls stack register new --orchestrator desk --artifact-store "
    assert values(completed(line)) == ["default"]


@pytest.mark.usefixtures("home")
def test_the_names_are_those_of_the_registry_that_is_chosen(
    completed, monkeypatch: pytest.MonkeyPatch
):
    zenml = "stackls stack describe --store zenml "
    assert values(completed(zenml)) == ["on-a-server"]
    monkeypatch.setenv("STACKLS_STORE", "auto")
    assert values(completed("stackls stack describe ")) == ["on-a-server"]
    assert values(completed("stackls orchestrator delete ")) == ["far-away"]
    assert values(completed("stackls stack describe --store local pr")) == ["prod"]
    assert completed("stackls stack describe --zenml-python /no/such/python ") == []
    monkeypatch.setenv("ZENML_CONFIG_PATH", "/somewhere/else")
    assert completed(zenml) == []


def test_a_registry_that_cannot_be_read_has_no_names(completed, home: Path):
    (home / "stacks.db").write_bytes(b"no database" * 1000)
    assert completed("stackls stack describe ") == []


@pytest.mark.usefixtures("home")
def test_a_name_is_one_word_to_bash(completed, monkeypatch: pytest.MonkeyPatch):
    # click's function reads each line without -r, which leaves one backslash of two
    assert values(completed("stackls stack set m")) == [r"my\\ stack"]
    assert values(completed("stackls stack set a")) == [r"a\\*b\\'s"]
    assert values(completed("stackls stack set 'my s")) == ["my stack"]
    assert values(completed('stackls stack set "')) == ["default", "my stack", "prod"]


@pytest.mark.usefixtures("home")
def test_other_shells_quote_themselves(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["stackls"])
    monkeypatch.setenv("_STACKLS_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "stackls stack set my")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert "my stack" in cli().out.splitlines()


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bash") is None, reason="needs a bash of this century"
)
@pytest.mark.usefixtures("home")
def test_bash_takes_it_so(tmp_path: Path):
    script = """
        eval "$(_STACKLS_COMPLETE=bash_source stackls)" 2>/dev/null
        COMP_WORDS=(stackls stack set "$1") COMP_CWORD=3
        _stackls_completion stackls
        printf '%s\n' "${COMPREPLY[@]}"
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def replies(word: str) -> list[str]:
        done = subprocess.run(
            ["bash", "--norc", "--noprofile", "-c", script, "bash", word],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
        )
        return done.stdout.splitlines()

    assert replies("m") == [r"my\ stack"]
    assert replies("a") == [r"a\*b\'s"]
    assert replies("p") == ["prod"]


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
        # there is a stack prod already, and the example of import changes it
        sure = ["--yes"] if command == "import" else []
        example = EXAMPLES[f"stackls stack {command} (Example)"]
        assert cli(*shlex.split(example)[1:], *sure).code == 0
    assert cli(*shlex.split(EXAMPLES["stackls check (Example)"])[1:], ".").code == 2
