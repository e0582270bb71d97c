"""`missing-components`: a key that import cannot do without.

``zenml stack import`` fails with a KeyError where ``components`` is missing.
"""

from __future__ import annotations

from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.required_types import required_skeleton
from stackls_core.validation.rule import FileContext, Rule
from stackls_core.validation.top_level import required_key

_MESSAGE = "List the stack's components: import fails without them."


def check(context: FileContext) -> list[Finding]:
    """A finding where the key is missing or null."""
    skeleton = required_skeleton(context.file.text)
    return required_key(context, RULE, "components", _MESSAGE, skeleton)


RULE = Rule(
    "missing-components",
    Severity.ERROR,
    "The file has no components.",
    check=check,
)
