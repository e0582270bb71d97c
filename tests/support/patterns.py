"""Every regular expression of the project, as its source has them."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOTS = {"stackls_core": "core", "stackls_server": "server"}
_AT_ONE_PLACE = frozenset({"match", "fullmatch"})
_ANYWHERE = frozenset({"search", "finditer", "findall", "split", "sub", "subn"})
_OF_A_PATTERN = frozenset({"pattern", "flags", "groupindex", "groups"})


@dataclass(frozen=True)
class Found:
    """A pattern. ``text`` is ``None`` where it is only known while the program runs."""

    place: str
    text: str | None
    flags: int
    anywhere: bool


def all_patterns(repository: Path) -> Iterator[Found]:
    """The patterns of core and server, with whether texts are searched for them."""
    for package, folder in ROOTS.items():
        root = repository / folder
        for path in sorted((root / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if "re." in source:
                name = ".".join(path.relative_to(root).with_suffix("").parts)
                yield from patterns_in(source, name.removesuffix(".__init__"))


def patterns_in(source: str, module: str) -> Iterator[Found]:
    """The patterns of one module."""
    tree = ast.parse(source)
    names = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = node.func
        if not isinstance(called.value, ast.Name) or called.value.id != "re":
            continue
        if called.attr not in _AT_ONE_PLACE | _ANYWHERE | {"compile"}:
            continue
        name = names.get(id(node))
        anywhere = called.attr not in _AT_ONE_PLACE
        if called.attr == "compile" and name is not None:
            anywhere = _is_searched_for(tree, name)
        text, flags = _written(node, called.attr, name, module)
        yield Found(f"{module}:{node.lineno}", text, flags, anywhere)


def _written(
    node: ast.Call, function: str, name: str | None, module: str
) -> tuple[str | None, int]:
    if isinstance(node.args[0], ast.Constant):
        position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(function, 2)
        given = [one.value for one in node.keywords if one.arg == "flags"]
        given += node.args[position : position + 1]
        return str(node.args[0].value), _flags(given[0]) if given else 0
    if name is not None:
        compiled: Any = getattr(importlib.import_module(module), name, None)
        if compiled is not None:
            return compiled.pattern, compiled.flags
    return None, 0


def _flags(node: ast.expr) -> int:
    import re

    return int(eval(compile(ast.Expression(node), "flags", "eval"), {"re": re}))


def _is_searched_for(tree: ast.AST, name: str) -> bool:
    """Whether anything but matching at one place is done with the pattern of that name."""
    uses = {id(node) for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            uses -= {id(target) for target in node.targets}
        if isinstance(node, ast.Attribute) and node.attr in _AT_ONE_PLACE | _OF_A_PATTERN:
            uses.discard(id(node.value))
    return bool(uses)
