"""`wrong-component`: a component is a mapping; import fails with a TypeError on anything else."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import article_for, label_of
from stackls_core.stackfile.values import (
    describe_value,
    holds_placeholder,
    is_null,
    try_value,
)
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import ComponentContext, Rule


def check(context: ComponentContext) -> Iterator[Finding]:
    """A finding where there is something other than a mapping."""
    component = context.component
    if component.mapping is not None or holds_placeholder(component.node):
        return
    kind = label_of(component.type)
    if is_null(component.node):
        message = f"Describe {article_for(kind)} {kind} here: name, flavor and configuration."
        span = component.slot.key_span if not component.slot.is_list else component.anchor_span
        if span.start == span.end:
            span = component.slot.key_span
        yield RULE.finding(span, message)
        return
    readable, value = try_value(component.node)
    got = f", not {describe_value(value)}" if readable else ""
    message = f"A component is a mapping with name, flavor and configuration{got}."
    yield RULE.finding(component.span, message)


RULE = Rule(
    "wrong-component",
    Severity.ERROR,
    "A component is not a mapping.",
    check_component=check,
)
