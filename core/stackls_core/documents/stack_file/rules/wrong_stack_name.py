"""`wrong-stack-name`: a stack's name is text of 1 to 255 characters.

Mirrors ``zenml.models.v2.core.stack.StackRequest.name``. A number, a date or ``yes`` is no text
until it is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.names import name_findings
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the name cannot be one."""
    entry = context.view.entry("stack_name")
    if entry is not None:
        yield from name_findings(RULE, context.view, entry, "A stack's name", "my-stack")


RULE = Rule(
    "wrong-stack-name",
    Severity.ERROR,
    "The stack's name is not a string of 1 to 255 characters.",
    check=check,
)
