"""`unused-connector`: a service connector for a flavor that uses none.

A flavor says which connectors it can authenticate with (``Flavor.service_connector_requirements``).
``zenml ... connect`` refuses to connect a component whose flavor asks for none, and nothing of such
a component would use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import remove_entry
from stackls_core.yamltree.nodes import Mapping
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import try_value


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on the key; none for a custom flavor, which does not always say."""
    flavor, entry = context.flavor, context.component.entry("connector")
    if flavor is None or flavor.connector is not None or flavor.is_custom or entry is None:
        return
    if not try_value(entry.value)[1]:
        return
    fixes: list[Fix] = []
    mapping = context.component.node
    if isinstance(mapping, Mapping) and entry in mapping.entries and len(mapping.entries) > 1:
        edit = remove_entry(context.view.lines, mapping, entry)
        fixes.append(Fix("Remove connector", (edit,), removes=True))
    yield RULE.finding(key_span(entry), f"The {flavor.title} uses no connector.", fixes=fixes)


RULE = Rule(
    "unused-connector",
    Severity.WARNING,
    "A service connector for a flavor that uses none.",
    check_section=check,
)
