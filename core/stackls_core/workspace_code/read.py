"""From the source of a module to its steps and pipelines. Nothing is run or imported.

What ``@step`` and ``@pipeline`` of ZenML decorate is read, under whatever name they are imported.
Where something makes steps at run time, the module says so, and nobody claims to know all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from stackls_core.text import LineIndex
from stackls_core.workspace_code.annotations import last_name, schema_of
from stackls_core.workspace_code.bodies import AnyFunction, decorators_of, read_body
from stackls_core.workspace_code.config_uses import config_uses
from stackls_core.workspace_code.literals import literal
from stackls_core.workspace_code.model import (
    CodeParameter,
    Definition,
    Function,
    Module,
    Pipeline,
)
from stackls_core.workspace_code.names import Source
from stackls_core.workspace_code.outputs import outputs_of
from stackls_core.workspace_code.skim import (
    PIPELINE,
    STEP,
    STEP_CLASS,
    Skimmed,
    is_written,
    skim,
)

_CONTEXT = "StepContext"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MAX_SHOWN = 120


def read_module(text: str, path: str = "", module: str = "") -> Module | None:
    """What ``text`` defines, or ``None`` where it is no Python that this interpreter can parse."""
    try:
        skimmed = skim(text)
        return _read(skimmed, Source(skimmed.tree, LineIndex(text)), path, module)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _read(skimmed: Skimmed, source: Source, path: str, module: str) -> Module:
    functions = [node for node in source.statements if isinstance(node, _FUNCTIONS)]
    classes = [node for node in source.statements if isinstance(node, ast.ClassDef)]
    outer = {id(node) for node in source.tree.body}
    defined = frozenset(node.name for node in (*functions, *classes) if id(node) in outer)
    defined |= skimmed.functions.keys() | skimmed.classes
    steps: list[Definition] = []
    pipelines: list[Pipeline] = []
    plain: dict[str, AnyFunction] = {}
    decorators: set[int] = set()
    makes_steps = any(last_name(base) == STEP_CLASS for c in classes for base in c.bases)
    for function in functions:
        for decorator, keywords in decorators_of(function):
            kind = source.zenml_name(decorator)
            decorators.add(id(decorator))
            if kind not in (STEP, PIPELINE):
                continue
            found = _definition(function, keywords, source, path, module)
            makes_steps = makes_steps or (kind == STEP and found is None)
            if found is not None and kind == STEP:
                steps.append(found)
            elif found is not None:
                pipelines.append(_pipeline(found, function, source, defined))
            break
        else:
            if id(function) in outer:
                plain[function.name] = function
    helpers = _helpers(
        pipelines, lambda name: plain.get(name) or skimmed.function(name), source, defined
    )
    makes_steps = makes_steps or _calls_step(source, decorators)
    return Module(tuple(steps), tuple(pipelines), helpers, config_uses(source), makes_steps)


def _helpers(
    pipelines: list[Pipeline],
    find: Callable[[str], AnyFunction | None],
    source: Source,
    defined: frozenset[str],
) -> tuple[Function, ...]:
    """The functions of the module that its pipelines call, and those that these call."""
    found: dict[str, Function] = {}
    pending = [call.name for pipeline in pipelines for call in pipeline.calls if not call.module]
    while pending:
        name = pending.pop()
        function = find(name) if name not in found else None
        if function is None:
            continue
        body = read_body(function, source, defined)
        span = source.name_span(function)
        found[name] = Function(name, span, tuple(body.calls), body.is_opaque)
        pending += [call.name for call in body.calls if not call.module]
    return tuple(found.values())


def _calls_step(source: Source, decorators: set[int]) -> bool:
    """Whether ZenML's ``step`` is called where it decorates nothing."""
    names = {STEP, *(n for n, what in source.imports.items() if what.name == STEP)}
    if not any(is_written(f"{name}(", source.lines.text) for name in names):
        return False
    return any(
        isinstance(node, ast.Call)
        and id(node.func) not in decorators
        and source.zenml_name(node.func) == STEP
        for node in ast.walk(source.tree)
    )


def _definition(
    function: AnyFunction, keywords: list[ast.keyword], source: Source, path: str, module: str
) -> Definition | None:
    """The decorated function; ``None`` where its name is made at run time."""
    settings = {
        keyword.arg: literal(keyword.value, source.constants)
        for keyword in keywords
        if keyword.arg is not None
    }
    name: Any = settings.pop("name", None) or function.name
    if not isinstance(name, str):
        return None
    arguments = function.args
    return Definition(
        name,
        function.name,
        source.name_span(function),
        tuple(_parameters(arguments, source)),
        ast.get_docstring(function) or "",
        settings,
        arguments.kwarg is not None,
        path,
        module,
        outputs_of(function),
    )


def _parameters(arguments: ast.arguments, source: Source) -> list[CodeParameter]:
    may_have_context = _CONTEXT in source.lines.text
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [*[None] * missing, *arguments.defaults]
    both = [*zip(positional, defaults, strict=True)]
    both += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [
        CodeParameter(
            argument.arg,
            _shown(argument.annotation),
            _shown(default),
            schema_of(argument.annotation),
        )
        for argument, default in both
        if not (may_have_context and _is_context(argument.annotation))
    ]


def _is_context(annotation: ast.expr | None) -> bool:
    """Whether a parameter is filled by ZenML itself."""
    return annotation is not None and any(
        isinstance(node, ast.expr) and last_name(node) == _CONTEXT for node in ast.walk(annotation)
    )


def _shown(node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):
        return node.id  # most are, and `unparse` takes its time
    text = ast.unparse(node) if node is not None else ""
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "..."


def _pipeline(
    found: Definition, function: AnyFunction, source: Source, defined: frozenset[str]
) -> Pipeline:
    body = read_body(function, source, defined)
    is_dynamic = found.settings.get("dynamic", False) is not False
    return Pipeline(**vars(found), calls=tuple(body.calls), is_opaque=body.is_opaque or is_dynamic)
