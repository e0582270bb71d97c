"""What asks for the platform is tried on this one, whichever it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.platforms import test_macos, test_windows, test_windows_environments

ROOT = Path(__file__).parents[2]
ASKED = {("os", "name"), ("sys", "platform"), ("platform", "system")}
TRIED = {
    "core/stackls_core/paths.py": test_macos.test_the_folders_of_the_user,
    "core/stackls_core/configuration/nearby.py": test_windows_environments.test_files_have_no_owner,
    "core/stackls_core/zenml/catalog_making.py": test_windows_environments.test_one_makes_a_catalog,
    "core/stackls_core/zenml/process.py": test_windows_environments.test_a_process_of_its_own_group,
    "core/stackls_core/zenml/trust.py": test_windows_environments.test_rights_are_those_of_a_folder,
    "core/stackls_core/zenml/worker.py": test_windows_environments.test_no_program_of_the_workspace,
    "core/stackls_probe/incoming.py": test_windows_environments.test_the_probe_asks_for_no_parent,
    "server/stackls_server/cli/main.py": test_windows.test_a_closed_pipe_is_quiet,
    "server/stackls_server/lsp/documents/page_files.py": test_windows.test_pages_can_be_removed,
    "server/stackls_server/lsp/transport/processes.py": test_windows.test_no_process_is_disturbed,
    "server/stackls_server/warm/conditions.py": test_windows.test_no_process_is_kept,
    "server/stackls_server/lsp/transport/waitable.py": test_windows.test_no_stream_is_waited_for,
}
"""The tests of the other platform's branch, by the module that has one."""


def _asking() -> Iterator[str]:
    for folder in ("core", "server"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                if _asks(node):
                    yield path.relative_to(ROOT).as_posix()


def _asks(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    return (node.value.id, node.attr) in ASKED


def test_each_branch_has_a_test():
    assert set(_asking()) == set(TRIED)
