"""`wrong-attribute`: a value that is no connector, label, environment, secret or description.

``stackls stack apply`` refuses such a file, because ZenML keeps no such value: names are strings,
variables of an environment are strings, and secrets are a list of names. Import ignores these keys,
whatever they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackls_core.documents.stack_file.attributes import (
    AttributeProblem,
    component_attributes,
    stack_attributes,
)
from stackls_core.documents.stack_file.model import STACK_KEYS, StackFile
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import quote_as_written
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import try_value


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on each such value of a component."""
    component = context.component
    written = component_attributes(component.mapping)
    yield from _findings(context.view, written.problems)
    resource, connector = (component.entry(key) for key in ("connector_resource_id", "connector"))
    if resource is None or not try_value(resource.value)[1]:
        return
    if connector is not None and not try_value(connector.value)[1]:
        message = "connector_resource_id needs a connector beside it."
        yield RULE.finding(key_span(resource), message)


def check_top(context: FileContext) -> Iterator[Finding]:
    """A finding on each such value of the stack."""
    root = context.view.root
    if root is not None and any(entry.name in STACK_KEYS for entry in root.entries):
        yield from _findings(context.view, stack_attributes(root).problems)


def _findings(file: StackFile, problems: Iterable[AttributeProblem]) -> Iterator[Finding]:
    for problem in problems:
        fixes: list[Fix] = []
        if problem.scalar is not None:
            edit = quote_as_written(file.text, problem.scalar)
            fixes.append(Fix(f"Quote it: {edit.new_text}", (edit,), safe=True))
        yield RULE.finding(problem.span, problem.message, fixes=fixes)


RULE = Rule(
    "wrong-attribute",
    Severity.WARNING,
    "A value that is no connector, label, environment, secret or description.",
    check=check_top,
    check_section=check,
)
