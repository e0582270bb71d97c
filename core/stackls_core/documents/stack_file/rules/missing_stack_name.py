"""`missing-stack-name`: a key that import cannot do without.

``zenml stack import`` fails with a KeyError where ``stack_name`` is missing.
"""

from __future__ import annotations

from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.documents.stack_file.top_level import required_key
from stackls_core.findings import Finding, Severity

_MESSAGE = "Missing stack_name: import fails without it."


def check(context: FileContext) -> list[Finding]:
    """A finding where the key is missing or null."""
    return required_key(context, RULE, "stack_name", _MESSAGE, "my-stack")


RULE = Rule(
    "missing-stack-name",
    Severity.ERROR,
    "The file has no stack_name.",
    check=check,
)
