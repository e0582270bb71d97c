"""The probe as a program in an interpreter that is not stackls' own."""

from __future__ import annotations

import ast
import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

import stackls_probe
from stackls_core.stores import zenml_wire
from stackls_probe import changes, installation
from stackls_probe.connection import Connection
from stackls_probe.protocol import Method, Verb
from stackls_probe.server import Server
from tests.support.pythons import pythons

PACKAGE = Path(stackls_probe.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_syntax_is_that_of_python_3_8(module: Path):
    ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_imports_only_the_standard_library_zenml_and_the_kubernetes_client():
    names: set[str] = set()
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).split(".")[0])
    assert names - set(sys.stdlib_module_names) == {
        *("stackls_probe", "zenml", "kubernetes"),
        "yaml",  # ZenML reads with it, so it is there
    }


def test_every_method_of_the_protocol_is_answered():
    server = Server(Connection(None, None))
    assert set(server.methods) == set(get_args(Method))


def test_every_verb_of_the_protocol_is_written_and_done():
    verbs = set(get_args(Verb))
    assert set(zenml_wire._VERBS.values()) == verbs
    assert set(changes._ACTIONS) == verbs


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``serve`` of a copy of the probe in this interpreter, which has no ZenML."""
    return subprocess.run(
        [sys.executable, *options, str(folder), "serve"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "an odd place" / "stackls_probe"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("options", [(), ("-I",), ("-u",), ("-I", "-u")], ids=" ".join)
def test_it_runs_as_a_folder(copied: Path, options: tuple[str, ...]):
    done = run(copied, *options)
    assert json.loads(done.stdout) == {
        "failed": {"kind": "missing", "message": "ZenML is not installed in this interpreter."}
    }
    assert done.stderr == ""


@pytest.mark.parametrize("python", pythons(), ids=lambda path: Path(path).name)
def test_it_runs_on_every_version_of_python(copied: Path, python: str):
    command = [python, "-I", str(copied), "serve"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert json.loads(done.stdout)["failed"]["kind"] in ("missing", "too-old"), done.stderr


def test_its_bytecode_is_kept(copied: Path):
    run(copied, PYTHONDONTWRITEBYTECODE="")
    kept = {path.name.split(".")[0] for path in (copied / "__pycache__").glob("*.pyc")}
    assert {"server", "flavors", "trials"} <= kept


NEIGHBOUR = "raise SystemExit('the neighbour was imported')"


def test_its_modules_have_names_of_their_own():
    # Python puts the folder that it runs first on its path, until the first lines have run
    assert not {module.stem for module in MODULES} & set(sys.stdlib_module_names)


def test_its_neighbours_hide_no_modules(copied: Path):
    for name in ("json", "queue", "zenml"):
        (copied.parent / f"{name}.py").write_text(NEIGHBOUR, encoding="utf-8")
    assert json.loads(run(copied).stdout)["failed"]["kind"] == "missing"


def test_the_hash_is_over_all_modules(copied: Path):
    before = installation.package_hash(copied)
    assert before == installation.package_hash(PACKAGE) == installation.probe_hash()
    trials = copied / "trials.py"
    trials.write_bytes(trials.read_bytes() + b"# more")
    assert installation.package_hash(copied) != before


def build_hook() -> dict[str, Any]:
    return runpy.run_path(str(PACKAGE.parents[1] / "hatch_build.py"))


def test_a_catalog_of_another_probe_is_made_again(copied: Path):
    is_current = build_hook()["is_current"]
    catalog = PACKAGE.parent / "stackls_core" / "catalog" / "data"
    assert is_current(catalog, PACKAGE, "0.98.0")
    assert not is_current(catalog, PACKAGE, "0.97.0")
    (copied / "server.py").unlink()
    assert not is_current(catalog, copied, "0.98.0")
