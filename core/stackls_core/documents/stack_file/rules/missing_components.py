"""`missing-components`: a key that import cannot do without.

``zenml stack import`` fails with a KeyError where ``components`` is missing.
"""

from __future__ import annotations

from stackls_core.documents.stack_file.required_types import required_skeleton
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.documents.stack_file.top_level import required_key
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import key_span

_MESSAGE = "Missing components: import fails without them."


def check(context: FileContext) -> list[Finding]:
    """A finding where the key is missing or null."""
    file = context.view
    entries = file.root.entries if file.root is not None else []
    at_the_top = [entry for entry in entries if entry.name in context.catalog.types]
    if at_the_top and file.components_entry is None:
        message = (
            f"Write components: above {at_the_top[0].name} and indent the component types below it."
        )
        return [RULE.finding(key_span(at_the_top[0]), message)]
    return required_key(context, RULE, "components", _MESSAGE, required_skeleton(context))


RULE = Rule(
    "missing-components",
    Severity.ERROR,
    "The file has no components.",
    check=check,
    hides_others=True,
)
