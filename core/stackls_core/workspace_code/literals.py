"""Values that an expression has whatever the program does."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from stackls_core.workspace_code.annotations import last_name
from stackls_core.workspace_code.model import NOT_LITERAL

_MAX_DEPTH = 12


def literal(node: ast.expr, names: Mapping[str, ast.expr], depth: int = 0) -> Any:
    """The value of ``node``, or `NOT_LITERAL`. Never raises.

    ``names`` are variables of the module that are assigned once. An object that is made with
    keywords only, such as ``ResourceSettings(cpu_count=2)``, counts as the mapping of them: that is
    what ZenML makes of settings.
    """
    if depth > _MAX_DEPTH:
        return NOT_LITERAL
    if isinstance(node, ast.Name) and node.id in names:
        return literal(names[node.id], names, depth + 1)
    if isinstance(node, ast.Dict):
        return _mapping(node, names, depth)
    if isinstance(node, ast.Call):
        return _made(node, names, depth)
    if isinstance(node, (ast.List, ast.Tuple)):
        items = [literal(item, names, depth + 1) for item in node.elts]
        return NOT_LITERAL if any(item is NOT_LITERAL for item in items) else items
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return NOT_LITERAL


def _mapping(node: ast.Dict, names: Mapping[str, ast.expr], depth: int) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = literal(key, names, depth + 1) if key is not None else NOT_LITERAL
        if not isinstance(name, (str, int, float, bool)):
            return NOT_LITERAL
        found[name] = literal(value, names, depth + 1)
    return found


def _made(node: ast.Call, names: Mapping[str, ast.expr], depth: int) -> Any:
    is_class = last_name(node.func)[:1].isupper()
    if not is_class or node.args or any(keyword.arg is None for keyword in node.keywords):
        return NOT_LITERAL
    return {str(k.arg): literal(k.value, names, depth + 1) for k in node.keywords}


def is_known(value: Any) -> bool:
    """Whether nothing in ``value`` is left to running the code."""
    if isinstance(value, dict):
        return all(is_known(item) for item in value.values())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return all(is_known(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value is not NOT_LITERAL
