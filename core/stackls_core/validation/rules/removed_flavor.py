"""`removed-flavor`: a flavor of an older ZenML that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import REMOVED_FLAVORS
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import ComponentContext, Rule
from stackls_core.validation.top_level import value_span


def what_became(component_type: str, flavor: str) -> str | None:
    """What became of a flavor that older releases had; ``None`` for any other name."""
    return REMOVED_FLAVORS.get((component_type, flavor))


def check(context: ComponentContext) -> Iterator[Finding]:
    """A finding where the flavor was removed and the registry does not have it either."""
    component = context.component
    entry = component.entry("flavor")
    if entry is None or context.flavor is not None or component.flavor is None:
        return
    became = what_became(component.type, component.flavor)
    if became is not None:
        yield RULE.finding(value_span(entry), became)


RULE = Rule(
    "removed-flavor",
    Severity.ERROR,
    "A flavor that ZenML no longer has.",
    check_component=check,
)
