"""`malformed-secret-reference`: text that looks like a secret reference, and is none to ZenML.

``is_secret_reference`` takes all of a value or nothing: with a line break behind it, a brace or the
dot missing, words around it or in another tool's syntax, ZenML uses the text as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import TextEdit
from stackls_core.yamltree.near_references import near_reference
from stackls_core.yamltree.nodes import Scalar, effective_entries
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import try_value


def check(section: AnySection) -> Iterator[Finding]:
    """A finding on each such value of a parameter that takes references."""
    facts, body = section.facts, section.body
    if facts is None or body is None:
        return
    for entry in effective_entries(body):
        parameter = facts.parameters.get(entry.name or "")
        if parameter is None or parameter.refuses_secret_references:
            continue
        readable, value = try_value(entry.value)
        if not readable or not isinstance(value, str):
            continue
        near = near_reference(value, parameter.name, is_sensitive=parameter.sensitive)
        if near is None:
            continue
        message = (
            f"This looks like a secret reference but is not: {near.reason}. ZenML uses it as plain "
            "text; a reference is '{{secret_name.key}}' and nothing else."
        )
        fixes: list[Fix] = []
        if near.meant is not None and isinstance(entry.value, Scalar) and not entry.value.tag:
            edit = TextEdit(entry.value.span, f"'{near.meant}'")
            fixes.append(Fix(f"Write '{near.meant}'", (edit,)))
        yield RULE.finding(value_span(entry), message, fixes=fixes)


RULE: AnyRule = Rule(
    "malformed-secret-reference",
    Severity.WARNING,
    "A value looks like a secret reference and is not one.",
    check_section=check,
)
