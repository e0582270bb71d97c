"""``stackls check``: judged by a registry where that is asked for, and strictly where that is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from stackls_core.registry.errors import InvalidConfiguration, ZenMLTimeout
from stackls_core.stores.local import LocalStore
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.yamltree import parse
from tests.cli.conftest import GOOD, Cli

TAKEN = GOOD.replace("flavor: local", "flavor: local_docker", 1)
"""The orchestrator has the name of that of the default stack, and another flavor."""


pytestmark = pytest.mark.usefixtures("home")


def test_a_registry_is_asked_where_it_is_named_and_only_there(cli: Cli, home: Path):
    cli.write("stack.yaml", TAKEN)
    assert cli("check", "--format", "json").codes == ["default-component-name"]
    assert not home.exists()
    result = cli("check", "--format", "json", "--store", "local")
    assert result.codes == ["name-taken"]
    assert result.code == 0


@pytest.mark.parametrize("output_format", ["text", "github", "sarif"])
def test_every_format_tells(cli: Cli, output_format: str):
    cli.write("stack.yaml", TAKEN)
    result = cli("check", "--format", output_format, "--store", "local")
    assert "name-taken" in result.out
    assert "is registered with flavor local" in result.out


def test_a_file_is_parsed_once(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    parsed: list[str] = []
    compose = parse.compose

    def counted_compose(text: str):
        parsed.append(text)
        return compose(text)

    monkeypatch.setattr(parse, "compose", counted_compose)
    cli.write("stack.yaml", TAKEN)
    for options in ([], ["--store", "local"]):
        assert cli("check", *options).code == 0
        assert parsed == [TAKEN]
        parsed.clear()


def test_fixing_keeps_what_only_the_registry_knows(cli: Cli):
    path = cli.write("stack.yaml", TAKEN.replace("flavor: local\n", "flavor: locl\n"))
    result = cli("check", "--fix", "--format", "json", "--store", "local")
    assert result.codes == ["name-taken"]
    assert path.read_text() == TAKEN


def test_an_interpreter_without_zenml_is_a_failure_and_no_finding(cli: Cli):
    cli.write("stack.yaml", GOOD)
    for options in (["--store", "zenml"], []):
        result = cli("check", *options, "--zenml-python", "/no/such/python")
        assert result.code == 2
        assert result.out == ""
        assert result.err.startswith("stackls: ")
        assert result.err.count("\n") == 1


def test_the_environment_names_no_registry_for_a_check(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STACKLS_ZENML_INTERPRETER", "/no/such/python")
    monkeypatch.setenv("STACKLS_STORE", "zenml")
    cli.write("stack.yaml", GOOD)
    assert cli("check").code == 0


def test_what_the_registry_refuses_is_no_finding_either(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    from stackls_core.registry.errors import Unsupported

    def refuse(store: LocalStore) -> None:
        raise Unsupported("Not today.")

    monkeypatch.setattr(LocalStore, "snapshot", refuse)
    cli.write("stack.yaml", GOOD)
    result = cli("check", "--store", "local")
    assert (result.code, result.err) == (2, "stackls: Not today.\n")


class TestZenML:
    """A local store that passes for a ZenML."""

    @pytest.fixture(autouse=True)
    def _zenml(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(LocalStore, "capabilities", ZenMLStore.capabilities)

    def test_has_the_last_word(self, cli: Cli, monkeypatch: pytest.MonkeyPatch):
        asked: list[object] = []

        def normalized(store: object, kind: str, flavor: str, given: dict[str, object]) -> object:
            asked.append((kind, flavor, given))
            if kind == "orchestrator":
                raise InvalidConfiguration("It", ["It: Not on a Wednesday."])
            return given

        monkeypatch.setattr(LocalStore, "normalized", normalized)
        text = GOOD.replace("configuration: {}", "configuration: {size: 3}")
        cli.write("one.yaml", text.replace("{size: 3}", "{}", 1))
        cli.write("two.yaml", text.replace("{size: 3}", "{}", 1))
        result = cli("check", "--format", "json", "--store", "local")
        assert result.codes == ["refused-by-zenml"] * 2
        assert result.code == 1
        assert asked == [("orchestrator", "local", {}), ("artifact_store", "local", {"size": 3})]
        by_itself = cli("check", "--format", "json").codes
        assert [code for code in by_itself if "default" not in code] == ["unknown-parameter"] * 2

    def test_may_be_gone_in_the_middle(self, cli: Cli, monkeypatch: pytest.MonkeyPatch):
        def normalized(*arguments: object) -> object:
            raise ZenMLTimeout("ZenML is busy.", "Try again in a moment.")

        monkeypatch.setattr(LocalStore, "normalized", normalized)
        cli.write("one.yaml", GOOD)
        result = cli("check", "--store", "local")
        assert (result.code, result.err) == (2, "stackls: ZenML is busy. Try again in a moment.\n")


RUN = """\
enable_cache: false
steps:
  train:
    step_operator: remote
    extra: {day: 3}
"""


class TestRunConfigurations:
    def test_the_active_stack_counts_and_another_one_where_it_is_named(self, cli: Cli):
        cli.write("a.run.yaml", RUN)
        assert cli("check", "--format", "json").codes == []
        assert cli("check", "--format", "json", "--store", "local").codes == [
            "component-not-in-stack"
        ]
        cli("step-operator", "register", "remote", "--flavor", "modal")
        cli("stack", "register", "big", "-o", "default", "-a", "default", "-s", "remote")
        named = ("--store", "local", "--stack", "big")
        assert cli("check", "--format", "json", *named).codes == []

    def test_a_stack_that_is_not_there(self, cli: Cli):
        cli.write("a.run.yaml", RUN)
        result = cli("check", "--store", "local", "--stack", "nope")
        assert (result.code, result.err) == (2, "stackls: There is no stack named nope.\n")
        assert cli("check", "--stack", "default").code == 2

    def test_zenml_compiles_each_once(self, cli: Cli, monkeypatch: pytest.MonkeyPatch):
        asked: list[tuple[str, str]] = []

        def refusals(store: object, text: str, stack: str) -> tuple[str, ...]:
            asked.append((text, stack))
            return ("steps.train.extra: Not on a Wednesday.",)

        monkeypatch.setattr(LocalStore, "capabilities", ZenMLStore.capabilities)
        monkeypatch.setattr(LocalStore, "refusals", refusals)
        text = RUN.replace("    step_operator: remote\n", "")
        cli.write("a.run.yaml", text)
        result = cli("check", "--format", "json", "--store", "local")
        assert result.codes == ["refused-run"]
        assert result.code == 1
        assert asked == [(text, "default")]
        assert cli("check", "--format", "json").codes == []
        assert len(asked) == 1


def test_the_hooks_for_pre_commit_are_commands(cli: Cli):
    hooks = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["stackls", "stackls-fix"]
    cli.write("stack.yaml", GOOD)
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "stackls"
        assert cli(*arguments).code == 0


WARNED = GOOD.replace("zenml_version: 0.98.0", "zenml_version: 0.99.0")


def test_strict_counts_warnings(cli: Cli):
    path = cli.write("stack.yaml", WARNED)
    assert cli("check").code == 0
    assert cli("check", "--strict").code == 1
    assert cli("check", "--strict", "--diff").code == 1
    assert path.read_text() == WARNED
    cli.write("stack.yaml", GOOD)
    assert cli("check", "--strict").code == 0
