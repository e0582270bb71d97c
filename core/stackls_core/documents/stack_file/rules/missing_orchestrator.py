"""`missing-orchestrator`: a stack needs an orchestrator; ``StackRequest`` refuses one without."""

from __future__ import annotations

from stackls_core.documents.stack_file.required_types import required_type
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity


def check(context: FileContext) -> list[Finding]:
    """A finding where there is none, or an empty list of them."""
    return required_type(context, RULE, "orchestrator")


RULE = Rule(
    "missing-orchestrator",
    Severity.ERROR,
    "The stack has no orchestrator.",
    check=check,
)
