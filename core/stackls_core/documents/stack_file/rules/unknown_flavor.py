"""`unknown-flavor`: no flavor of this type has this name.

Import asks for the flavor by name and type and fails with a KeyError.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import COMMON_NAMES, label_of
from stackls_core.documents.stack_file.rules.removed_flavor import what_became
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Entry, Scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import describe_value, has_placeholder, is_null, try_value

_LISTED = 6


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding where the flavor is not known, with the one that was probably meant."""
    component = context.component
    entry = component.entry("flavor")
    if entry is None or is_null(entry.value) or context.flavor is not None:
        return
    readable, value = try_value(entry.value)
    if not readable or context.view.is_unknown(entry):
        return
    kind = label_of(component.type)
    if not isinstance(value, str) or has_placeholder(value):
        if not isinstance(value, str):
            message = f"A flavor is a name, not {describe_value(value)}."
            yield RULE.finding(value_span(entry), message)
        return
    if what_became(component.type, value) is not None:
        return
    catalog = context.catalog
    if sentence := catalog.lifetimes.of(component.type, value).sentence:
        message = f"ZenML {catalog.zenml_version} has no {kind} flavor {value}. {sentence}"
        yield RULE.finding(value_span(entry), message)
        return
    yield _unknown(context, entry, value)


def _unknown(context: ComponentSection, entry: Entry, value: str) -> Finding:
    component, catalog = context.component, context.catalog
    names = [summary.name for summary in catalog.flavors(component.type)]
    common = COMMON_NAMES.get((component.type, value.lower()))
    meant = common if common in names else catalog.nearest_flavor(component.type, value)
    others = catalog.types_with_flavor(value)
    message = f"Unknown {label_of(component.type)} flavor {value}."
    fixes: list[Fix] = []
    if meant:
        message += f" Did you mean {meant}?"
        if isinstance(entry.value, Scalar):
            edit = replace_scalar(entry.value, meant)
            fixes.append(Fix(f"Change to {meant}", (edit,), safe=True))
    elif others:
        message += f" {value} is a flavor of {' and '.join(label_of(o) for o in others)}."
    elif len(names) <= _LISTED:
        message += f" The flavors are {', '.join(names)}."
    return RULE.finding(value_span(entry), message, fixes=fixes)


RULE = Rule(
    "unknown-flavor",
    Severity.ERROR,
    "No flavor of this component type has this name.",
    check_section=check,
    hides_others=True,
    varies=True,
)
