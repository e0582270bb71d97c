"""What knows no kind of document: the layers below the kinds, and all that serves any of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_invariants import CORE, FEATURES, LSP, ROOT, modules

KEYS = {
    *("stack_name", "zenml_version", "components", "configuration"),
    *("steps", "settings", "parameters", "docker", "run_name", "enable_cache"),
}
"""Keys of stack files and of run configurations."""

FOLDERS = [CORE / "yamltree", CORE / "schema", CORE / "analysis", FEATURES, LSP]

ALLOWED = {
    # plain data that clients get or send
    "server/stackls_server/features/flavors.py": {"zenml_version", "parameters"},
    "server/stackls_server/features/stack_data.py": {"components", "configuration"},
    "server/stackls_server/features/stack_findings.py": {"components"},
    "server/stackls_server/features/plan_data.py": {"steps"},
    "server/stackls_server/features/zenml_versions.py": {"zenml_version"},
    "server/stackls_server/features/pages.py": {
        *("components", "configuration", "parameters", "zenml_version"),
    },
    "server/stackls_server/lsp/handlers/commands.py": {"configuration"},
    "server/stackls_server/lsp/handlers/ui_commands.py": {"steps"},
    "server/stackls_server/lsp/handlers/stack_commands.py": {"zenml_version"},
    "server/stackls_server/lsp/handlers/file_commands.py": {"components"},
    "server/stackls_server/lsp/handlers/stack_change_commands.py": {"components", "configuration"},
}


def constants(path: Path) -> Iterator[str]:
    """All texts in the code of a file that are not documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_module_names_a_key_of_a_kind(folder: Path):
    found = {
        name: named
        for path in modules(folder)
        if (named := KEYS & set(constants(path)) - ALLOWED.get(name := relative(path), set()))
    }
    assert found == {}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
