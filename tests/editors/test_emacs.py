"""A real editor: Emacs with Eglot, with and without yasnippet."""

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
from tests.support.stack_texts import head

HERE = Path(__file__).parent
PACKAGES = "emacs-nox elpa-eglot elpa-yaml-mode elpa-yasnippet"
HEAD = head(version=open_folder().zenml_version)
TYPES = HEAD + "  orchestrator: {}\n"
FLAVOR = HEAD + "  orchestrator:\n    - name: x\n      flavor: kube"
ITEM = HEAD + "  orchestrator:\n    - "
WHOLE = {
    ("sta", "stack: a whole stack"): HEAD.replace("demo", "stack0")
    + """\
  orchestrator:
    - name: local
      type: orchestrator
      flavor: local
      configuration: {}
  artifact_store:
    - name: local
      type: artifact_store
      flavor: local
      configuration: {}""",
    (TYPES + "  step", "step_operator"): TYPES + "  step_operator:\n    ",
    (FLAVOR, "kubernetes"): FLAVOR + "rnetes\n      configuration: {}",
    (ITEM, "kubeflow: a whole component"): ITEM
    + """\
name: kubeflow
      type: orchestrator
      flavor: kubeflow
      configuration: {}""",
}
"""The file after an item was accepted, by what was typed and the item's label."""
ONE_LINE = {
    ("sta", "stack: a whole stack"): "sta",
    (TYPES + "  step", "step_operator"): TYPES + "  step_operator:",
    (FLAVOR, "kubernetes"): FLAVOR + "rnetes",
    (ITEM, "kubeflow: a whole component"): ITEM,
}
"""The same where Eglot does not say its name, as the one for Emacs 28 does not."""


def _run(folder: Path, *, snippets: bool) -> dict[str, Any]:
    result = folder / "seen.json"
    cases: list[dict[str, str]] = []
    for number, (text, label) in enumerate(WHOLE):
        path = folder / f"stack{number}.stack.yaml"
        path.write_text(text, encoding="utf-8")
        cases.append({"file": str(path), "label": label})
    given = {
        "command": list(COMMAND),
        "snippets": snippets,
        "cases": cases,
        "result": str(result),
    }
    emacs = program("emacs", PACKAGES)
    done = subprocess.run(
        [emacs, "--batch", "-q", "--no-site-file", "-l", str(HERE / "emacs.el")],
        env={
            **os.environ,
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "STACKLS_EMACS": json.dumps(given),
        },
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    if b"Cannot open load file" in done.stderr:
        missing("Emacs has not all of what the test drives.", PACKAGES)
    assert result.exists(), done.stderr.decode()
    seen: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    assert "problem" not in seen, seen["problem"]
    return seen


@pytest.mark.parametrize("snippets", [False, True], ids=["plain", "yasnippet"])
def test_components_are_not_put_into_others(tmp_path: Path, snippets: bool):
    seen = _run(tmp_path, snippets=snippets)
    expected = WHOLE if seen["says_its_name"] else ONE_LINE
    assert dict(zip(WHOLE, seen["completed"], strict=True)) == expected
