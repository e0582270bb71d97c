"""Layers look down: what may import what, and that nothing imports in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_invariants import CORE, SERVER, modules

CORE_LAYERS = [
    {"limits", "text", "suggest", "wording", "cancellation", "paths", "visible"},
    {
        "budget",
        "cache_files",
        "line_edits",
        "yaml_writing",
        "toml_table",
        "regular_files",
        "ignore_patterns",
    },
    {"findings"},
    {"workspace_code"},
    {"yamltree"},
    {"schema"},
    {"catalog"},
    {"registry"},
    {"zenml"},
    {"documents"},
    {"analysis"},
    {"check"},
    {"stores"},
    {"configuration"},
    {"search"},
    {"plans"},
]
"""Each may import those before it. A name is that of a module or a folder."""

SERVER_LAYERS = [
    {"features", "jupyter"},
    {"lsp.by_folder", "lsp.settings", "lsp.transport"},
    {"lsp.converters"},
    {"lsp.documents"},
    {"lsp.registry"},
    {"lsp.session"},
    {"lsp.handlers"},
    {"lsp.serving"},
    {"lsp.app"},
    {"lsp.start", "lsp.websocket"},
    {"warm"},
    {"cli"},
    {"zygote"},
    {"__main__"},
]


def module_name(path: Path) -> str:
    root = CORE.parent if path.is_relative_to(CORE) else SERVER.parent
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in (*modules(CORE), *modules(SERVER))}


def imported(path: Path) -> Iterator[str]:
    """Our modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module for name in inside]
        yield from (name for name in names if name in MODULES)


GRAPH = {module: set(imported(path)) for module, path in MODULES.items()}


def layer_of(module: str) -> str:
    _, *parts = module.split(".")
    if parts[:1] == ["lsp"]:
        return ".".join(parts[:2])
    return parts[0] if parts else ""


def arrows(package: str) -> Iterator[tuple[str, str]]:
    """Which module imports which, within a package; a folder's own module is left out."""
    for module, others in GRAPH.items():
        for other in others:
            if module.startswith(f"{package}.") and other.startswith(f"{package}."):
                yield module, other


@pytest.mark.parametrize(
    ("package", "layers"), [("stackls_core", CORE_LAYERS), ("stackls_server", SERVER_LAYERS)]
)
def test_no_arrow_looks_up(package: str, layers: list[set[str]]):
    height = {name: index for index, names in enumerate(layers) for name in names}
    upward = [
        (module, other)
        for module, other in arrows(package)
        if layer_of(module) != layer_of(other)
        and height[layer_of(module)] <= height[layer_of(other)]
    ]
    assert upward == []


def test_no_file_is_part_of_a_circle():
    # what imports nothing that is left is taken away, until only circles are left
    waiting, left = GRAPH, len(GRAPH) + 1
    while len(waiting) < left:
        left = len(waiting)
        waiting = {m: o & waiting.keys() for m, o in waiting.items() if o & waiting.keys()}
    assert sorted(waiting) == []
