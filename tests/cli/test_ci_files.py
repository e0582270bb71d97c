"""What runs on other people's CI: the GitHub action, the GitLab component, the pre-commit hooks.

Their steps run here as they do there, but for installing, which each begins with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "fixtures" / "workspaces" / "demo" / "broken" / "unknown-flavor.yaml"
GOOD = ROOT / "fixtures" / "workspaces" / "demo" / "stacks" / "local-dev.yaml"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="The steps are those of a POSIX shell.")


class Workspace:
    """A folder with a good and a broken stack file, and ``stackls`` on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "my work"
        (self.folder / "good").mkdir(parents=True)
        (self.folder / "bad ones").mkdir()
        (self.folder / "good" / "a.yaml").write_bytes(GOOD.read_bytes())
        (self.folder / "bad ones" / "b.yaml").write_bytes(BROKEN.read_bytes())
        self._bin = folder / "bin"
        self._bin.mkdir()
        script = self._bin / "stackls"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stackls_server "$@"\n')
        script.chmod(0o755)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{self._bin}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PATH": path, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


# --- GitHub -------------------------------------------------------------------------------------

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]


def act(workspace: Workspace, step: dict[str, Any], **inputs: str) -> Any:
    """A step as GitHub runs it: its expressions are filled in, and bash stops at what fails."""
    given = {name: one["default"] for name, one in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    environment = {
        name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, value in step["env"].items()
    }
    shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
    return workspace.run(*shell, step["run"], **environment)


def test_inputs_reach_a_shell_as_variables_only():
    for step in (INSTALL, CHECK):
        assert "${{" not in step["run"]


def test_the_action_annotates_and_fails(workspace: Workspace):
    done = act(workspace, CHECK)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=bad ones/b.yaml,line=")


def test_the_action_takes_paths_by_line(workspace: Workspace):
    assert act(workspace, CHECK, paths="good").returncode == 0
    assert act(workspace, CHECK, paths="good\nbad ones\n").returncode == 1
    assert act(workspace, CHECK, paths="$(touch pwned)").returncode == 2
    assert not (workspace.folder / "pwned").exists()
    assert act(workspace, CHECK, paths="--help").returncode == 2, "an option is a path, too"


def test_the_action_writes_sarif_and_fails_all_the_same(workspace: Workspace):
    assert act(workspace, CHECK, sarif_file="out.sarif").returncode == 1
    report = json.loads((workspace.folder / "out.sarif").read_text("utf-8"))
    assert report["runs"][0]["results"]
    assert act(workspace, CHECK, paths="nowhere", sarif_file="out.sarif").returncode != 0


def test_the_action_can_be_strict(workspace: Workspace):
    warned = GOOD.read_text("utf-8").replace("zenml_version: ", "zenml_version: 0.1.0 #")
    (workspace.folder / "good" / "a.yaml").write_text(warned, "utf-8")
    assert act(workspace, CHECK, paths="good").returncode == 0
    assert act(workspace, CHECK, paths="good", strict="true").returncode == 1


# --- GitLab -------------------------------------------------------------------------------------


def test_the_gitlab_component(workspace: Workspace):
    spec, jobs = yaml.safe_load_all((ROOT / "templates" / "check.yml").read_text("utf-8"))
    inputs = {name: one["default"] for name, one in spec["spec"]["inputs"].items()}
    inputs["paths"] = "good 'bad ones'"
    job = jobs["stackls"]
    for name, value in inputs.items():
        job = json.loads(json.dumps(job).replace(f"$[[ inputs.{name} ]]", value))
    assert "$[[" not in json.dumps(job)
    install, *rest = job["script"]
    assert install.startswith("pip install")
    done = workspace.run("sh", "-e", "-c", "\n".join(rest))
    assert done.returncode == 1
    assert "b.yaml" in done.stdout
    report = json.loads((workspace.folder / job["artifacts"]["reports"]["codequality"]).read_text())
    assert {issue["location"]["path"] for issue in report} == {"bad ones/b.yaml"}


# --- pre-commit ---------------------------------------------------------------------------------


def test_the_hooks_check_and_fix(workspace: Workspace):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    check, fix = (hook["entry"].split() for hook in hooks)
    assert workspace.run(*check).returncode == 1
    before = (workspace.folder / "good" / "a.yaml").read_bytes()
    assert workspace.run(*fix, "good").returncode == 0
    assert (workspace.folder / "good" / "a.yaml").read_bytes() == before
