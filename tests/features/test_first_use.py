"""What is imported when: little for the first findings, and nothing while somebody types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "workspaces" / "demo"

USED = """
import json, sys
from pathlib import Path
import stackls_server.lsp.app
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.first_use import import_for_first_use
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.handlers.later import import_handlers

catalog = Catalog([open_folder()])
text = Path(sys.argv[1]).read_text(encoding="utf-8")
diagnose(Snapshot(text, catalog, sys.argv[1]), Memo())
diagnosed = set(sys.modules)
import_for_first_use()
import_handlers()
warm = set(sys.modules)
from tests.support.everything import ask_everything
for edited in (text, text.replace(": ", ": [", 1), text.replace("local", "lokal"), ""):
    for offset in range(0, len(edited) + 1, 97):
        ask_everything(edited, offset, catalog)
new = [name for name in set(sys.modules) - warm if name.startswith(("stackls", "pydantic"))]
ours = [name for name in new if not name.startswith("stackls_core.stores")]  # the test's own
print(json.dumps([sorted(warm - diagnosed), sorted(ours)]))
"""


def imported(path: Path) -> tuple[list[str], list[str]]:
    """What comes after the first findings of a file of its own accord, and what with typing."""
    done = subprocess.run(
        [sys.executable, "-c", USED, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    before, typing = json.loads(done.stdout)
    return before, typing


@pytest.mark.parametrize("name", ["stacks/local-dev.yaml", "pipelines/configs/training.yaml"])
def test_nothing_is_imported_while_somebody_types(name: str):
    before, typing = imported(DEMO / name)
    assert typing == []
    assert before, "so it was left until then"


KNOWN_ELSEWHERE = """
import sys
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.catalogs import open_catalogs
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot

text = sys.stdin.read()
found = diagnose(Snapshot(text, open_catalogs(), "a.stack.yaml"), Memo())
print(*(one.message for one in found), "rapidfuzz" in sys.modules)
"""


@pytest.mark.parametrize(
    ("key", "says", "looks"),
    [("pod_count", "came with", False), ("kubernetes_namspace", "mean", True)],
)
def test_no_near_name_is_looked_for_where_a_key_is_known(key: str, says: str, looks: bool):
    text = (
        "stack_name: a\nzenml_version: 0.85.0\ncomponents:\n  step_operator:\n    name: a\n"
        f"    flavor: kubernetes\n    configuration:\n      {key}: 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", KNOWN_ELSEWHERE],
        input=text,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert says in done.stdout
    assert done.stdout.endswith(f"{looks}\n")
