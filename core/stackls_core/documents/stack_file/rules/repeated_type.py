"""`repeated-type`: a second component of a type that a stack can have only once.

Mirrors the validator of ``zenml.models.v2.core.stack.StackRequest``: only alerters, experiment
trackers, step operators and sandboxes may be several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Related, Severity
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.nodes import Sequence

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import ComponentNode, TypeSlot


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each component of such a type after the first."""
    imports = context.catalog.imports
    if not imports.lists:
        return
    for slot in context.view.slots:
        if slot.name not in context.catalog.types or slot.name in imports.repeatable:
            continue
        for component in slot.components[1:]:
            related = [Related(_name_span(slot.components[0]), "The first one is here.")]
            message = f"A stack can have only one {label_of(slot.name)}."
            fixes = _removal(context, slot, component)
            yield RULE.finding(_name_span(component), message, fixes=fixes, related=related)


def _removal(context: FileContext, slot: TypeSlot, component: ComponentNode) -> list[Fix]:
    """Remove the item with its lines."""
    sequence = slot.entry.value
    if not isinstance(sequence, Sequence) or sequence.flow or component.node.start < sequence.start:
        return []
    lines = context.view.lines
    first = lines.line_of(component.node.start)
    if not lines.line_text(first).lstrip().startswith("-"):
        return []
    start = lines.line_start(first)
    end = lines.line_start(lines.line_of(component.node.end) + 1)
    if end == len(lines.text) and lines.line_end(lines.line_of(component.node.end)) == end:
        start = lines.line_end(first - 1) if first else start
    name = component.name or f"the second {label_of(slot.name)}"
    return [Fix(f"Remove {name}", (TextEdit(Span(start, end), ""),), removes=True)]


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
    varies=True,
)
