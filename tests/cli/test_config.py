"""One configuration for `stackls check`, the editor and CI, and the options above it."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET

import pytest

from tests.cli.conftest import GOOD, MISSPELT, Cli

CODE = "unknown-flavor"


def test_a_configuration_silences_by_rule_and_by_pattern(cli: Cli):
    cli.write("a.yaml", MISSPELT)
    cli.write("dev/a.yaml", MISSPELT)
    assert cli("check", "--format", "json").codes == [CODE, CODE]
    cli.write("stackls.toml", f'[per-file-ignores]\n"dev/" = ["{CODE}"]\n')
    assert [row["path"] for row in cli("check", "--format", "json").json] == ["a.yaml"]
    cli.write("stackls.toml", f'[severities]\n{CODE} = "warning"\n')
    result = cli("check", "--format", "json")
    assert result.code == 0
    assert {row["severity"] for row in result.json} == {"warning"}
    assert cli("check", "--format", "json", "--ignore", CODE).json == []
    assert cli("check", "--format", "json", "--select", f"placeholder,{CODE}").codes == [CODE] * 2


def test_a_configuration_that_cannot_be_used_is_told_and_makes_the_run_fail(cli: Cli):
    cli.write("a.yaml", GOOD)
    cli.write("pyproject.toml", '[tool.stackls]\nignor = ["x"]\n')
    result = cli("check")
    assert result.code == 2
    assert result.err == "stackls: pyproject.toml:2:1: Unknown key ignor. Did you mean ignore?\n"
    cli.write("pyproject.toml", "[tool.stackls\n")
    result = cli("check")
    assert result.code == 2
    assert "pyproject.toml:1:" in result.err
    assert "It is no TOML" in result.err


def test_what_a_search_leaves_out(cli: Cli):
    for name in ("a.yaml", "old/a.yaml", "build/a.yaml", "x/tmp.yaml", "x/keep.yaml"):
        cli.write(name, MISSPELT)
    cli.write("pyproject.toml", '[tool.stackls]\nexclude = ["old/"]\n')
    subprocess.run(["git", "init", "-q", "."], cwd=cli.folder, check=True)
    cli.write(".gitignore", "build/\ntmp.yaml\nkeep.yaml\n")
    cli.write("x/.gitignore", "!keep.yaml\n")

    def paths(*arguments: str) -> list[str]:
        return [row["path"] for row in cli("check", "--format", "json", *arguments).json]

    assert paths() == ["a.yaml", "x/keep.yaml"]
    assert paths("--exclude", "x") == ["a.yaml"]
    assert paths("--no-gitignore") == ["a.yaml", "build/a.yaml", "x/keep.yaml", "x/tmp.yaml"]
    assert paths("build", "old/a.yaml") == ["build/a.yaml", "old/a.yaml"], "named, so wanted"


def test_included_files_are_stack_files(cli: Cli):
    cli.write("s/a.yml", "name: x\n")
    assert cli("check", "--format", "json").json == []
    cli.write("stackls.toml", 'include = ["s/*.yml"]\n')
    assert "missing-components" in cli("check", "--format", "json").codes


def test_unknown_rules_are_refused(cli: Cli):
    result = cli("check", "--ignore", "unknown-flavr")
    assert result.code == 2
    assert "Did you mean unknown-flavor?" in result.err


def test_exit_zero_and_a_report_in_a_file(cli: Cli):
    cli.write("a.yaml", MISSPELT)
    result = cli("check", "--exit-zero", "--format", "json", "--output-file", "report.json")
    assert (result.code, result.out) == (0, "")
    assert [row["code"] for row in json.loads((cli.folder / "report.json").read_text())] == [CODE]
    assert cli("check", "--output-file", "no/such/report").code == 2


def test_junit(cli: Cli):
    cli.write("a.yaml", MISSPELT.replace("locl", "'lo<&\\\"'", 1))
    cli.write("b.yaml", GOOD)
    root = ET.fromstring(cli("check", "--format", "junit").out)
    suites = {suite.get("name"): suite for suite in root}
    assert root.attrib == {"name": "stackls", "tests": "2", "failures": "1"}
    [case] = suites["a.yaml"]
    assert case.get("name") == f"{CODE} at 7:15"
    assert [inner.tag for inner in case] == ["failure"]
    [passed] = suites["b.yaml"]
    assert list(passed) == []


def test_markdown(cli: Cli):
    cli.write("a|b.yaml", MISSPELT)
    out = cli("check", "--format", "markdown").out
    row = out.splitlines()[2]
    assert row.startswith("| `a\\|b.yaml:7:15` | error | `unknown-flavor` |")
    assert "<" not in row


@pytest.mark.parametrize("output", ["json", "yaml", "table"])
def test_config_shows_what_holds_and_where_from(
    cli: Cli, output: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("STACKLS_STORE", raising=False)
    cli.write("requirements.txt", "zenml==0.85.0\n")
    cli.write("stackls.toml", 'registry = "local"\n')
    result = cli("config", "-o", output)
    assert result.code == 0
    if output == "json":
        rows = {row["key"]: row for row in result.json["settings"]}
        assert rows["registry"]["from"] == f"{cli.folder / 'stackls.toml'}:1"
        assert rows["zenml-version"]["value"] == "0.85.0"
        assert rows["zenml-version"]["from"] == str(cli.folder / "requirements.txt")
        assert rows["ignore"] == {"key": "ignore", "value": [], "from": "default"}
        monkeypatch.setenv("STACKLS_STORE", "zenml")
        again = cli("config", "-o", output).json
        assert {"key": "registry", "value": "zenml", "from": "STACKLS_STORE"} in again["settings"]
    elif output == "table":
        assert '"local"  (stackls.toml:1)' in result.out


def test_config_says_what_is_wrong(cli: Cli):
    cli.write("stackls.toml", "registry = 1\n")
    result = cli("config")
    assert result.code == 2
    assert result.err == "stackls: stackls.toml:1:1: registry is one of auto, zenml, local.\n"
    assert cli("config", "absent").code == 2
