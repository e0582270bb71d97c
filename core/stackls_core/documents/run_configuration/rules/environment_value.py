"""`environment-value`: a variable that gets another text than what is written.

ZenML makes a string of what YAML has read: ``true`` becomes ``True``, nothing becomes ``None``,
``1.10`` becomes ``1.1``. In a step it takes nothing but strings.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.section import PipelineSection, Rule, RunSection
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import quote_as_written
from stackls_core.yamltree.nodes import Scalar, as_dict, entry_of
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder, try_value

_LIKELY = (bool, float, type(None))
"""What `yaml-surprise` does not report."""


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such value."""
    facts = section.facts if isinstance(section, PipelineSection) else None
    is_read = facts is not None and "environment" in facts.parameters
    entry = entry_of(section.body, "environment") if is_read else None
    variables = as_dict(entry.value) if entry is not None else None
    for one in variables.entries if variables is not None else ():
        node = one.value
        if not isinstance(node, Scalar) or not node.is_plain or has_placeholder(node.value):
            continue
        readable, value = try_value(node)
        if not readable or not isinstance(value, _LIKELY) or str(value) == node.value:
            continue
        if isinstance(value, bool) and node.value.lower() not in ("true", "false"):
            continue
        message = f"{one.name} becomes the string {str(value)!r}. Quote what is meant."
        fixes: list[Fix] = []
        if not node.is_absent:
            edit = quote_as_written(section.view.text, node)
            fixes.append(Fix(f"Quote it: {edit.new_text}", (edit,)))
        yield RULE.finding(value_span(one), message, fixes=fixes)


RULE = Rule(
    "environment-value",
    Severity.INFORMATION,
    "An environment variable gets another string than the one written.",
    check_section=check,
)
