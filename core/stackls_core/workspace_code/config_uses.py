"""Where code names a run configuration: the strings that become a ``config_path``.

Follows what scripts do with them, statement by statement: strings, ``os.path.join``, ``/`` of
paths, variables, and dictionaries of keywords that ``with_options(**arguments)`` gets.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from stackls_core.workspace_code.annotations import last_name
from stackls_core.workspace_code.bodies import COPYING
from stackls_core.workspace_code.literals import is_known, literal
from stackls_core.workspace_code.model import NOT_LITERAL, ConfigUse
from stackls_core.workspace_code.names import Source, assignments, blocks_of, names_in, root_of
from stackls_core.workspace_code.skim import KEYWORD

_SUFFIXES = (".yaml", ".yml")
_JOINING = frozenset({"join", "joinpath"})
_WRAPPING = frozenset({"str", "Path", "abspath", "realpath", "resolve", "absolute", "as_posix"})
_MAX_DEPTH = 12


@dataclass(frozen=True)
class _Path:
    """The end of a path, as far as it is literal."""

    text: str
    is_whole: bool
    node: ast.expr


_Paths = dict[str, tuple[_Path, ...]]
"""The paths that a variable may be, or that a dictionary may have as config path."""


def config_uses(source: Source) -> tuple[ConfigUse, ...]:
    """All uses in a module, in the order of the text."""
    if KEYWORD not in source.lines.text:
        return ()
    reader = _Reader(source)
    reader.block(source.tree.body, {})
    found = {(use.span, use.pipeline): use for use in reader.uses}
    return tuple(sorted(found.values(), key=lambda use: use.span))


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.uses: list[ConfigUse] = []

    def block(self, statements: list[ast.stmt], paths: _Paths) -> None:
        for statement in statements:
            self._statement(statement, paths)

    def _statement(self, statement: ast.stmt, paths: _Paths) -> None:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.block(statement.body, dict(paths))
            return
        for expression in _own_expressions(statement):
            self._calls(expression, paths)
        for target, value in assignments(statement):
            self._assign(target, value, paths)
        branches = blocks_of(statement)
        before = dict(paths)
        for branch in branches:
            inner = dict(before)
            self.block(branch, inner)
            for name, found in inner.items():
                if found != before.get(name):
                    known = paths.get(name, ())
                    paths[name] = (*known, *(one for one in found if one not in known))

    def _assign(self, target: ast.expr, value: ast.expr | None, paths: _Paths) -> None:
        found = self._paths(value, paths, 0) if value is not None else ()
        if isinstance(target, ast.Subscript):
            if isinstance(target.slice, ast.Constant) and target.slice.value == KEYWORD:
                paths[root_of(target.value)] = found
            return
        for name in names_in(target):
            paths[name] = found

    def _calls(self, expression: ast.AST, paths: _Paths) -> None:
        called: dict[int, ast.Call] = {}
        for node in ast.walk(expression):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Call):
                called[id(node.func)] = node
            found: tuple[_Path, ...] = ()
            for keyword in node.keywords:
                if keyword.arg == KEYWORD:
                    found += self._paths(keyword.value, paths, 0)
                elif keyword.arg is None and isinstance(keyword.value, ast.Name):
                    found += paths.get(keyword.value.id, ())
            if found and _is_with_options(node):
                self._use(node, found, called.get(id(node)))

    def _use(self, node: ast.Call, found: tuple[_Path, ...], call: ast.Call | None) -> None:
        function = node.func
        base: ast.expr = function.value if isinstance(function, ast.Attribute) else function
        while isinstance(base, ast.Call) and _is_with_options(base):
            base = base.func.value if isinstance(base.func, ast.Attribute) else base
        imported = self._source.imports.get(root_of(base))
        name = last_name(base)
        if isinstance(base, ast.Name) and imported is not None:
            name = imported.name or name
        passed = self._passed(call)
        for path in found:
            pure = PurePosixPath(path.text.replace("\\", "/"))
            parts = tuple(part for part in pure.parts if part not in ("/", ".", ".."))
            if parts:
                span = self._source.span(path.node)
                self.uses.append(ConfigUse(parts, path.is_whole, span, name, passed))

    def _passed(self, call: ast.Call | None) -> Mapping[str, Any]:
        if call is None:
            return {}
        constants = self._source.constants
        values = {k.arg: literal(k.value, constants) for k in call.keywords if k.arg is not None}
        return {name: v if is_known(v) else NOT_LITERAL for name, v in values.items()}

    def _paths(self, node: ast.expr | None, paths: _Paths, depth: int) -> tuple[_Path, ...]:
        """The paths that ``node`` may be; for a dictionary, what it has as config path."""
        if node is None or depth > _MAX_DEPTH:
            return ()
        if isinstance(node, ast.Constant):
            is_path = isinstance(node.value, str) and node.value.lower().endswith(_SUFFIXES)
            return (_Path(str(node.value), is_whole=True, node=node),) if is_path else ()
        if isinstance(node, ast.Name):
            return paths.get(node.id, ())
        if isinstance(node, ast.IfExp):
            branches = (node.body, node.orelse)
            return tuple(p for branch in branches for p in self._paths(branch, paths, depth + 1))
        if isinstance(node, ast.BoolOp):
            return tuple(p for v in node.values for p in self._paths(v, paths, depth + 1))
        if isinstance(node, ast.Dict):
            values = [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == KEYWORD
            ]
            return tuple(p for value in values for p in self._paths(value, paths, depth + 1))
        if isinstance(node, ast.JoinedStr):
            return _of_parts(list(node.values), node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self._joined(_divided(node), paths, depth)
        if isinstance(node, ast.Call):
            return self._of_call(node, paths, depth)
        return ()

    def _of_call(self, node: ast.Call, paths: _Paths, depth: int) -> tuple[_Path, ...]:
        name = last_name(node.func)
        if name == "dict":
            values = [keyword.value for keyword in node.keywords if keyword.arg == KEYWORD]
            return tuple(p for value in values for p in self._paths(value, paths, depth + 1))
        if name in _JOINING or (name in _WRAPPING and len(node.args) > 1):
            return self._joined(list(node.args), paths, depth)
        if name in _WRAPPING:
            inner = node.args[0] if node.args else None
            if inner is None and isinstance(node.func, ast.Attribute):
                inner = node.func.value
            return self._paths(inner, paths, depth + 1)
        return ()

    def _joined(self, parts: list[ast.expr], paths: _Paths, depth: int) -> tuple[_Path, ...]:
        last = self._paths(parts[-1], paths, depth + 1) if parts else ()
        before: list[str] = []
        is_whole = True
        for part in reversed(parts[:-1]):
            text = literal(part, self._source.constants)
            if not isinstance(text, str):
                is_whole = False
                break
            before.insert(0, text)
        return tuple(
            _Path("/".join([*before, path.text]), is_whole and path.is_whole, path.node)
            for path in last
        )


def _of_parts(parts: list[ast.expr], node: ast.expr) -> tuple[_Path, ...]:
    """The end of an f-string that is literal, from its last slash if something is before it."""
    last = parts[-1] if parts else None
    if not isinstance(last, ast.Constant) or not str(last.value).lower().endswith(_SUFFIXES):
        return ()
    text = str(last.value)
    if len(parts) > 1:
        _, slash, text = text.partition("/")
        if not slash:
            return ()
    return (_Path(text, is_whole=len(parts) == 1, node=node),)


def _divided(node: ast.expr) -> list[ast.expr]:
    """``[a, b, c]`` of ``a / b / c``."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        parts.insert(0, node.right)
        node = node.left
    return [node, *parts]


def _is_with_options(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in COPYING


def _own_expressions(statement: ast.stmt) -> list[ast.AST]:
    """What a statement has besides its blocks."""
    return [
        node
        for node in ast.iter_child_nodes(statement)
        if not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case))
    ]
