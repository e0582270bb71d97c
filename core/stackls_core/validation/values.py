"""Where findings about values point, and how they are mended."""

from __future__ import annotations

from stackls_core.flavors.model import Kind
from stackls_core.flavors.registry import nearest
from stackls_core.stackfile.nodes import Mapping, Scalar, resolve
from stackls_core.stackfile.values import try_value
from stackls_core.text import Span
from stackls_core.validation.configuration import Problem, ProblemKind
from stackls_core.validation.edits import quote_as_written, replace_scalar
from stackls_core.validation.findings import Fix
from stackls_core.validation.rule import ComponentContext


def problem_span(context: ComponentContext, problem: Problem) -> Span:
    """The value at fault; its key where nothing is written or the whole configuration is meant."""
    node = problem.node
    entry = context.component.entry("configuration")
    if (not problem.path or node is context.component.configuration) and entry is not None:
        return Span(entry.key.start, entry.key.end)
    if node.start == node.end and isinstance(node, Scalar):
        configuration = context.component.configuration
        key = _key_of(configuration, node) if configuration else None
        return key if key is not None else Span(node.start, node.end)
    return Span(node.start, node.end)


def _key_of(mapping: Mapping, value: Scalar) -> Span | None:
    for entry in mapping.entries:
        if entry.value is value:
            return Span(entry.key.start, entry.key.end)
        inner = resolve(entry.value)
        if isinstance(inner, Mapping):
            found = _key_of(inner, value)
            if found is not None:
                return found
    return None


def value_fixes(context: ComponentContext, problem: Problem) -> list[Fix]:
    """Quote what should be text; the nearest choice for a misspelt one; a number out of quotes."""
    node, shape = problem.node, problem.shape
    if problem.kind is not ProblemKind.WRONG_VALUE or not isinstance(node, Scalar) or shape is None:
        return []
    fixes: list[Fix] = []
    readable, value = try_value(node)
    if not readable:
        return []
    choices = [choice for choice in shape.choice_values if isinstance(choice, str)]
    if choices and isinstance(value, str):
        meant = nearest(value, choices)
        if meant is not None:
            fixes.append(Fix(f"Change to {meant}", (replace_scalar(node, meant),), safe=True))
    elif node.is_plain and value is not None and shape.find(Kind.STRING) is not None:
        edit = quote_as_written(context.file.text, node)
        fixes.append(Fix(f"Quote it: {edit.new_text}", (edit,), safe=True))
    return fixes
