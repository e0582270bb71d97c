"""`wrong-zenml-version`: the version is text such as ``0.98.0``.

Import compares it with the installed version as text, so a number never matches.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.list_fixes import write_instead
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import describe_value, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the version is no text, or an empty one."""
    entry = context.view.entry("zenml_version")
    if entry is None or is_null(entry.value) or context.view.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    if not readable or (isinstance(value, str) and value):
        return
    installed = context.catalog.zenml_version
    message = (
        f"The version is a string such as {installed}, not {describe_value(value)}; "
        "it can never equal that of an installed ZenML."
    )
    span = value_span(entry)
    edits = write_instead(context.view.lines, entry, f" {installed}")
    fixes = [Fix(f"Set it to {installed}", edits)] if edits else []
    yield RULE.finding(span, message, fixes=fixes)


RULE = Rule(
    "wrong-zenml-version",
    Severity.ERROR,
    "The ZenML version is not a string.",
    check=check,
)
