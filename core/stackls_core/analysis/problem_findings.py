"""Where findings about values point, and how they are fixed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackls_core.catalog import class_rules
from stackls_core.catalog.configuration import takes
from stackls_core.catalog.storage_paths import meant_path
from stackls_core.documents.samples import sample_value
from stackls_core.findings import Fix
from stackls_core.schema.model import Kind, Shape
from stackls_core.schema.problems import Problem, ProblemKind, is_sensitive
from stackls_core.suggest import nearest
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.edits import (
    plain_or_quoted,
    quote_as_written,
    remove_entry,
    replace_scalar,
    write_block,
)
from stackls_core.yamltree.nodes import Alias, Entry, Mapping, Node, Scalar, resolve, walk
from stackls_core.yamltree.values import Value, try_value

if TYPE_CHECKING:
    from stackls_core.documents.rule import AnySection


def problem_span(context: AnySection, problem: Problem) -> Span:
    """The value at fault; its key where nothing is written or the whole configuration is meant."""
    node = problem.node
    entry = context.holder
    if (not problem.path or node is context.body) and entry is not None:
        return Span(entry.key.start, entry.key.end)
    if node.start == node.end and isinstance(node, Scalar):
        configuration = context.body
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


def value_fixes(context: AnySection, problem: Problem) -> list[Fix]:
    """How a value can be fixed; the fix that keeps most of what is written comes first."""
    node = problem.node
    if node.start == node.end or not problem.path:
        return []
    other = flavor_of_path(context, problem)
    if other is not None:
        # the finding is about the path, and says what becomes of the flavor
        fixes = [Fix(f"Change the flavor to {other[0]}", other[1], removes=True)]
        return fixes + [replace(one, preferred=False) for one in _fixes(context, problem, node)]
    return _fixes(context, problem, node)


def flavor_of_path(
    context: AnySection, problem: Problem
) -> tuple[str, tuple[TextEdit, ...]] | None:
    """The flavor that the path of an artifact store belongs to, where it is another one's."""
    node, facts = problem.node, context.facts
    is_path = facts is not None and facts.schemes and problem.path == ("path",)
    if not is_path or not isinstance(node, Scalar) or node.tag:
        return None
    return context.other_flavor(node.value)


def _fixes(context: AnySection, problem: Problem, node: Node) -> list[Fix]:
    if problem.kind is ProblemKind.WRONG_VALUE and isinstance(node, Scalar):
        if problem.candidates:
            return [_meant(node, problem.candidates[0])]
        kept = _keeping_the_value(context, problem, node)
        return kept or _giving_it_up(context, problem)
    if problem.kind is ProblemKind.WRONG_SCHEME and isinstance(node, Scalar):
        return _other_scheme(context, node)
    return _giving_it_up(context, problem)


def _meant(node: Scalar, value: str) -> Fix:
    edit = TextEdit(node.span, value) if value.isdigit() else replace_scalar(node, value)
    return Fix(f"Change to {value}", (edit,), safe=True)


def _keeping_the_value(context: AnySection, problem: Problem, node: Scalar) -> list[Fix]:
    """Quote what should be text, or take the nearest choice for a misspelt one."""
    readable, value = try_value(node)
    shape = problem.shape
    if not readable or shape is None or node.tag:
        # what is written behind a tag is read as the tag says
        return []
    choices = [choice for choice in shape.choice_values if isinstance(choice, str)]
    if choices and isinstance(value, str):
        meant = nearest(value, choices)
        if meant is None:
            return []
        # HTTP for HTTPS is another word, no slip
        is_part = value.lower() != meant.lower() and value.lower().startswith(meant.lower())
        return [Fix(f"Change to {meant}", (replace_scalar(node, meant),), safe=not is_part)]
    if shape.find(Kind.BOOLEAN) is not None and shape.find(Kind.STRING) is None:
        return [
            Fix(f"Change to {text}", (TextEdit(node.span, text),), preferred=False)
            for text in ("false", "true")
        ]
    items = shape.find(Kind.LIST)
    is_list = items is not None and _is_text_list(items)
    if is_list and isinstance(value, str) and _is_accepted(context, problem, [value]):
        written = context.view.text[node.start : node.end]
        if node.style not in ("'", '"') and any(c in written for c in "?[]{}|>\r\n"):
            written = plain_or_quoted(value, flow=True)
        edit = TextEdit(node.span, f"[{written}]")
        return [Fix(f"Make it a list: {edit.new_text}", (edit,), safe=True)]
    is_written = node.is_plain and not node.tag and value is not None
    if is_written and shape.find(Kind.STRING) is not None:
        edit = quote_as_written(context.view.text, node)
        if not _is_accepted(context, problem, node.value):
            return []
        parameter = problem.parameter
        is_shown = parameter is None or not is_sensitive(parameter, problem.path)
        title = f"Quote it: {edit.new_text}" if is_shown else "Quote it"
        return [Fix(title, (edit,), safe=True)]
    return []


