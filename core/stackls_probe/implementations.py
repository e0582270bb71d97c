# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The class behind a flavor, read from its source: importing it would import its own libraries."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from pathlib import Path
from typing import Any


def _returned_name(flavor_class: Any) -> str | None:
    source = textwrap.dedent(inspect.getsource(flavor_class.implementation_class.fget))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            return node.value.id
    return None


def _imported_module(tree: ast.AST, name: str) -> str | None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level:
            continue
        if any((alias.asname or alias.name) == name for alias in node.names):
            return node.module
    return None


def _docstring_in(files: list[Path], class_name: str) -> str | None:
    for file in files:
        text = file.read_text(encoding="utf-8")
        if "class " + class_name not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and node.name == class_name:
                return ast.get_docstring(node)
    return None


def implementation_docstring(flavor_class: Any) -> str | None:
    """Read the docstring of a flavor's implementation from its source, without importing it.

    Importing it would import the integration's own libraries, which are mostly not installed.
    """
    try:
        name = _returned_name(flavor_class)
        if name is None or name.startswith("Base"):
            return None
        module = sys.modules[flavor_class.__module__]
        if hasattr(module, name):
            return getattr(module, name).__doc__
        tree = ast.parse(inspect.getsource(module))
        target = _imported_module(tree, name)
        if target is None:
            return None
        top = sys.modules[target.split(".")[0]]
        place = Path(str(top.__file__)).parent.joinpath(*target.split(".")[1:])
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        return _docstring_in([file for file in files if file.is_file()], name)
    except (OSError, TypeError, AttributeError, KeyError, SyntaxError, ValueError):
        return None  # a nicety: the flavor has other docstrings
