"""`parameter-type`: a value that the annotation of a parameter does not take.

ZenML validates parameters of steps and pipelines with pydantic, which takes ``"3"`` for an ``int``
and refuses ``3`` for a ``str``. Annotations are read from the Python of the workspace, which is
never run; a class of your own accepts everything here. It is an error where the code runs one
pipeline with this file, and a warning where the file may be for several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stackls_core.documents.run_configuration.keys import PARAMETERS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.documents.run_configuration.signatures import type_problems
from stackls_core.findings import Finding, Severity
from stackls_core.schema.problems import Problem
from stackls_core.text import Span
from stackls_core.workspace_code.model import Definition
from stackls_core.yamltree.nodes import Entry, as_dict, effective_entries, entry_of


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such value."""
    scope = context.view.around.scope
    if scope is None:
        return
    is_certain = scope.only is not None
    for entry in _below(context.view.entry(PARAMETERS)):
        found = _problems(entry, scope.pipelines_with(entry.name or ""))
        yield from _findings(found, is_error=is_certain)
    for step in context.view.steps:
        definitions = scope.definitions(step.name)
        is_error = is_certain and bool(scope.invocations(step.name)) and len(definitions) == 1
        for entry in _below(entry_of(step.mapping, PARAMETERS)):
            yield from _findings(_problems(entry, definitions), is_error=is_error)


def _below(entry: Entry | None) -> list[Entry]:
    below = as_dict(entry.value) if entry is not None else None
    return effective_entries(below) if below is not None else []


def _problems(entry: Entry, definitions: Sequence[Definition]) -> list[Problem]:
    """What is wrong whichever of the definitions is meant; none where one of them takes it."""
    having = [one for one in definitions if one.parameter(entry.name or "") is not None]
    found = [list(type_problems(one, entry)) for one in having]
    return found[0] if found and all(found) else []


def _findings(problems: list[Problem], *, is_error: bool) -> Iterator[Finding]:
    for problem in problems:
        found = RULE.finding(Span(problem.node.start, problem.node.end), problem.message)
        yield found if is_error else replace(found, severity=Severity.WARNING)


RULE = Rule(
    "parameter-type",
    Severity.ERROR,
    "The value of a parameter is not of the type that the code gives it.",
    check=check,
    needs_code=True,
)
