"""A real editor: the package for Emacs, beside Eglot and by itself."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.bundled import open_folder
from tests.editors.programs import PATIENCE, missing, program
from tests.lsp.wire import COMMAND
from tests.support.stack_texts import Entry, stack_text

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "editors" / "emacs"
PACKAGES = "emacs-nox elpa-eglot elpa-yaml-mode"
FILE = stack_text(
    Entry("orchestrator", "port", "kubernetes", "kubernetes_context: minikube"),
    Entry("artifact_store", "default", "local"),
    version=open_folder().zenml_version,
)


def _emacs(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("emacs", PACKAGES), "--batch", "-q", "--no-site-file", *arguments],
        env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def committed(folder: Path) -> None:
    """Make a repository of what is in a folder."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    for command in (["init", "-q", "."], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)


@pytest.fixture(scope="module", params=[False, True], ids=["alone", "eglot"])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a user of the package saw in one session."""
    folder = tmp_path_factory.mktemp("emacs")
    file, result = folder / "mine.stack.yaml", folder / "seen.json"
    file.write_text(FILE, encoding="utf-8")
    committed(folder)
    stacks = folder / "some stacks"
    stacks.mkdir()
    for name in ("a", "b"):
        (stacks / f"{name}.stack.yaml").write_text(FILE.replace("demo", name), encoding="utf-8")
    (stacks / "stackls.toml").write_text('owner = "ml"\n', encoding="utf-8")
    given = {
        "package": str(PACKAGE),
        "command": list(COMMAND),
        "file": str(file),
        "text": FILE,
        "folder": str(stacks),
        "eglot": request.param,
        "result": str(result),
    }
    done = _emacs(
        *("-l", str(HERE / "emacs_package.el")),
        home=folder,
        STACKLS_EMACS=json.dumps(given),
        STACKLS_STORE="local",
        STACKLS_HOME=str(folder / "stackls"),
    )
    assert result.exists(), done.stderr
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if "Cannot open load file" in found.get("problem", ""):
        missing("Emacs has not all of what the test drives.", PACKAGES)
    assert "problem" not in found, found["problem"]
    return {**found, "eglot": request.param}


def test_pages_are_shown_in_buffers_that_cannot_be_changed(seen: dict[str, Any]):
    pages = [seen[key] for key in ("plan", "list", "described", "flavor")]
    assert [(name, text.splitlines()[0], read_only) for name, text, read_only in pages] == [
        ("*stackls: Plan for demo*", "# Plan for demo", True),
        (
            "*stackls: Stacks in the built-in registry*",
            "# Stacks in the built-in registry",
            True,
        ),
        ("*stackls: Stack demo*", "# Stack demo", True),
        (
            "*stackls: Orchestrator flavor kubeflow*",
            "# Orchestrator flavor kubeflow",
            True,
        ),
    ]
    assert "create   orchestrator port (kubernetes)" in seen["plan"][1]
    assert "kubernetes_context: minikube" in seen["described"][1]


def test_what_was_done_and_what_failed_is_said(seen: dict[str, Any]):
    assert seen["question"] == "Apply demo? "
    assert [seen[key] for key in ("applied", "gone", "applied_again", "activated", "failed")] == [
        "demo is applied",
        "The buffer that this page was opened from is gone",
        "There is nothing to do",
        "demo is the active stack",
        "There is no stack named nope.",
    ]


def test_folders_are_planned_and_applied(seen: dict[str, Any]):
    title = "Plan for 2 stacks in the built-in registry"
    name, text, folder = seen["folder_plan"]
    assert (name, folder) == (f"*stackls: {title}*", "some stacks")
    assert "+ stack b (some stacks/b.stack.yaml): 1 to create, 2 reused" in text
    assert seen["folder_question"] == "Apply 2 stacks? "
    assert seen["deletes"] == "Delete the 1 that are in no file any more? "
    assert [seen[key] for key in ("folder_applied", "folder_again", "folder_deleted")] == [
        "2 stacks are registered as the files say",
        "There is nothing to do",
        "1 stack is registered as the files say",
    ]


def test_stacks_are_compared_by_meaning(seen: dict[str, Any]):
    def lines(key: str) -> list[str]:
        return [line.strip() for line in seen[key][1].splitlines()]

    assert "They mean the same." in lines("same")
    assert "~ kubernetes_context: kind → minikube" in lines("registered")
    assert "~ kubernetes_context: minikube → kind" in lines("revision")
    assert "~ kubernetes_context: minikube → kind" in lines("stacks")
    offered = seen["Compare mine.stack.yaml with (empty: what is registered): "]
    assert "demo" in offered
    assert seen["no_revision"] == "Which file of nowhere? Write nowhere:FILE"


def test_what_is_chosen_from(seen: dict[str, Any]):
    assert seen["Activate stack: "] == ["default  (active) default, default", "demo  port, default"]
    assert "orchestrator" in seen["Component type: "]
    assert "kubernetes  kubernetes" in seen["Flavor of orchestrator: "]


def test_eglots_server_is_asked_where_there_is_one(seen: dict[str, Any]):
    assert seen["own_servers"] == (0 if seen["eglot"] else 1)


def test_code_actions_do_without_the_package(seen: dict[str, Any]):
    if seen["eglot"]:
        assert "# Stacks in the built-in registry\n" in seen["action_page"]
        assert "`demo` (active)" in seen["action_page"]


def test_it_compiles_and_is_documented_as_emacs_wants_it(tmp_path: Path):
    source = tmp_path / "stackls.el"
    source.write_bytes((PACKAGE / "stackls.el").read_bytes())
    compiled = _emacs(
        *("--eval", "(setq byte-compile-error-on-warn t)"),
        *("-f", "batch-byte-compile", str(source)),
        home=tmp_path,
    )
    assert (compiled.returncode, compiled.stderr) == (0, "")
    checked = _emacs("--eval", f'(checkdoc-file "{source.as_posix()}")', home=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
