"""A hash of what a function does: the same in all versions of Python, and however it is laid out.

Comments, docstrings, annotations, the words of exceptions and logging do not count. What the
function refers to does, as far as it comes from the same distribution: functions, properties of its
class, constants, patterns, enumerations.
"""

from __future__ import annotations

import ast
import enum
import hashlib
import inspect
import re
import textwrap
import types
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = 16
_PLAIN = (str, bytes, int, float, complex, bool, type(None))
_NOT_DONE = frozenset({"annotation", "returns", "type_comment", "kind", "ctx", "type_params"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LOGGING = frozenset({"logger", "logging", "warnings"})


def code_hash(function: Any, owner: type | None = None) -> str | None:
    """Give the hash of a function of the class ``owner``; None where its source is not there."""
    texts: dict[str, str] = {}
    try:
        _collect(function, owner, function.__module__.partition(".")[0], texts)
    except (OSError, TypeError, SyntaxError, AttributeError, ValueError, RecursionError):
        return None
    return text_hash("\n".join(texts[name] for name in sorted(texts)))


def tree_hash(tree: ast.AST) -> str:
    """Give the hash of a piece of source alone."""
    return text_hash(normalized(tree))


def text_hash(text: str) -> str:
    """Give a short hash of a text."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS]


def normalized(node: Any) -> str:
    """Write down what a syntax tree says, without what changes nothing."""
    if isinstance(node, list):
        items = cast("list[Any]", node)
        kept = [normalized(item) for item in items if not _says_nothing(item)]
        return "[" + ",".join(kept) + "]"
    if not isinstance(node, ast.AST):
        return type(node).__name__ + repr(node)
    if type(node).__name__ == "Index":  # of Python 3.8
        return normalized(cast("Any", node).value)
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return "Raise(" + normalized(raised) + ")"
    if isinstance(node, ast.AnnAssign):
        node = ast.Assign(targets=[node.target], value=cast("ast.expr", node.value))
    fields: list[str] = []
    for name, value in ast.iter_fields(node):
        if name in _NOT_DONE or value is None or value == []:
            continue
        is_body = name == "body" and isinstance(node, _DEFINITIONS)
        fields.append(name + "=" + normalized(_without_docstring(value) if is_body else value))
    if isinstance(node, ast.Constant) and node.value is None:
        fields.append("value=None")
    return type(node).__name__ + "(" + ",".join(fields) + ")"


def _without_docstring(body: list[Any]) -> list[Any]:
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return body[1:]
    return body


def _says_nothing(node: Any) -> bool:
    """Say whether a statement does nothing that counts: it logs, or declares a type."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id in _LOGGING
    )


def _collect(function: Any, owner: type | None, distribution: str, texts: dict[str, str]) -> None:
    """Write down a function and all that it refers to, by name."""
    function = inspect.unwrap(getattr(function, "__func__", function))
    name = function.__module__ + "." + function.__qualname__
    if name in texts:
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    texts[name] = normalized(tree)
    for label, value in _references(tree, function, owner):
        _collect_value(name + " " + label, value, owner, distribution, texts)


def _collect_value(
    label: str, value: Any, owner: type | None, distribution: str, texts: dict[str, str]
) -> None:
    if isinstance(value, property):
        value = value.fget
    value = getattr(value, "__func__", value)
    if inspect.isfunction(value):
        if value.__module__.partition(".")[0] == distribution:
            _collect(value, owner, distribution, texts)
    elif isinstance(value, type) and issubclass(value, enum.Enum):
        texts[label] = _plain([(one.name, one.value) for one in value])
    elif isinstance(value, re.Pattern):
        pattern = cast("re.Pattern[Any]", value)
        texts[label] = _plain((pattern.pattern, pattern.flags))
    elif _is_plain(value):
        texts[label] = _plain(value)


def _references(tree: ast.AST, function: Any, owner: type | None) -> Iterator[tuple[str, Any]]:
    """Give what a function refers to, by how it is written: ``_LIMIT``, ``utils.f``, ``self.f``."""
    known = function.__globals__
    parameters = list(inspect.signature(function).parameters)
    itself: set[str] = set()
    if owner is not None:
        itself = {"self", "cls", *parameters[:1]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in known and not node.id.startswith("__"):
            yield node.id, known[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            before, name = node.value.id, node.attr
            if before in itself:
                yield before + "." + name, inspect.getattr_static(owner, name, None)
            elif isinstance(known.get(before), types.ModuleType):
                yield before + "." + name, getattr(known[before], name, None)


_LISTS = (list, tuple)
_SETS = (set, frozenset)


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        pairs = cast("dict[Any, Any]", value).items()
        return all(_is_plain(key) and _is_plain(inner) for key, inner in pairs)
    if isinstance(value, (*_LISTS, *_SETS)):
        return all(_is_plain(item) for item in cast("list[Any]", value))
    return isinstance(value, _PLAIN) and not isinstance(value, enum.Enum)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        items = cast("dict[Any, Any]", value).items()
        pairs = sorted(_plain(key) + ":" + _plain(inner) for key, inner in items)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (*_LISTS, *_SETS)):
        written = [_plain(item) for item in cast("list[Any]", value)]
        return "[" + ",".join(sorted(written) if isinstance(value, _SETS) else written) + "]"
    return type(value).__name__ + repr(value)