def _is_accepted(context: AnySection, problem: Problem, value: Value) -> bool:
    """Whether a parameter takes ``value`` by its type; of what is inside of one, it is assumed."""
    if context.facts is None or problem.parameter is None or len(problem.path) > 1:
        return True
    return takes(context.facts, problem.parameter.name, value)


def _is_text_list(shape: Shape) -> bool:
    return shape.item is None or shape.item.find(Kind.STRING, Kind.ANY) is not None


def _other_scheme(context: AnySection, node: Scalar) -> list[Fix]:
    """The path of the same place in the form that the store takes, where it is clear which."""
    facts = context.facts
    meant = meant_path(node.value, facts.schemes) if facts is not None else None
    if meant is None or node.tag:
        return []
    edit = replace_scalar(node, meant)
    return [Fix(f"Change to {edit.new_text}", (edit,))]


def _giving_it_up(context: AnySection, problem: Problem) -> list[Fix]:
    """Write a value that is valid, or leave the parameter out where it may be."""
    facts, parameter = context.facts, problem.parameter
    configuration = context.body
    if facts is None or configuration is None:
        return []
    if len(problem.path) != 1:
        return _nested_removal(context, configuration, problem)
    if parameter is None:
        parameter = facts.parameters.get(str(problem.path[0]))
    if parameter is None:
        return []
    if not parameter.required:
        return _removal(context, configuration, problem)
    if problem.node.start < configuration.start or problem.node.end > configuration.end:
        return []
    if isinstance(problem.node, Alias) or problem.node.tag:
        return []
    value = sample_value(facts, parameter)
    span = Span(problem.node.start, problem.node.end)
    return [Fix(f"Replace with {value}", (TextEdit(span, value),))]


def _nested_removal(context: AnySection, configuration: Mapping, problem: Problem) -> list[Fix]:
    """Leave out a key of an object inside, where it is not the only one."""
    if problem.kind is not ProblemKind.WRONG_VALUE:
        return []
    for holder in walk(configuration):
        if not isinstance(holder, Mapping):
            continue
        entry = next((e for e in holder.entries if e.value is problem.node), None)
        if entry is not None and (len(holder.entries) > 1 or holder.flow):
            if _is_required(problem):
                return []
            edit = remove_entry(context.view.lines, holder, entry)
            return [Fix(f"Remove {entry.name}", (edit,), preferred=False, removes=True)]
    return []


def _is_required(problem: Problem) -> bool:
    """Whether the object around a value cannot do without it."""
    shape = problem.parameter.shape if problem.parameter is not None else None
    *steps, last = problem.path[1:]
    for step in steps:
        if shape is not None:
            shape = shape.items if isinstance(step, int) else shape.below(step)
    member = shape.member(last) if shape is not None and isinstance(last, str) else None
    return member is not None and member.required


def _is_missed(context: AnySection, mapping: Mapping, entry: Entry) -> bool:
    """Whether the class's own rules refuse the configuration without ``entry``."""
    facts = context.facts
    readable, values = try_value(mapping)
    if facts is None or not readable:
        return False
    before = {v.message for v in class_rules.violations(facts, values)}
    values = {name: value for name, value in values.items() if name != entry.name}
    after = class_rules.violations(facts, values)
    return any(violation.message not in before for violation in after)


def _removal(context: AnySection, mapping: Mapping, problem: Problem) -> list[Fix]:
    # of two entries with one name, the last one counts
    named = [e for e in mapping.entries if e.name == problem.path[0]]
    if not named or (len(named) == 1 and _is_missed(context, mapping, named[0])):
        return []
    entry = named[-1]
    if len(mapping.entries) == 1 and not mapping.flow:
        holder = context.holder
        if holder is None or holder.value is not mapping:
            return []
        edit = write_block(context.view.lines, holder, " {}")
        if edit is None:
            return []
    else:
        edit = remove_entry(context.view.lines, mapping, entry)
    return [Fix(f"Remove {problem.path[0]}", (edit,), preferred=False, removes=True)]
