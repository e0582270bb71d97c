"""`wrong-stack-name`: a stack's name is text of 1 to 255 characters.

Mirrors ``zenml.models.v2.core.stack.StackRequest.name``. A number, a date or ``yes`` is no text
until it is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.names import name_findings
from stackls_core.validation.rule import FileContext, Rule


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the name cannot be one."""
    entry = context.file.entry("stack_name")
    if entry is not None:
        yield from name_findings(RULE, context.file, entry, "A stack's name", "my-stack")


RULE = Rule(
    "wrong-stack-name",
    Severity.ERROR,
    "The stack's name is not text of 1 to 255 characters.",
    check=check,
)
