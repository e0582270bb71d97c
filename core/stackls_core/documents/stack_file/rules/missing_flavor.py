"""`missing-flavor`: import reads ``flavor`` of every component and fails without it."""

from __future__ import annotations

from stackls_core.documents.stack_file.component_keys import required_component_key
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.values import is_null


def check(context: ComponentSection) -> list[Finding]:
    """A finding where ``flavor`` is missing or null."""
    entry = context.component.entry("flavor")
    if entry is not None and not is_null(entry.value):
        return []
    message = "Missing flavor."
    names = [summary.name for summary in context.catalog.flavors(context.component.type)]
    skeleton = f"flavor: {_likeliest(context, names)}" if names else None
    return required_component_key(context, RULE, "flavor", message, skeleton)


def _likeliest(context: ComponentSection, names: list[str]) -> str:
    """The flavor that the component's name, or its parameters, speak of; else the first."""
    name = (context.component.name or "").lower()
    for candidate in names:
        if candidate in name and candidate != "local":
            return candidate
    configuration = context.component.configuration
    entries = configuration.entries if configuration is not None else []
    keys = {entry.name for entry in entries}
    for candidate in names:
        flavor = context.catalog.flavor(context.component.type, candidate)
        if keys and flavor is not None and keys <= set(flavor.parameters):
            return candidate
    return names[0]


RULE = Rule(
    "missing-flavor",
    Severity.ERROR,
    "A component has no flavor.",
    check_section=check,
    hides_others=True,
)
