"""`missing-name`: import reads ``name`` of every component and fails without it."""

from __future__ import annotations

from stackls_core.documents.stack_file.component_keys import required_component_key
from stackls_core.documents.stack_file.default_components import takes_the_active_one
from stackls_core.documents.stack_file.names import taken_from_the_active_stack
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.edits import plain_or_quoted


def check(context: ComponentSection) -> list[Finding]:
    """A finding where ``name`` is missing or null."""
    message = "Missing name."
    name = context.component.flavor or context.component.type
    found = required_component_key(
        context,
        RULE,
        "name",
        message,
        f"name: {plain_or_quoted(name, flow=True)}",
    )
    if takes_the_active_one(context.component):
        return [taken_from_the_active_stack(one, context.component) for one in found]
    return found


RULE = Rule(
    "missing-name",
    Severity.ERROR,
    "A component has no name.",
    check_section=check,
)
