"""The calls in a function's body that may be calls of steps."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from stackls_core.workspace_code.literals import is_known, literal
from stackls_core.workspace_code.model import NOT_LITERAL, Call
from stackls_core.workspace_code.names import Source, assignments, dotted_of, names_in, root_of

AnyFunction: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

COPYING = frozenset({"with_options", "configure", "copy"})
"""Methods of steps and pipelines that give one of the same name."""

_ONCE = frozenset({"submit"})
_REPEATING = frozenset({"map", "product"})
_BUILTINS = frozenset(dir(builtins))
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ID, _AFTER = "id", "after"

UNKNOWN_MODULE = "*"
"""Stands for where a name is from that is neither imported nor defined here."""


@dataclass
class Body:
    """What a body calls, and whether it may call what is not seen."""

    calls: list[Call] = field(default_factory=list[Call])
    is_opaque: bool = False


def read_body(function: AnyFunction, source: Source, defined: frozenset[str]) -> Body:
    """The calls in ``function``; ``defined`` are the functions and classes of the module."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    locals_: dict[str, ast.expr | None] = {argument.arg: None for argument in every}
    for node in ast.walk(function):
        for target, value in assignments(node):
            for name in names_in(target):
                is_alias = isinstance(target, ast.Name) and name not in locals_
                locals_[name] = value if is_alias else None
    body = Body()
    reader = _Reader(source, locals_, defined, body)
    for statement in function.body:
        reader.visit(statement, repeats=False)
    return body


class _Reader:
    def __init__(
        self,
        source: Source,
        local: Mapping[str, ast.expr | None],
        defined: frozenset[str],
        body: Body,
    ) -> None:
        self._source = source
        self._local = local
        self._defined = defined
        self._body = body

    def visit(self, node: ast.AST, *, repeats: bool) -> None:
        if isinstance(node, _NESTED):
            return
        inside = repeats or isinstance(node, (*_LOOPS, *_COMPREHENSIONS))
        for child in ast.iter_child_nodes(node):
            self.visit(child, repeats=inside)
        if isinstance(node, ast.Call):  # after its arguments, as it happens
            self._call(node, repeats=repeats)

    def _call(self, node: ast.Call, *, repeats: bool) -> None:
        function = node.func
        if isinstance(function, ast.Attribute):
            if function.attr in _ONCE | _REPEATING and self._names_a_definition(function.value):
                repeats = repeats or function.attr in _REPEATING
                function = function.value
            elif not self._is_of_a_module(function):
                return
        found = self._called(function, 0)
        if found is None:
            self._body.is_opaque = True
            return
        name, module = found
        if name:
            call = self._made(node, name, module, repeats=repeats)
            imported = self._source.imports.get(root_of(function))
            is_below_name = imported is not None and bool(imported.name)
            is_method = isinstance(function, ast.Attribute) and is_below_name
            self._body.calls.append(replace(call, may_be_method=is_method))

    def _called(self, function: ast.expr, depth: int) -> tuple[str, str] | None:
        """Name and module of what is called; no name where it is no step, ``None`` if unknown."""
        if depth > _MAX_ALIASES:
            return None
        if isinstance(function, ast.Call):
            inner = function.func
            if isinstance(inner, ast.Attribute) and inner.attr in COPYING:
                return self._called(inner.value, depth + 1)
            return None
        if isinstance(function, ast.Attribute):
            imported = self._source.imports.get(root_of(function))
            if imported is None:
                return None
            before = dotted_of(function.value).partition(".")[2]
            parts = (imported.module, imported.name, before)
            return function.attr, ".".join(part for part in parts if part)
        if not isinstance(function, ast.Name):
            return None
        return self._named(function.id, depth)

    def _named(self, name: str, depth: int) -> tuple[str, str] | None:
        if name in self._local:
            value = self._local[name]
            return self._called(value, depth + 1) if value is not None else None
        imported = self._source.imports.get(name)
        if imported is not None:
            return (imported.name, imported.module) if imported.name else None
        if name in self._defined:
            return name, ""
        return ("", "") if name in _BUILTINS else (name, UNKNOWN_MODULE)

    def _names_a_definition(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        if isinstance(node, ast.Name):
            return self._local.get(node.id) is not None or (
                node.id not in self._local
                and (node.id in self._defined or node.id in self._source.imports)
            )
        return False

    def _is_of_a_module(self, function: ast.Attribute) -> bool:
        """Whether ``a.b()`` calls a function of an imported module rather than a method."""
        root = root_of(function)
        is_free = function.attr not in COPYING and root not in self._local
        return bool(root) and is_free and root in self._source.imports

    def _made(self, node: ast.Call, name: str, module: str, *, repeats: bool) -> Call:
        constants = self._source.constants
        passed: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg != _AFTER:
                passed[keyword.arg] = _literal_or_not(keyword.value, constants)
        identity = passed.pop(_ID, None)
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        return Call(
            name,
            module,
            identity if isinstance(identity, str) else "",
            passed,
            () if starred else tuple(_literal_or_not(a, constants) for a in node.args),
            repeats,
            has_unknown_id=identity is NOT_LITERAL,
        )


_MAX_ALIASES = 8


def _literal_or_not(node: ast.expr, constants: Mapping[str, ast.expr]) -> Any:
    value = literal(node, constants)
    return value if is_known(value) else NOT_LITERAL


def decorators_of(function: AnyFunction) -> Iterator[tuple[ast.expr, list[ast.keyword]]]:
    """The decorators of a function, with the keywords they are called with."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call):
            yield decorator.func, decorator.keywords
        else:
            yield decorator, []


def is_class_name(name: str) -> bool:
    """Whether ``name`` looks like that of a class, calling which makes no step."""
    return name.lstrip("_")[:1].isupper()
