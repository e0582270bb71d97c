"""`missing-orchestrator`: a stack needs an orchestrator; ``StackRequest`` refuses one without."""

from __future__ import annotations

from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.required_types import required_type
from stackls_core.validation.rule import FileContext, Rule


def check(context: FileContext) -> list[Finding]:
    """A finding where there is none, or an empty list of them."""
    return required_type(context, RULE, "orchestrator")


RULE = Rule(
    "missing-orchestrator",
    Severity.ERROR,
    "The stack has no orchestrator.",
    check=check,
)
