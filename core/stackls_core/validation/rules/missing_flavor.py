"""`missing-flavor`: import reads ``flavor`` of every component and fails without it."""

from __future__ import annotations

from stackls_core.component_types import label_of
from stackls_core.validation.component_keys import required_component_key
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import ComponentContext, Rule


def check(context: ComponentContext) -> list[Finding]:
    """A finding where ``flavor`` is missing or null."""
    message = f"Say which flavor of {label_of(context.component.type)} this is."
    return required_component_key(context, RULE, "flavor", message, None)


RULE = Rule(
    "missing-flavor",
    Severity.ERROR,
    "A component has no flavor.",
    check_component=check,
)
