"""`missing-parameter`: a parameter that cannot be left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.documents.samples import sample_value
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.schema.problems import Problem, ProblemKind
from stackls_core.text import Span, line_break_of
from stackls_core.yamltree.edits import indent_of, insert_entries, write_block
from stackls_core.yamltree.nodes import Entry, Mapping

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts


def check(context: AnySection) -> Iterator[Finding]:
    """A finding for what is missing of a configuration, or of an object inside of one."""
    entry = context.holder
    if context.facts is None:
        return
    for problem in context.problems:
        if problem.kind is not ProblemKind.MISSING:
            continue
        if not problem.path:
            if entry is None:
                continue
            fixes = _fixes(context, context.facts, entry, problem)
            span = Span(entry.key.start, entry.key.end)
            yield RULE.finding(span, problem.message, fixes=fixes)
        else:
            yield RULE.finding(_first_key(problem), problem.message)


def _first_key(problem: Problem) -> Span:
    node = problem.node
    if isinstance(node, Mapping) and node.entries:
        key = node.entries[0].key
        return Span(key.start, key.end)
    return Span(node.start, node.end)


def _fixes(context: AnySection, facts: ClassFacts, entry: Entry, problem: Problem) -> list[Fix]:
    """Add all missing parameters at once, with values to fill in, or move those elsewhere here."""
    if (moved := context.moved_in(problem.missing)) is not None:
        return moved
    mapping = entry.value
    if not isinstance(mapping, Mapping):
        return []
    added = [f"{name}: {sample_value(facts, facts.parameters[name])}" for name in problem.missing]
    title = "Add " + ", ".join(problem.missing)
    lines = context.view.lines
    if mapping.entries or (mapping.flow and _inside_flow(context)):
        return [Fix(title, (insert_entries(lines, mapping, added),))]
    line_break = line_break_of(context.view.text)
    pad = " " * (indent_of(lines, entry.key.start) + 2)
    text = "".join(f"{line_break}{pad}{line}" for line in added)
    edit = write_block(lines, entry, text)
    return [Fix(title, (edit,))] if edit is not None else []


def _inside_flow(context: AnySection) -> bool:
    return isinstance(context.node, Mapping) and context.node.flow


RULE: AnyRule = Rule(
    "missing-parameter",
    Severity.ERROR,
    "A required parameter is missing.",
    check_section=check,
    mirrors_classes=True,
)
