"""`wrong-components`: ``components`` is a mapping of component types."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.stackfile.nodes import as_dict
from stackls_core.stackfile.values import describe_value, is_null, try_value
from stackls_core.text import TextEdit
from stackls_core.validation.findings import Finding, Fix, Severity
from stackls_core.validation.required_types import required_skeleton
from stackls_core.validation.rule import FileContext, Rule
from stackls_core.validation.top_level import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where ``components`` is something else; null counts as missing."""
    entry = context.file.components_entry
    if entry is None or as_dict(entry.value) is not None or is_null(entry.value):
        return
    if context.file.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    got = f", not {describe_value(value)}" if readable else ""
    message = f"components is a mapping: a key for each component type{got}."
    span = value_span(entry)
    skeleton = required_skeleton(context.file.text)
    fixes = [Fix("Write an orchestrator and an artifact store", (TextEdit(span, skeleton),))]
    yield RULE.finding(span, message, fixes=fixes)


RULE = Rule(
    "wrong-components",
    Severity.ERROR,
    "components is not a mapping.",
    check=check,
)
