"""Handlers that are imported on first use: all are there, and what is announced of them is true."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from stackls_server.features.semantic_tokens import TokenKind
from stackls_server.lsp import app
from stackls_server.lsp.converters.announced import TOKENS
from stackls_server.lsp.handlers import later

LATER = {
    method: inspect.getclosurevars(handler).nonlocals
    for method, (handler, _) in app.FEATURES.items()
    if getattr(handler, "__qualname__", "").startswith(later.later.__name__)
}


def test_some_handlers_are_imported_later():
    assert len(LATER) > 10
    assert {names["module"] for names in LATER.values()} | {"commands"} == set(later.MODULES)


@pytest.mark.parametrize("method", LATER)
def test_what_is_imported_later_is_there(method: str):
    names = LATER[method]
    module = importlib.import_module(f"{later.__package__}.{names['module']}")
    assert callable(getattr(module, names["name"]))


def test_the_start_imports_none_of_them():
    program = (
        "import sys, stackls_server.lsp.app\n"
        "print(*(name for name in sys.modules if name.startswith('stackls_server')))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.split())
    assert "stackls_server.lsp.handlers.documents" in imported
    assert not {f"{later.__package__}.{name}" for name in later.MODULES} & imported
    assert "stackls_server.features.completion" not in imported


def test_every_kind_of_token_is_announced():
    assert {kind.value for kind in TokenKind} == set(TOKENS)
