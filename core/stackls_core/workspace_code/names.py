"""What the names of a module stand for: what it imports, and variables that are assigned once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from stackls_core.text import LineIndex, Span
from stackls_core.workspace_code.annotations import last_name

ZENML = "zenml"


@dataclass(frozen=True)
class Imported:
    """What a name was imported as: ``name`` of ``module``, or the module itself."""

    module: str
    name: str = ""

    @property
    def is_from_zenml(self) -> bool:
        """Whether ZenML has it."""
        return self.module == ZENML or self.module.startswith(f"{ZENML}.")


@dataclass(frozen=True, eq=False)
class Source:
    """A module that could be parsed."""

    tree: ast.Module
    lines: LineIndex

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """All statements; expressions, of which there are far more, are not looked into."""
        found: list[ast.stmt] = []
        pending = list(reversed(self.tree.body))
        while pending:
            statement = pending.pop()
            found.append(statement)
            for block in reversed(blocks_of(statement)):
                pending.extend(reversed(block))
        return tuple(found)

    @cached_property
    def imports(self) -> Mapping[str, Imported]:
        """Imported names, wherever in the module that happens."""
        found: dict[str, Imported] = {}
        for node in self.statements:
            if isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                for alias in node.names:
                    found[alias.asname or alias.name] = Imported(module, alias.name)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    whole, first = alias.name, alias.name.partition(".")[0]
                    name, module = (alias.asname, whole) if alias.asname else (first, first)
                    found[name] = Imported(module)
        return found

    @cached_property
    def constants(self) -> Mapping[str, ast.expr]:
        """Variables of the module that are assigned once, and what."""
        assigned = [
            (target.id, value)
            for node in self.tree.body
            for target, value in assignments(node)
            if isinstance(target, ast.Name) and value is not None
        ]
        times = Counter(name for name, _ in assigned)
        return {name: value for name, value in assigned if times[name] == 1}

    def zenml_name(self, node: ast.expr) -> str:
        """``step`` for whatever is ZenML's ``step`` here; empty for what is not ZenML's."""
        if isinstance(node, ast.Name):
            found = self.imports.get(node.id)
            return found.name if found is not None and found.is_from_zenml else ""
        if isinstance(node, ast.Attribute):
            root = root_of(node)
            found = self.imports.get(root)
            return node.attr if found is not None and found.is_from_zenml else ""
        return ""

    def span(self, node: ast.expr) -> Span:
        """Where an expression is; columns of ``ast`` are counted in UTF-8."""
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return Span(start, max(start, end))

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
        start = self._offset(node.lineno, node.col_offset)
        line_end = self.lines.line_end(self.lines.line_of(start))
        found = self.lines.text.find(node.name, start + len("def"), line_end)
        return Span(found, found + len(node.name)) if found >= 0 else Span(start, start)

    def _offset(self, line: int, column: int) -> int:
        number = min(line - 1, self.lines.line_count - 1)
        written = self.lines.line_text(number).encode("utf-8", "surrogatepass")[:column]
        return self.lines.line_start(number) + len(written.decode("utf-8", "replace"))


def blocks_of(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement, in the order of the text."""
    if isinstance(statement, _BLOCKLESS):
        return []
    found = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    handlers = [handler.body for handler in getattr(statement, "handlers", ())]
    cases = [case.body for case in getattr(statement, "cases", ())]
    return [block for block in (*found, *handlers, *cases) if block]


_BLOCKLESS = (ast.Expr, ast.Assign, ast.Return, ast.Import, ast.ImportFrom, ast.AnnAssign)


def assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """What a statement assigns to; the value where it is the whole of what is assigned."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.AnnAssign):
        yield node.target, node.value
    elif isinstance(node, (ast.AugAssign, ast.For, ast.AsyncFor, ast.NamedExpr)):
        yield node.target, node.value if isinstance(node, ast.NamedExpr) else None
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        yield from ((i.optional_vars, None) for i in node.items if i.optional_vars is not None)
    elif isinstance(node, ast.comprehension):
        yield node.target, None


def names_in(target: ast.expr) -> Iterator[str]:
    """The variables that an assignment to ``target`` sets."""
    yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def root_of(node: ast.expr) -> str:
    """``a`` of ``a.b.c``; empty for what does not begin with a name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def dotted_of(node: ast.expr) -> str:
    """``a.b.c`` as text; empty for what is not made of names only."""
    if isinstance(node, ast.Attribute):
        before = dotted_of(node.value)
        return f"{before}.{node.attr}" if before else ""
    return last_name(node)
