# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The class behind a flavor, read from its source: importing it would import its own libraries."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stackls_probe.code_hash import tree_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import Json


def _returned_name(flavor_class: Any) -> str | None:
    source = textwrap.dedent(inspect.getsource(flavor_class.implementation_class.fget))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            return node.value.id
    return None


def imported_module(tree: ast.AST, name: str) -> str | None:
    """Give the module that a file imports a name from; None where it does not."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.level:
            continue
        if any((alias.asname or alias.name) == name for alias in node.names):
            return node.module
    return None


class Source(NamedTuple):
    """A class as it is written, and the module that it is in."""

    module: str
    tree: ast.Module
    definition: ast.ClassDef


def _files_of(module: str) -> list[tuple[str, Path]]:
    """Give the files of a module or of all modules in a package, with their names."""
    names = module.split(".")
    top = Path(str(sys.modules[names[0]].__file__)).parent
    place = top.joinpath(*names[1:])
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [
        (".".join([names[0], *file.relative_to(top).with_suffix("").parts]), file)
        for file in files
        if file.is_file()
    ]


@lru_cache(maxsize=256)
def find_class(module: str, name: str) -> Source | None:
    """Find a class in a module, or where a package has it from."""
    for found, file in _files_of(module):
        text = file.read_text(encoding="utf-8")
        if "class " + name not in text:
            continue
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == name:
                return Source(found, tree, node)
    return None


@lru_cache(maxsize=256)
def implementation_of(flavor_class: Any) -> Source | None:
    """Find the class behind a flavor, without importing it.

    Importing it would import the integration's own libraries, which are mostly not installed.
    """
    try:
        name = _returned_name(flavor_class)
        if name is None:
            return None
        module = sys.modules[flavor_class.__module__]
        tree = ast.parse(inspect.getsource(module))
        return find_class(imported_module(tree, name) or module.__name__, name)
    except _NOT_THERE:
        return None


_NOT_THERE = (OSError, TypeError, AttributeError, KeyError, SyntaxError, ValueError)


def implementation_docstring(flavor_class: Any) -> str | None:
    """Read the docstring of a flavor's implementation; none where it is a base class."""
    found = implementation_of(flavor_class)
    if found is None or found.definition.name.startswith("Base"):
        return None
    return ast.get_docstring(found.definition)


# --------------------------------------------------------------------------------------------------
# What a stack has to have
# --------------------------------------------------------------------------------------------------


def stack_validator(flavor_class: Any) -> Json | None:
    """Describe how an implementation checks a stack before it runs anything; None if not at all.

    ``required`` are the component types that it always asks for. What else it looks at, nobody can
    tell but a reader: that is what the ``hash`` is for.
    """
    try:
        found = implementation_of(flavor_class)
        return None if found is None else _validator_in(found, set())
    except _NOT_THERE:
        return None


def _validator_in(source: Source, seen: set[str]) -> Json | None:
    name = source.module + "." + source.definition.name
    if name in seen:
        return None
    seen.add(name)
    for node in source.definition.body:
        if isinstance(node, ast.FunctionDef) and node.name == "validator":
            if not any(isinstance(one, ast.Call) for one in ast.walk(node)):
                return None  # that of the base class, which checks nothing
            required = _required_types(node)
            return {"name": name + ".validator", "hash": tree_hash(node), "required": required}
    for base in source.definition.bases:
        if isinstance(base, ast.Name):
            module = imported_module(source.tree, base.id) or source.module
            if module.partition(".")[0] == source.module.partition(".")[0]:
                found = find_class(module, base.id)
                described = _validator_in(found, seen) if found is not None else None
                if described is not None:
                    return described
    return None


def _required_types(function: ast.FunctionDef) -> list[str]:
    """Read ``required_components`` of the validator that a property returns whatever happens."""
    returns = [node for node in _own_nodes(function) if isinstance(node, ast.Return)]
    last = function.body[-1]
    if len(returns) != 1 or returns[0] is not last or not isinstance(last.value, ast.Call):
        return []
    for keyword in last.value.keywords:
        if keyword.arg == "required_components" and isinstance(keyword.value, ast.Set):
            types = [one.attr for one in keyword.value.elts if isinstance(one, ast.Attribute)]
            return sorted(one.lower() for one in types)
    return []


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a function without those of functions inside of it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, (ast.FunctionDef, ast.Lambda)):
            yield from _own_nodes(child)
