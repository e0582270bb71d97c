# ZenML is not there when this file is checked:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The steps that ZenML ships with its integrations: pipelines call them, and files configure them.

Their modules are read and not imported, which would import the integrations' libraries.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_probe.prose import clean_docstring, first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import Json

_PLACE = "integrations/*/steps/*.py"
_STEP = "step"
_LONGEST = 120


def library_steps() -> list[Json]:
    """Describe them, sorted by the name of the function."""
    import zenml

    root = Path(str(zenml.__file__)).parent
    found = [one for path in root.glob(_PLACE) for one in _in_file(path, root.parent)]
    return sorted(found, key=lambda one: (one["function"], one["module"]))


def _in_file(path: Path, root: Path) -> Iterator[Json]:
    text = path.read_text(encoding="utf-8")
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        decorator = next((one for one in node.decorator_list if _name_of(one) == _STEP), None)
        if decorator is None:
            continue
        yield {
            "name": _given_name(decorator) or node.name,
            "function": node.name,
            "module": module,
            "summary": first_sentence(clean_docstring(ast.get_docstring(node))),
            "parameters": list(_parameters(node.args, text)),
        }


def _name_of(decorator: ast.expr) -> str:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return function.id if isinstance(function, ast.Name) else ""


def _given_name(decorator: ast.expr) -> str:
    for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
        value = keyword.value
        if keyword.arg == "name" and isinstance(value, ast.Constant):
            return str(value.value)
    return ""


def _parameters(arguments: ast.arguments, text: str) -> Iterator[Json]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults = [*[None] * missing, *arguments.defaults]
    for one, default in [
        *zip(positional, defaults),  # noqa: B905 - Python 3.8
        *zip(arguments.kwonlyargs, arguments.kw_defaults),  # noqa: B905
    ]:
        yield {
            "name": one.arg,
            "annotation": _shown(one.annotation, text),
            "default": _shown(default, text),
        }


def _shown(node: ast.expr | None, text: str) -> str:
    segment = ast.get_source_segment(text, node) if node is not None else None
    shown = " ".join((segment or "").split())
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "..."
