"""`name-taken`: the registry has a component of that type and name, of another flavor.

Names are unique for each type. ``zenml stack import`` takes the registered component for the one in
the file if their flavors are the same; where they are not, it cannot create this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import label_of
from stackls_core.stackfile.values import has_placeholder
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import FileContext, Rule
from stackls_core.validation.top_level import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name."""
    known = context.known
    if known is None:
        return
    for one in context.components:
        component = one.component
        entry, name, flavor = component.entry("name"), component.name, component.flavor
        if entry is None or name is None or flavor is None or has_placeholder(flavor):
            continue
        registered = known.registered.component_named(component.type, name)
        if registered is None or registered.flavor == flavor or context.file.is_unknown(entry):
            continue
        message = (
            f"The {label_of(component.type)} {name} is registered with flavor "
            f"{registered.flavor}, so this one cannot be: give it another name."
        )
        yield RULE.finding(value_span(entry), message, store=known.label)


RULE = Rule(
    "name-taken",
    Severity.WARNING,
    "The registry has a component of that name with another flavor.",
    check=check,
    needs_store=True,
)
