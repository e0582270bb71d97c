"""`wrong-configuration`: a configuration is a mapping, ``{}`` where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.stackfile.nodes import as_dict
from stackls_core.stackfile.values import describe_value, is_null, try_value
from stackls_core.text import TextEdit
from stackls_core.validation.findings import Finding, Fix, Severity
from stackls_core.validation.rule import ComponentContext, Rule
from stackls_core.validation.top_level import value_span


def check(context: ComponentContext) -> Iterator[Finding]:
    """A finding where it is something else; null counts as missing."""
    entry = context.component.entry("configuration")
    if entry is None or as_dict(entry.value) is not None or is_null(entry.value):
        return
    if context.file.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    if readable:
        message = f"configuration is a mapping of parameters, not {describe_value(value)}."
        span = value_span(entry)
        yield RULE.finding(span, message, fixes=[Fix("Replace by {}", (TextEdit(span, "{}"),))])


RULE = Rule(
    "wrong-configuration",
    Severity.ERROR,
    "A configuration is not a mapping.",
    check_component=check,
)
