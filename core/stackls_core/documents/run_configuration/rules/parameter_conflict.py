"""`parameter-conflict`: a parameter that the code passes itself.

ZenML refuses a run in which a configuration and the code give a parameter different values; a value
that is the default of the function is none that the code gives. Where the code passes what only
running it would tell, that the two are the same is unlikely, and this is a warning; a literal can
be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from stackls_core.documents.run_configuration.keys import PARAMETERS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.workspace_code.index import Scope
from stackls_core.workspace_code.model import NOT_LITERAL
from stackls_core.yamltree.nodes import Entry, as_dict, effective_entries, entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import (
    TooLarge,
    UnreadableValue,
    describe_value,
    holds_placeholder,
    to_value,
)


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the key of each such parameter; silent unless one pipeline is meant."""
    scope = context.view.around.scope
    if scope is None or scope.only is None:
        return
    for entry in _below(context.view.entry(PARAMETERS)):
        name = entry.name or ""
        if name in scope.passed:
            yield from _finding(entry, scope.passed[name], f"pipeline {scope.only.name}")
    for step in context.view.steps:
        for entry in _below(entry_of(step.mapping, PARAMETERS)):
            for value in _passed(scope, step.name, entry.name or ""):
                yield from _finding(entry, value, f"step {step.name}")


def _below(entry: Entry | None) -> list[Entry]:
    below = as_dict(entry.value) if entry is not None else None
    found = effective_entries(below) if below is not None else []
    return [one for one in found if not holds_placeholder(one.value)]


def _passed(scope: Scope, step: str, name: str) -> Iterator[Any]:
    """What the call of a step gives to a parameter, if it gives anything."""
    for invocation in scope.invocations(step):
        if name in invocation.passed:
            yield invocation.passed[name]
            return


def _finding(entry: Entry, passed: Any, what: str) -> Iterator[Finding]:
    if passed is NOT_LITERAL:
        message = (
            f"The code passes {entry.name} to the {what} itself. "
            "ZenML refuses the run unless both values are the same."
        )
        found = RULE.finding(key_span(entry), message)
        yield replace(found, severity=Severity.WARNING)
        return
    try:
        value: Any = to_value(entry.value)
    except (UnreadableValue, TooLarge, RecursionError):
        return
    if value != passed:
        # a string may be a secret
        shown = "" if isinstance(passed, (str, list, dict)) else f": {describe_value(passed)}"
        message = (
            f"The code passes {entry.name} to the {what} with another value{shown}. "
            "ZenML refuses the run: set it in one place."
        )
        yield RULE.finding(key_span(entry), message)


RULE = Rule(
    "parameter-conflict",
    Severity.ERROR,
    "A parameter is set that the code passes itself.",
    check=check,
    needs_code=True,
)
