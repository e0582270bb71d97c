"""`wrong-connector`: the registry has no such service connector, or one that does not fit.

A flavor asks for a type of connector, a type of resource, or both
(``ServiceConnectorRequirements.is_satisfied_by``). Where a component has another one, ZenML fails
when a run asks for its credentials. A connector that is for one resource gives access to no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.attributes import component_attributes
from stackls_core.documents.stack_file.connectors import fits, needs_of
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import plain_or_quoted
from stackls_core.yamltree.nodes import Entry, Scalar
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name or the resource; none where the registry has no connectors to tell."""
    known = context.known
    if known is None or known.connectors is None:
        return
    for one in context.sections:
        yield from _check(one, known)


def _check(section: ComponentSection, known: KnownRegistry) -> Iterator[Finding]:
    values = component_attributes(section.component.mapping).values
    name, entry = values.get("connector"), section.component.entry("connector")
    if not name or entry is None or has_placeholder(name):
        return
    connector = known.connector(name)
    if connector is None:
        message = f"There is no service connector {name}, or none that you may see."
        fixes = _instead(entry, name, known)
        yield RULE.finding(value_span(entry), message, fixes=fixes, store=known.label)
        return
    flavor = section.flavor
    if flavor is not None and not fits(connector, flavor):
        resources = ", ".join(connector.resource_types) or "nothing"
        message = (
            f"The {flavor.title} needs {needs_of(flavor)}. {name} is of type {connector.type}, "
            f"for {resources}."
        )
        yield RULE.finding(value_span(entry), message, store=known.label)
    resource, wanted = section.component.entry("connector_resource_id"), connector.resource_id
    given = values.get("connector_resource_id")
    if resource is not None and given and wanted and given != wanted and not has_placeholder(given):
        message = f"{name} gives access to {wanted} and nothing else."
        yield RULE.finding(value_span(resource), message, store=known.label)


def _instead(entry: Entry, name: str, known: KnownRegistry) -> list[Fix]:
    meant = nearest(name, [one.name for one in known.connectors or ()])
    if meant is None or not isinstance(entry.value, Scalar):
        return []
    edit = TextEdit(entry.value.span, plain_or_quoted(meant, flow=True))
    return [Fix(f"Change to {meant}", (edit,))]


RULE = Rule(
    "wrong-connector",
    Severity.WARNING,
    "The registry has no such service connector, or one that does not fit the flavor.",
    check=check,
    needs_store=True,
)
