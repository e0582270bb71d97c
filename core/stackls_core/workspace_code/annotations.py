"""The JSON Schema of a parameter's annotation, as far as an annotation tells.

ZenML validates parameters with pydantic, so ``int`` takes ``"3"`` and ``str`` does not take ``3``.
An annotation that is not understood accepts everything: classes of the workspace, type variables,
names that are bound to something else.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

_SIMPLE: Mapping[str, Mapping[str, Any]] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "None": {"type": "null"},
    "dict": {"type": "object"},
    "Dict": {"type": "object"},
    "list": {"type": "array"},
    "List": {"type": "array"},
}
_ANY: Mapping[str, Any] = {}
_MAX_DEPTH = 12


def schema_of(annotation: ast.expr | None, depth: int = 0) -> Mapping[str, Any]:
    """The JSON Schema of what ``annotation`` accepts; empty for anything. Never raises."""
    if annotation is None or depth > _MAX_DEPTH:
        return _ANY
    if isinstance(annotation, ast.Constant):
        return _of_constant(annotation.value, depth)
    if isinstance(annotation, (ast.Name, ast.Attribute)):
        return _SIMPLE.get(last_name(annotation), _ANY)
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _union([annotation.left, annotation.right], depth)
    if isinstance(annotation, ast.Subscript):
        return _of_generic(last_name(annotation.value), annotation.slice, depth)
    return _ANY


def last_name(node: ast.expr) -> str:
    """``Optional`` of ``typing.Optional``; empty for what is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _of_constant(value: object, depth: int) -> Mapping[str, Any]:
    if value is None:
        return _SIMPLE["None"]
    if not isinstance(value, str):
        return _ANY
    try:
        return schema_of(ast.parse(value, mode="eval").body, depth + 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _ANY


def _of_generic(name: str, inside: ast.expr, depth: int) -> Mapping[str, Any]:
    items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    if name == "Annotated" and items:
        return schema_of(items[0], depth + 1)
    if name == "Optional":
        return _union([inside, ast.Constant(None)], depth)
    if name == "Union":
        return _union(items, depth)
    if name == "Literal":
        return _literal(items)
    if name in ("list", "List", "Sequence") and len(items) == 1:
        return {"type": "array", "items": schema_of(items[0], depth + 1)}
    if name in ("dict", "Dict", "Mapping") and len(items) == len(("key", "value")):
        if schema_of(items[0], depth + 1) != _SIMPLE["str"]:
            return _ANY
        return {"type": "object", "additionalProperties": schema_of(items[1], depth + 1)}
    return _ANY


def _literal(items: list[ast.expr]) -> Mapping[str, Any]:
    values: list[Any] = []
    for item in items:
        if not isinstance(item, ast.Constant):
            return _ANY
        values.append(item.value)
    return {"enum": values}


def _union(options: list[ast.expr], depth: int) -> Mapping[str, Any]:
    schemas = [schema_of(option, depth + 1) for option in options]
    if any(not schema for schema in schemas):
        return _ANY
    flat = [inner for schema in schemas for inner in schema.get("anyOf", [schema])]
    return {"anyOf": flat}
