"""The names of a step's outputs, as far as its source tells.

Mirrors ``zenml.steps.utils.parse_return_type_annotations``: a name stands in ``Annotated``, one
output without a name is called ``output``, and several are numbered.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from stackls_core.workspace_code.annotations import last_name
from stackls_core.workspace_code.bodies import AnyFunction

SINGLE = "output"
_PLAIN = frozenset({"int", "float", "str", "bool", "bytes", "dict", "list", "set", "Any", "object"})
_GENERIC = frozenset({"Dict", "List", "Set", "Optional", "Union", "dict", "list", "set", "Literal"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def outputs_of(function: AnyFunction) -> tuple[str, ...] | None:
    """The names in order; ``None`` where they cannot be told without running the code."""
    returned = list(_returned(function.body))
    annotation = _parsed(function.returns)
    if annotation is None:
        is_none = all(one is None or _is_none(one) for one in returned)
        return () if is_none else (SINGLE,)
    if _is_none(annotation):
        return ()
    is_generic = isinstance(annotation, ast.Subscript)
    if is_generic and last_name(annotation.value) in ("Tuple", "tuple"):
        return _of_tuple(annotation.slice, returned)
    name = _name_in(annotation)
    return None if name is None else (name or SINGLE,)


def _of_tuple(inside: ast.expr, returned: list[ast.expr | None]) -> tuple[str, ...] | None:
    tuples = [isinstance(one, ast.Tuple) for one in returned]
    if not any(tuples):
        return (SINGLE,)
    items = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    names = [_name_in(_parsed(item)) for item in items]
    if any(name is None for name in names):
        return None
    return tuple(name or f"{SINGLE}_{number}" for number, name in enumerate(names))


def _name_in(annotation: ast.expr | None) -> str | None:
    """The name that an annotation gives, empty for none; ``None`` where that is not known."""
    if isinstance(annotation, ast.BinOp):
        return ""
    if isinstance(annotation, ast.Subscript):
        kind = last_name(annotation.value)
        if kind == "Annotated" and isinstance(annotation.slice, ast.Tuple):
            metadata = annotation.slice.elts[1:]
            named = [one.value for one in metadata if isinstance(one, ast.Constant)]
            is_known = len(metadata) == 1 and len(named) == 1 and isinstance(named[0], str)
            return str(named[0]) if is_known else None
        return "" if kind in _GENERIC else None
    if isinstance(annotation, ast.Name):
        # any other name may stand for an annotation with one
        return "" if annotation.id in _PLAIN else None
    return None


def _parsed(annotation: ast.expr | None) -> ast.expr | None:
    """An annotation, also where it is written as a string."""
    if not isinstance(annotation, ast.Constant) or not isinstance(annotation.value, str):
        return annotation
    try:
        return ast.parse(annotation.value, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Name("")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _returned(statements: list[ast.stmt]) -> Iterator[ast.expr | None]:
    """What a function's own ``return`` statements give."""
    waiting: list[ast.AST] = [one for one in statements if not isinstance(one, _FUNCTIONS)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            yield node.value
        waiting.extend(one for one in ast.iter_child_nodes(node) if not isinstance(one, _FUNCTIONS))
