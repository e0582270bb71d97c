"""What must stay true of the code, whoever changes it: the list in ARCHITECTURE.md."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackls_core.analysis.all_rules import BY_CODE
from stackls_core.analysis.rule_pages import page_of
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.check import check_text

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core" / "stackls_core"
SERVER = ROOT / "server" / "stackls_server"
FEATURES = SERVER / "features"
LSP = SERVER / "lsp"
PROBE = ROOT / "core" / "stackls_probe"


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def importers(folder: Path, *packages: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in modules(folder)
        if any(name.split(".")[0] in packages for name in imports(path))
    ]


def test_core_knows_neither_the_protocol_nor_the_server_nor_a_terminal():
    assert importers(CORE, "pygls", "lsprotocol", "stackls_server", "click", "rich") == []


def test_features_know_nothing_of_the_protocol():
    assert importers(FEATURES, "pygls", "lsprotocol") == []


def test_only_the_lsp_package_imports_pygls_and_lsprotocol():
    found = importers(SERVER, "pygls", "lsprotocol")
    assert found
    assert all(path.startswith("server/stackls_server/lsp/") for path in found)


PRIVATE = re.compile(
    r"\b(?:attrs?|cattrs?|pygls|lsprotocol|pydantic_core|pydantic|click|rich|yaml)(?:\.\w+)*\._\w+"
)


def test_the_private_parts_of_libraries_are_touched_in_one_module():
    """By import or by name; what pygls calls public and does not promise is there, too."""
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in (CORE, SERVER)
        for path in modules(folder)
        if PRIVATE.search(path.read_text(encoding="utf-8"))
        or any(f".{name}" in path.read_text(encoding="utf-8") for name in PYGLS_INTERNALS)
    ]
    assert found == ["server/stackls_server/lsp/transport/library_internals.py"]


PYGLS_INTERNALS = ("fm.", "_send_data", "_send_response", "_request_futures", "_result_types")


def test_features_do_no_input_or_output():
    assert importers(FEATURES, "pathlib", "os", "subprocess", "socket", "shutil", "io") == []
    for path in modules(FEATURES):
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"open", "print", "input", "exec", "eval"}, path


def test_zenml_is_imported_by_the_probe_only():
    assert [*importers(CORE, "zenml"), *importers(SERVER, "zenml")] == []
    assert importers(PROBE, "zenml")
    assert importers(PROBE, "stackls_core", "stackls_server") == []


def test_of_the_probe_only_its_protocol_is_imported():
    found = {
        name for folder in (CORE, SERVER) for path in modules(folder) for name in imports(path)
    }
    assert {name for name in found if name.split(".")[0] == "stackls_probe"} == {
        "stackls_probe",
        "stackls_probe.protocol",
    }


@pytest.mark.parametrize(
    "module",
    [
        "catalog/class_rules.py",
        "catalog/secret_lookups.py",
        "documents/stack_file/stack_facts.py",
    ],
)
def test_facts_about_zenmls_code_hold_for_that_code_and_not_for_the_name_of_a_flavor(module: str):
    path = CORE / module
    assert "stackls_core.catalog.mirrored" in imports(path)
    keys = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Tuple)
        and node.elts
        and isinstance(node.elts[0], ast.Constant)
        and node.elts[0].value in COMPONENT_TYPES
    ]
    assert keys == []


def test_every_rule_has_one_file_one_fixture_and_one_page():
    folders = [CORE / "analysis" / "rules", *CORE.glob("documents/*/rules")]
    files = {path.stem.replace("_", "-") for folder in folders for path in folder.glob("[!_]*.py")}
    fixtures = {path.stem for path in (ROOT / "fixtures" / "rules").glob("*.yaml")}
    assert files == set(BY_CODE)
    assert fixtures == set(BY_CODE)
    assert all(page_of(code) for code in BY_CODE)


def test_the_page_of_rules_is_up_to_date():
    command = [sys.executable, "docs/build_rules.py", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("code", BY_CODE)
def test_codes_are_kebab_case(code: str):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)


def test_a_file_with_three_flavors_loads_three():
    catalog = open_folder()
    text = (ROOT / "fixtures/workspaces/demo/handwritten/gpu-training.stack.yaml").read_text(
        "utf-8"
    )
    flavors = set(re.findall(r"^ +(?:- )?flavor: (\S+)$", text, re.MULTILINE))
    check_text(text, None, Catalog([catalog]))
    components = len(re.findall(r"^ +(?:- )?flavor: ", text, re.MULTILINE))
    assert len(flavors) <= catalog.loaded <= components


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("stackls_server.lsp.app", ["rich", "click", "zenml", "kubernetes", "sqlite3"]),
        ("stackls_server.cli.main", ["rich", "pygls", "lsprotocol", "stackls_core.check"]),
        (
            "stackls_core.stores.local",
            [
                *("yaml", "pydantic", "pydantic_core", "rapidfuzz", "asyncio"),
                # Python 3.10's own uuid imports it
                *(["subprocess"] if sys.version_info >= (3, 11) else []),
            ],
        ),
        ("stackls_core.check", ["rich", "pygls", "lsprotocol", "click", "zenml"]),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module: str, absent: list[str]):
    code = f"import sys, {module}; print([m for m in {absent!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and not name.startswith("fixtures/"):
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_machine_shows_in_tracked_files():
    homes = re.compile(r"/(?:home|Users)/[a-z]\w+/|/root/")
    found = [name for name, text in tracked_texts() if homes.search(text)]
    assert [name for name in found if name != "tests/architecture/test_invariants.py"] == []
