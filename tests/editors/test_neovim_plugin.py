"""A real editor: the plugin for Neovim, in every Neovim that is there."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import open_folder
from tests.editors.programs import program, run_neovim
from tests.lsp.wire import COMMAND
from tests.support.stack_texts import Entry, stack_text

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "editors" / "nvim"
PATIENCE = 100
INFO, ERROR = 2, 4
COMMANDS = "activate, apply, describe, diff, flavor, list, plan"
ANOTHER = "STACKLS_TEST_NEOVIM"
"""Names another Neovim to try: the one on the PATH may be an old one."""
FILE = stack_text(
    Entry("orchestrator", "port", "kubernetes", "kubernetes_context: minikube"),
    Entry("artifact_store", "default", "local"),
    version=open_folder().zenml_version,
)


def _seen(neovim: str, folder: Path) -> dict[str, Any]:
    project = folder / "project"
    project.mkdir()
    (project / ".zen").mkdir()
    (project / "stacks").mkdir()
    file = project / "stacks" / "mine.stack.yaml"
    file.write_text(FILE, encoding="utf-8")
    given = {
        "plugin": str(PLUGIN),
        "command": list(COMMAND),
        "file": str(file),
    }
    environment = {"STACKLS_STORE": "local", "STACKLS_HOME": str(folder)}
    found = run_neovim(neovim, HERE / "neovim_plugin.lua", folder, given, **environment)
    return {**found, "project": str(project)}


@pytest.fixture(scope="module", params=["nvim", os.environ.get(ANOTHER)])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a user of the plugin saw in one session."""
    if request.param is None:
        pytest.skip(f"{ANOTHER} names no other Neovim")
    neovim = program(request.param, "neovim")
    return _seen(neovim, tmp_path_factory.mktemp("neovim"))


def test_the_root_is_where_a_marker_is(seen: dict[str, Any]):
    assert seen["root"] == seen["project"]


def test_completion_opens_by_the_keys_of_the_docs(seen: dict[str, Any]):
    assert seen["omnifunc"] == "v:lua.vim.lsp.omnifunc"


def test_what_is_chosen_is_inserted_whole(seen: dict[str, Any]):
    assert seen["inserts_all"]


def test_pages_are_shown_in_buffers_that_cannot_be_changed(seen: dict[str, Any]):
    pages = seen["pages"]
    assert {(one["filetype"], one["modifiable"]) for one in pages.values()} == {("markdown", False)}
    first_lines = {command: page["text"].splitlines()[0] for command, page in pages.items()}
    assert first_lines == {
        "Stackls plan": "# Plan for demo",
        "folder": "# Plan for 1 stack in the built-in registry",
        "vertical Stackls list": "# Stacks in the built-in registry",
        "Stackls describe demo": "# Stack demo",
        "flavor": "# Orchestrator flavor kubeflow",
        "same": "# Comparison of stacks/mine.stack.yaml and demo as it is registered",
        "diff": "# Comparison of default as it is registered and demo as it is registered",
    }
    assert "They mean the same." in pages["same"]["text"]
    assert "orchestrator default → port (kubernetes)" in pages["diff"]["text"]
    assert "create   orchestrator port (kubernetes)" in pages["Stackls plan"]["text"]
    assert "Nothing to do: all of it" in pages["folder"]["text"]
    assert "kubernetes_context: minikube" in pages["Stackls describe demo"]["text"]


def test_what_was_done_and_what_failed_is_said(seen: dict[str, Any]):
    *said, (no_repository, level) = seen["said"]
    assert "HEAD:./mine.stack.yaml: not a git repository" in no_repository
    assert level == ERROR
    assert said == [
        ["stackls: demo is applied", INFO],
        ["stackls: demo is the active stack", INFO],
        ["stackls: There is no stack named nope.", ERROR],
        [
            f"stackls: there is no command fly; there are {COMMANDS}",
            ERROR,
        ],
    ]


def test_what_is_chosen_from(seen: dict[str, Any]):
    asked = dict(seen["asked"])
    assert asked["Apply demo?"] == ["Apply", "Apply and activate"]
    assert asked["Activate stack"] == ["* default  default, default", "  demo  port, default"]
    assert "kubernetes  kubernetes" in asked["Flavor of orchestrator"]


def test_names_are_completed(seen: dict[str, Any]):
    assert seen["commands"] == COMMANDS.split(", ")
    assert seen["diffs"] == ["default", "demo"]
    assert seen["names"] == ["default", "demo"]
    assert seen["types"] == ["orchestrator"]
    assert seen["flavors"] == ["kubeflow", "kubernetes"]


def test_code_actions_do_without_the_plugin(seen: dict[str, Any]):
    assert seen["action_page"].startswith("# Stacks in the built-in registry\n")
    assert ("message" in seen) is not seen["shows_documents"]


def test_health(seen: dict[str, Any]):
    health = seen["health"]
    assert "A server runs for " + seen["project"] in health
    assert "The server is " in health
    assert "ERROR" not in health


def test_nothing_else_pops_up(seen: dict[str, Any]):
    assert not re.search(r"(?i)error|deprecat|stackls", seen["messages"])
