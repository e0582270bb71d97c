"""``stackls upgrade``, and the upgrade that docs/versions.md shows from its start to its end."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Result

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "fixtures" / "workspaces" / "demo-0.85"
PAGE = (ROOT / "docs" / "versions.md").read_text("utf-8")

FILE = """\
stack_name: demo
zenml_version: {version}
components:
  orchestrator:
    name: k8s
    flavor: kubernetes
    configuration: {{{configuration}}}
  artifact_store:
    name: local
    flavor: local
    configuration: {{}}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path / "home"))


def write(cli: Cli, name: str, version: str, configuration: str = "") -> None:
    cli.write(name, FILE.format(version=version, configuration=configuration))


def documented() -> list[tuple[str, str]]:
    """The commands of the page's upgrade, each with what it prints."""
    section = PAGE.partition("\n## An upgrade from 0.85 to 0.98\n")[2].partition("\n## ")[0]
    return re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", section, re.S)


def test_the_documented_upgrade_is_what_happens(cli: Cli):
    shutil.copytree(PROJECT, cli.folder, dirs_exist_ok=True)
    cli.write(".git/HEAD", "")
    commands = documented()
    assert len(commands) == 6
    for command, printed in commands:
        program, *arguments = command.replace("'", "").split()
        if program == "stackls":
            result = cli(*arguments)
            assert result.out.splitlines() == printed.splitlines(), command
        else:
            replaced = re.fullmatch(r"s/(.+)/(.+)/", arguments[1])
            assert (program, arguments[0]) == ("sed", "-i")
            assert replaced is not None
            path = cli.folder / arguments[2]
            path.write_text(path.read_text("utf-8").replace(replaced[1], replaced[2]), "utf-8")


def data(result: Result) -> dict[str, list[str]]:
    """Of the only file, the codes of each part."""
    (file,) = result.json["files"]
    parts = ("breaks", "warnings", "deprecated", "resolved")
    return {part: [one["code"] for one in file[part]] for part in parts if file[part]}


def test_what_is_dropped_today_breaks_tomorrow(cli: Cli):
    write(cli, "a.stack.yaml", "0.85.0", "kubernetes_contxt: gke")
    result = cli("upgrade", "0.98.0", "--output", "json")
    assert result.code == 1
    assert data(result) == {"breaks": ["unknown-parameter"]}
    (broken,) = result.json["files"][0]["breaks"]
    assert (broken["line"], broken["column"], broken["fixable"]) == (7, 21, True)
    assert result.json["sum"] | {"parameters": []} == {
        "documents": 1,
        "breaking": 1,
        "breaks": 1,
        "warned": 0,
        "deprecated": 0,
        "resolved": 0,
        "fixable": 1,
        "types": ["deployer", "log_store", "sandbox"],
        "flavors": result.json["sum"]["flavors"],
        "parameters": [],
    }


def test_what_is_wrong_either_way_is_no_news(cli: Cli):
    write(cli, "a.stack.yaml", "0.95.1", "kubernetes_contxt: gke")
    result = cli("upgrade", "0.98.0", "--output", "json")
    assert (result.code, data(result)) == (0, {})


def test_what_is_wrong_today_may_be_right_tomorrow(cli: Cli):
    write(cli, "a.stack.yaml", "0.85.0", "max_api_retries: 3")
    result = cli("upgrade", "0.98.0", "--output", "json")
    assert data(result) == {"resolved": ["unknown-parameter"]}
    (possible,) = result.json["files"][0]["possible"]
    assert possible["of"] == "kubernetes orchestrator"
    assert "max_api_retries" in possible["parameters"]


def test_a_downgrade_is_one_too(cli: Cli):
    write(cli, "a.stack.yaml", "0.98.0", "max_api_retries: 3")
    result = cli("upgrade", "0.81.0", "--output", "json")
    assert (result.code, data(result)) == (1, {"breaks": ["unknown-parameter"]})


def test_run_configurations_are_for_the_version_of_their_project(cli: Cli):
    cli.write(".git/HEAD", "")
    cli.write("requirements.txt", "zenml==0.85.0\n")
    cli.write("configs/a.run.yaml", "settings:\n  orchestrator.kubernetes:\n    timeout: 5\n")
    result = cli("upgrade", "0.98.0", "--output", "json")
    assert result.json["files"][0]["zenml_version"] == "0.85.0"
    assert data(result) == {"deprecated": ["deprecated-parameter"]}


def test_three_versions_in_one_workspace_are_summed_up(cli: Cli):
    versions = ["0.75.0", "0.90.0", "0.98.0"]
    for version in versions:
        write(cli, f"{version}.stack.yaml", version)
    result = cli("upgrade", "0.98.0", "--output", "json")
    assert [file["zenml_version"] for file in result.json["files"]] == versions
    assert result.json["sum"]["types"] == ["deployer", "log_store", "sandbox"]
    text = cli("upgrade", "0.98.0").out
    assert "0.98.0.stack.yaml" not in text
    assert "Nothing would break with ZenML 0.98.0 in 3 files." in text


def test_the_markdown_report(cli: Cli):
    write(cli, "a.stack.yaml", "0.85.0", "kubernetes_contxt: gke")
    text = cli("upgrade", "0.98.0", "--output", "markdown").out
    assert text.startswith("# Upgrade to ZenML 0.98.0\n\n1 of 1 file would break with ZenML 0.98.0")
    assert "| `a.stack.yaml:7:21` | breaks | `unknown-parameter` | " in text
    assert "\n- kubernetes orchestrator: `api_request_timeout`, " in text


@pytest.mark.parametrize("version", ["latest", ">=0.85", "0.9", "0.1.0", "1.0.0"])
def test_a_version_that_is_not_known(cli: Cli, version: str):
    result = cli("upgrade", version)
    assert result.code == 2
    assert f"ZenML {version} is not known." in result.err


def test_without_files_there_is_nothing_to_say(cli: Cli):
    result = cli("upgrade", "0.98.0")
    assert (result.code, result.out) == (0, "")
    assert "No stack file or run configuration" in result.err
