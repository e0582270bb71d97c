"""`wrong-name`: a component's name is text of 1 to 255 characters, and no secret reference.

Mirrors ``zenml.models.v2.core.component.ComponentRequest.name`` and the check in
``zenml.stack.stack_component.StackComponent.__init__``.

Something empty (``no``, ``0``, ``''``, ``[]``) is no name to import, which takes the active stack's
component instead where the configurations are equal: a warning says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.default_components import takes_the_active_one
from stackls_core.documents.stack_file.names import name_findings, taken_from_the_active_stack
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import is_null, parse_secret_reference, try_value


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding where the name cannot be one."""
    entry = context.component.entry("name")
    if entry is None or is_null(entry.value):
        return
    fallback = plain_or_quoted(context.component.flavor or context.component.type, flow=True)
    found = name_findings(RULE, context.view, entry, "A component's name", fallback)
    if takes_the_active_one(context.component):
        yield from (taken_from_the_active_stack(one, context.component) for one in found)
        return
    yield from found
    _, value = try_value(entry.value)
    if parse_secret_reference(value) is not None:
        span = value_span(entry)
        fix = Fix(f"Name it {fallback}", (TextEdit(span, fallback),))
        message = "A component cannot be named by a secret reference."
        yield RULE.finding(span, message, fixes=[fix])


RULE = Rule(
    "wrong-name",
    Severity.ERROR,
    "The component's name is not a string of 1 to 255 characters.",
    check_section=check,
)
