"""`missing-artifact-store`: a key that import cannot do without.

A stack needs an artifact store; ``StackRequest`` refuses one without.
"""

from __future__ import annotations

from stackls_core.documents.stack_file.required_types import required_type
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity


def check(context: FileContext) -> list[Finding]:
    """A finding where there is none, or an empty list of them."""
    return required_type(context, RULE, "artifact_store")


RULE = Rule(
    "missing-artifact-store",
    Severity.ERROR,
    "The stack has no artifact store.",
    check=check,
)
