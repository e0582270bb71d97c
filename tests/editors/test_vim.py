"""A real editor: Vim with ALE, as Debian has it. Its clients write NUL for a line break."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.editors.programs import missing, program
from tests.lsp.wire import COMMAND

if sys.platform == "win32":
    pytest.skip("Vim is driven on a terminal", allow_module_level=True)

import pty

HERE = Path(__file__).parent
PATIENCE = 100
PACKAGES = "vim vim-ale"
_ALE = "g:loaded_ale_dont_use_this_in_other_plugins_please"
"""A variable that ALE sets."""
HEAD = "stack_name: demo\ncomponents:\n"
TYPES = HEAD + "  orchestrator: {}\n"
FLAVOR = HEAD + "  orchestrator:\n    - name: x\n      flavor: kube"
COMPLETED = {
    ("sta", "stack: a whole stack"): "sta",
    ("sta", "stack_name"): "stack_name: ",
    (TYPES + "  step", "step_operator"): TYPES + "  step_operator:",
    (TYPES + "      step", "step_operator"): TYPES + "  step_operator:",
    (FLAVOR, "kubernetes"): FLAVOR + "rnetes",
    (HEAD + "  orchestrator:\n    - ", "kubeflow: a whole component"): HEAD
    + "  orchestrator:\n    - ",
}
"""The file after an item was accepted, by what was typed and the item's label."""


def _ale(folder: Path) -> list[str]:
    """Commands that set ALE up, as the documentation does."""
    executable, *rest = COMMAND
    server = {
        "name": "stackls",
        "lsp": "stdio",
        "executable": executable,
        "command": " ".join(["%e", *rest]),
        "project_root": str(folder),
    }
    return [
        "silent! packadd ale",
        "let g:ale_linters = {'yaml': ['stackls']}",
        f"if exists('{_ALE}') | call ale#linter#Define('yaml', {json.dumps(server)}) | endif",
    ]


def _run(given: dict[str, Any], home: Path) -> None:
    command = [program("vim", PACKAGES), "-Nu", "NONE", "-n", "-i", "NONE"]
    environment = {
        **os.environ,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "STACKLS_VIM": json.dumps(given),
    }
    ours, terminal = pty.openpty()
    with subprocess.Popen(
        [*command, "-S", str(HERE / "complete.vim")],
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        try:
            while os.read(ours, 65536):
                pass
        except OSError:  # on Linux, how the end of a terminal is said
            pass
        finally:
            os.close(ours)
        process.wait(PATIENCE)


def test_completion_writes_one_line_and_no_nul(tmp_path: Path):
    cases: list[dict[str, str]] = []
    for number, (text, label) in enumerate(COMPLETED):
        path = tmp_path / f"{number}.stack.yaml"
        path.write_text(text, encoding="utf-8")
        cases.append({"file": str(path), "label": label})
    result = tmp_path / "seen.json"
    given = {
        "setup": _ale(tmp_path),
        "omnifunc": "ale#completion#OmniFunc",
        "is_ready": "1",
        "requires": _ALE,
        "cases": cases,
        "result": str(result),
    }
    _run(given, tmp_path)
    seen: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if seen.get("lacks"):
        missing("Vim has no ALE.", PACKAGES)
    assert "problem" not in seen, seen["problem"]
    completed = ["\n".join(lines) for lines in seen["completed"]]
    assert dict(zip(COMPLETED, completed, strict=True)) == COMPLETED
