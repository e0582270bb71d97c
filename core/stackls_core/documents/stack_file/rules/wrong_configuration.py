"""`wrong-configuration`: a configuration is a mapping, ``{}`` where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.list_fixes import (
    as_one_map,
    holds_mappings,
    write_instead,
)
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.nodes import Entry, Node, as_dict, as_scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import describe_value, is_null, try_value

_NOTHING = frozenset(
    {"", "none", "null", "nil", "no", "false", "off", "empty", "default", "0", "-"}
)


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding where it is something else; null counts as missing."""
    entry = context.component.entry("configuration")
    if entry is None or as_dict(entry.value) is not None or is_null(entry.value):
        return
    if context.view.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    if readable:
        message = f"configuration is a map of parameters, not {describe_value(value)}."
        yield RULE.finding(value_span(entry), message, fixes=_fixes(context, entry))


def _fixes(context: ComponentSection, entry: Entry) -> list[Fix]:
    """Keep the parameters of a list; write that there are none where nothing is lost."""
    lines = context.view.lines
    if (fix := as_one_map(lines, entry.value, "parameters")) is not None:
        return [fix]
    if holds_mappings(entry.value) or _says_something(entry.value):
        return []
    edits = write_instead(lines, entry, " {}")
    return [Fix("Replace with {}", edits)] if edits else []


def _says_something(node: Node) -> bool:
    """Whether it is text that is no word for nothing: parameters on one line, or a file's name."""
    scalar = as_scalar(node)
    return scalar is not None and scalar.value.strip().lower() not in _NOTHING


RULE = Rule(
    "wrong-configuration",
    Severity.ERROR,
    "A configuration is not a map.",
    check_section=check,
    hides_others=True,
)
