"""`repeated-type`: a second component of a type that a stack can have only once.

Mirrors the validator of ``zenml.models.v2.core.stack.StackRequest``: only alerters, experiment
trackers, step operators and sandboxes may be several.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.component_types import REPEATABLE_TYPES, label_of
from stackls_core.stackfile.model import ComponentNode
from stackls_core.text import Span
from stackls_core.validation.findings import Finding, Related, Severity
from stackls_core.validation.rule import FileContext, Rule


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each component of such a type after the first."""
    for slot in context.file.slots:
        if not slot.is_known or slot.name in REPEATABLE_TYPES:
            continue
        for component in slot.components[1:]:
            related = [Related(_name_span(slot.components[0]), "The first one is here.")]
            message = f"A stack can have only one {label_of(slot.name)}."
            yield RULE.finding(_name_span(component), message, related=related)


def _name_span(component: ComponentNode) -> Span:
    entry = component.entry("name")
    if entry is not None and entry.value.start < entry.value.end:
        return Span(entry.value.start, entry.value.end)
    return component.anchor_span


RULE = Rule(
    "repeated-type",
    Severity.ERROR,
    "A second component of a type that a stack has once.",
    check=check,
)
