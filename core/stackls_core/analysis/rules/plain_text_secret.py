"""`plain-text-secret`: a secret written out in a file that teams keep in git.

ZenML warns too (``StackComponentConfig.__init__``) and stores it in the clear. A reference to a
secret, ``{{name.key}}``, keeps it out of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import TextEdit
from stackls_core.yamltree.near_references import near_reference
from stackls_core.yamltree.nodes import Entry, Scalar, effective_entries
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder, parse_secret_reference, try_value


def check(context: AnySection) -> Iterator[Finding]:
    """A finding on the value of each sensitive parameter that is plain text."""
    facts, configuration = context.facts, context.body
    if facts is None or configuration is None:
        return
    for entry in effective_entries(configuration):
        parameter = facts.parameters.get(entry.name or "")
        if parameter is None or not parameter.sensitive or parameter.refuses_secret_references:
            continue
        readable, value = try_value(entry.value)
        if not readable or not isinstance(value, str) or not value.strip():
            continue
        if near_reference(value, parameter.name, is_sensitive=True) is not None:
            continue  # `malformed-secret-reference`
        if parse_secret_reference(value) is None and not has_placeholder(value):
            message = (
                f"{parameter.name} is a secret in plain text. Keep it in ZenML's secret store and "
                "write '{{secret_name.key}}' here."
            )
            yield RULE.finding(value_span(entry), message, fixes=_fixes(context, entry))


def _fixes(context: AnySection, entry: Entry) -> list[Fix]:
    if not isinstance(entry.value, Scalar):
        return []
    secret = context.name.replace(" ", "_")
    name = "".join(c if c.isalnum() or c in "-_" else "_" for c in secret)
    reference = f"'{{{{{name}.{entry.name}}}}}'"
    return [Fix(f"Refer to a secret: {reference}", (TextEdit(entry.value.span, reference),))]


RULE: AnyRule = Rule(
    "plain-text-secret",
    Severity.WARNING,
    "A secret is in the file in plain text.",
    check_section=check,
)
