"""`default-stack-name`: every ZenML has a stack of this name already.

``zenml stack import`` refuses a name that is taken: it asks for another one, and aborts where
nobody can answer, as in CI. The stack named ``default`` exists from the start in every project.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.nodes import as_scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import try_value

DEFAULT_STACK = "default"


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name where it is that of the default stack."""
    entry = context.view.entry("stack_name")
    scalar = as_scalar(entry.value) if entry is not None else None
    if entry is None or scalar is None or try_value(scalar) != (True, DEFAULT_STACK):
        return
    yield RULE.finding(
        value_span(entry),
        "Every ZenML has a stack named default already: import asks for another name, and aborts "
        "where nobody can answer. Give the stack a name of its own.",
    )


RULE = Rule(
    "default-stack-name",
    Severity.WARNING,
    "The stack has the name of the default stack, which import refuses.",
    check=check,
)
