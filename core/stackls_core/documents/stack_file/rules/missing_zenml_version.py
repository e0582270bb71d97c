"""`missing-zenml-version`: a key that import cannot do without.

``zenml stack import`` fails with a KeyError where ``zenml_version`` is missing.
"""

from __future__ import annotations

from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.documents.stack_file.top_level import required_key
from stackls_core.findings import Finding, Severity

_MESSAGE = "Missing zenml_version: import fails without it."


def check(context: FileContext) -> list[Finding]:
    """A finding where the key is missing or null."""
    file = context.view
    is_stack_file = file.entry("stack_name") is not None or file.components_entry is not None
    version = context.catalog.zenml_version
    return required_key(context, RULE, "zenml_version", _MESSAGE, version, safe=is_stack_file)


RULE = Rule(
    "missing-zenml-version",
    Severity.ERROR,
    "The file has no zenml_version.",
    check=check,
)
