"""`missing-configuration`: a key that import cannot do without.

Import reads ``configuration`` of every component and fails without it.
"""

from __future__ import annotations

from stackls_core.validation.component_keys import required_component_key
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import ComponentContext, Rule


def check(context: ComponentContext) -> list[Finding]:
    """A finding where ``configuration`` is missing or null."""
    message = "Add a configuration, even an empty one ({}): import fails without it."
    return required_component_key(context, RULE, "configuration", message, "configuration: {}")


RULE = Rule(
    "missing-configuration",
    Severity.ERROR,
    "A component has no configuration.",
    check_component=check,
)
