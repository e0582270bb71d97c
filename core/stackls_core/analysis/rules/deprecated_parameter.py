"""`deprecated-parameter`: a parameter that ZenML is about to drop."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity, Tag
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Entry, Mapping, Scalar, effective_entries
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null


def check(context: AnySection) -> Iterator[Finding]:
    """A finding on the key of each deprecated parameter that has a value."""
    facts, configuration = context.facts, context.body
    if facts is None or configuration is None:
        return
    for entry in effective_entries(configuration):
        parameter = facts.parameters.get(entry.name or "")
        if parameter is None or parameter.deprecation is None or is_null(entry.value):
            continue
        replacement = parameter.deprecation.replacement
        message = f"{parameter.name} is deprecated."
        if replacement:
            message += f" Use {replacement} instead."
        fixes = _fixes(configuration, entry, replacement)
        yield RULE.finding(key_span(entry), message, fixes=fixes, tags=[Tag.DEPRECATED])


def _fixes(configuration: Mapping, entry: Entry, replacement: str | None) -> list[Fix]:
    taken = any(other.name == replacement for other in configuration.entries)
    if not replacement or taken or not isinstance(entry.key, Scalar):
        return []
    return [Fix(f"Change to {replacement}", (replace_scalar(entry.key, replacement),))]


RULE: AnyRule = Rule(
    "deprecated-parameter",
    Severity.HINT,
    "A parameter is deprecated.",
    check_section=check,
)
