"""`type-mismatch`: a component's own ``type`` is not the key it is under.

Import goes by the key and never reads the inner ``type``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import is_null, try_value


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding where the two differ."""
    component = context.component
    entry = component.entry("type")
    if entry is None or is_null(entry.value) or context.view.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    if not readable or value == component.type:
        return
    message = f"ZenML ignores this type: the component is under {component.type}."
    fixes: list[Fix] = []
    slot = component.slot.entry
    # what an alias stands for is written elsewhere, and may be right there
    if isinstance(entry.value, Scalar) and slot.start <= entry.start <= slot.end:
        edit = replace_scalar(entry.value, component.type)
        fixes.append(Fix(f"Change to {component.type}", (edit,), safe=True))
    yield RULE.finding(value_span(entry), message, fixes=fixes)


RULE = Rule(
    "type-mismatch",
    Severity.WARNING,
    "A component's type is not the key it is under.",
    check_section=check,
)
