"""`removed-type`: a component type of an older ZenML that is no longer one."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import REMOVED_TYPES
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import remove_entry
from stackls_core.yamltree.nodes import as_dict


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each type that was removed, saying what took its place."""
    entry = context.view.components_entry
    mapping = as_dict(entry.value) if entry else None
    for slot in context.view.slots:
        if slot.name in REMOVED_TYPES:
            fixes: list[Fix] = []
            if mapping is not None and slot.entry in mapping.entries and len(mapping.entries) > 1:
                edit = remove_entry(context.view.lines, mapping, slot.entry)
                fixes.append(Fix(f"Remove {slot.name}", (edit,), removes=True))
            message = f"ZenML no longer has the type {slot.name}. {REMOVED_TYPES[slot.name]}"
            yield RULE.finding(slot.key_span, message, fixes=fixes)


RULE = Rule(
    "removed-type",
    Severity.ERROR,
    "A component type that ZenML no longer has.",
    check=check,
    hides_others=True,
)
