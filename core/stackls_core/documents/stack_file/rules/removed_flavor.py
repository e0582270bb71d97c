"""`removed-flavor`: a flavor of an older ZenML that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import REMOVED_FLAVORS, RENAMED_FLAVORS, label_of
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import remove_entry, replace_scalar
from stackls_core.yamltree.nodes import Mapping, Scalar
from stackls_core.yamltree.spans import value_span

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import ComponentNode


def what_became(component_type: str, flavor: str) -> str | None:
    """What became of a flavor that older releases had; ``None`` for any other name."""
    return REMOVED_FLAVORS.get((component_type, flavor))


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the flavor was removed and the registry does not have it either."""
    for one in context.sections:
        component = one.component
        entry = component.entry("flavor")
        if entry is None or one.flavor is not None or component.flavor is None:
            continue
        became = what_became(component.type, component.flavor)
        if became is None:
            continue
        meant = RENAMED_FLAVORS.get((component.type, component.flavor))
        fixes: list[Fix] = []
        if meant is not None and isinstance(entry.value, Scalar):
            edit = replace_scalar(entry.value, meant)
            fixes.append(Fix(f"Change to {meant}", (edit,), safe=True))
        yield RULE.finding(value_span(entry), became, fixes=fixes or _removal(context, component))


def _removal(context: FileContext, component: ComponentNode) -> list[Fix]:
    """Remove the type's entry where this is the only component of it and not the only type."""
    entry = context.view.components_entry
    mapping = entry.value if entry is not None else None
    slot = component.slot
    if not isinstance(mapping, Mapping) or len(slot.components) != 1 or len(mapping.entries) < 2:
        return []
    if slot.entry not in mapping.entries:
        return []
    edit = remove_entry(context.view.lines, mapping, slot.entry)
    return [Fix(f"Remove the {label_of(component.type)}", (edit,), removes=True)]


RULE = Rule(
    "removed-flavor",
    Severity.ERROR,
    "A flavor that ZenML no longer has.",
    check=check,
    hides_others=True,
)
