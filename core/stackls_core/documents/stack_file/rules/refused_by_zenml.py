"""`refused-by-zenml`: the ZenML behind the registry refuses the configuration, and says why.

What stackls knows by itself mirrors one version of ZenML, and the code of a custom flavor only that
ZenML can run: so it is asked about each configuration, and has the last word. What it accepts is no
error either, whatever the other rules think of it. Some secrets ZenML looks up to judge: one that
is there, and whose values it does not get, is told at the parameter that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.secret_references import secret_uses_in
from stackls_core.documents.stack_file.section import (
    ComponentSection,
    FileContext,
    Rule,
    verdict_key,
)
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.text import Span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each reason, unless another rule has found the mistake."""
    known = context.known
    if known is None or not known.verdicts:
        return
    for one in context.sections:
        key = verdict_key(one.component, context.view)
        reasons = known.verdicts.get(key) if key is not None else None
        if not reasons or one.problems or _waits_for_a_secret(one, known):
            continue
        for reason in reasons:
            message = f"ZenML refuses this configuration. {reason}"
            yield RULE.finding(_place(one, reason), message, store=known.label)


def _waits_for_a_secret(context: ComponentSection, known: KnownRegistry) -> bool:
    """Whether a secret that the import reads is missing, which other rules say."""
    uses = secret_uses_in(context)
    return any(use.is_read_by_import and not use.is_met(known) for use in uses)


def _place(context: ComponentSection, reason: str) -> Span:
    """The parameter that a reason begins with; the flavor where it is about all of them."""
    component = context.component
    name = reason.partition(":")[0].partition(".")[0]
    configuration = component.configuration
    for entry in configuration.entries if configuration is not None else ():
        if entry.name == name:
            return value_span(entry)
    entry = component.entry("flavor")
    return value_span(entry) if entry is not None else component.node.span


RULE = Rule(
    "refused-by-zenml",
    Severity.ERROR,
    "The ZenML behind the registry refuses the configuration.",
    check=check,
    needs_store=True,
)
