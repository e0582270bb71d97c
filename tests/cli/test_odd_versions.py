"""Files whose version is none, or is one that stackls does not know: what a user is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

FILE = """\
stack_name: demo
zenml_version: {version}
components:
  orchestrator:
    - name: k8s
      flavor: kubernetes
      configuration: {{kubernetes_contxt: gke}}
  artifact_store:
    name: local
    flavor: local
    configuration: {{}}
"""
LATER, NOWHERE = "warning list-of-components", "error list-of-components"
TYPO, LIKELY_TYPO = "error unknown-parameter", "warning unknown-parameter"
NONE = "0.98.0 (the newest that stackls comes with: nothing says another)"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("version", "told", "doctor"),
    [
        ("latest", ["warning version-mismatch", TYPO], NONE),
        ("'>=0.85'", ["warning version-mismatch", TYPO], NONE),
        ("0.9", ["error wrong-zenml-version", TYPO], NONE),
        ("[0.85.0]", ["error wrong-zenml-version", TYPO], NONE),
        ("${ZENML}", ["hint placeholder", TYPO], NONE),
        ("null", ["error missing-zenml-version", TYPO], NONE),
        ("0.98.0rc1", [TYPO], "0.98.0rc1 (it says so; not known, so 0.97.0 stands in)"),
        ("0.94.1", [NOWHERE, TYPO], "0.94.1 (it says so; not known, so 0.93.3 stands in)"),
        ("0.94.4", [TYPO], "0.94.4 (it says so; not known, so 0.94.3 stands in)"),
        (
            "0.10.0",
            ["warning version-mismatch", LATER, LIKELY_TYPO],
            "0.10.0 (it says so; not known, so 0.68.1 stands in)",
        ),
        (
            "0.99.0",
            ["warning version-mismatch", LIKELY_TYPO],
            "0.99.0 (it says so; not known, so 0.98.0 stands in)",
        ),
        ("v0.85.0", [NOWHERE, LIKELY_TYPO], "v0.85.0 (it says so)"),
    ],
)
def test_a_version_that_is_odd(cli: Cli, version: str, told: list[str], doctor: str):
    cli.write("a.stack.yaml", FILE.format(version=version))
    rows = cli("check", "--format", "json").json
    about_stacks = ("missing-container-registry", "missing-image-builder")
    found = [f"{row['severity']} {row['code']}" for row in rows if row["code"] not in about_stacks]
    assert found == told
    assert f"a.stack.yaml is for ZenML {doctor}" in cli("doctor", "a.stack.yaml").out


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("latest", "latest is not a version in full, such as 0.98.0: import compares it with"),
        ("'>=0.85'", ">=0.85 is not a version in full, such as 0.98.0"),
        ("0.9", "The version is a string such as 0.98.0, not the number 0.9"),
        ("0.99.0", "ZenML 0.99.0 is not known, so this is checked against 0.98.0"),
        ("0.99.0", "stackls catalog add 0.99.0 adds it."),
        ("0.10.0", "ZenML 0.10.0 is not known, so this is checked against 0.68.1"),
    ],
)
def test_what_is_said_of_it_helps(cli: Cli, version: str, said: str):
    cli.write("a.stack.yaml", FILE.format(version=version))
    messages = [row["message"] for row in cli("check", "--format", "json").json if row["line"] == 2]
    assert len(messages) == 1
    assert said in messages[0]


def test_each_file_of_a_workspace_has_its_own(cli: Cli):
    for version in ("0.85.0", "0.94.6", "0.98.0"):
        cli.write(f"{version}.stack.yaml", FILE.format(version=version))
    rows = cli("check", "--format", "json", "--select", "unknown-parameter").json
    assert [(row["path"][:6], row["severity"]) for row in rows] == [
        ("0.85.0", "warning"),
        ("0.94.6", "error"),
        ("0.98.0", "error"),
    ]


def test_the_doctor_says_which_version_a_project_pins(cli: Cli):
    cli.write("pyproject.toml", '[tool.stackls]\nzenml-version = "0.85.0"\n')
    cli.write("a.stack.yaml", FILE.replace("zenml_version: {version}\n", "").format())
    found = cli("doctor", "a.stack.yaml", "--output", "json").json["version"]
    expected = {
        "zenml_version": "0.85.0",
        "source": "project",
        "where": str(cli.folder / "pyproject.toml"),
        "judged_by": "0.85.0",
        "is_known": True,
    }
    assert {key: found[key] for key in expected} == expected
    assert found["files"] == [{"path": "a.stack.yaml", **expected}]
    assert "version" in cli("doctor").out


def test_the_doctor_names_a_file_that_it_cannot_read(cli: Cli):
    result = cli("doctor", "nowhere.yaml")
    assert result.code != 0
    assert "nowhere.yaml: no such file or folder" in result.err


def test_flavors_are_those_of_the_version_that_is_asked_for_or_pinned(cli: Cli):
    asked = ("orchestrator", "flavor", "list")
    assert "in ZenML 0.98.0" in cli(*asked).out
    assert "in ZenML 0.90.0" in cli(*asked, "--zenml-version", "0.90.0").out
    cli.write("requirements.txt", "zenml==0.85.0\n")
    pinned = cli(*asked).out
    assert "in ZenML 0.85.0" in pinned
    assert "\nmodal " not in pinned
    described = ("orchestrator", "flavor", "describe", "modal")
    assert cli(*described).code == 1
    assert cli(*described, "--zenml-version", "0.98.0").code == 0
    unknown = cli(*asked, "--zenml-version", "latest")
    assert (unknown.code, "ZenML latest is not known." in unknown.err) == (2, True)
