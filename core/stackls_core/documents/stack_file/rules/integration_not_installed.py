"""`integration-not-installed`: the ZenML behind the registry lacks what a flavor needs.

A stack can be imported without, on a ZenML server above all; whoever runs a pipeline on it needs
the integration. Often another environment has it, so this is for information.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.catalog.model import Integration
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the flavor."""
    known = context.known
    if known is None:
        return
    for one in context.sections:
        component = one.component
        entry, flavor = component.entry("flavor"), component.flavor
        summary = context.catalog.summary(component.type, flavor) if flavor else None
        if entry is None or summary is None or summary.integration is None:
            continue
        if known.installed.get(summary.integration) is not False:
            continue
        command = Integration(summary.integration).install_command
        message = (
            f"The integration {summary.integration}, which {summary.name} needs, is not installed "
            f"beside this ZenML. Install it with {command}."
        )
        finding = RULE.finding(value_span(entry), message, store=known.label)
        yield replace(finding, shell=command)


RULE = Rule(
    "integration-not-installed",
    Severity.INFORMATION,
    "What the flavor needs is not installed.",
    check=check,
    needs_store=True,
)
