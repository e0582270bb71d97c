"""Shared by the rules for the keys that every component needs."""

from __future__ import annotations

from stackls_core.stackfile.values import is_null
from stackls_core.validation.edits import insert_entries, write_value
from stackls_core.validation.findings import Finding, Fix
from stackls_core.validation.rule import ComponentContext, Rule
from stackls_core.validation.top_level import key_span


def required_component_key(
    context: ComponentContext, rule: Rule, key: str, message: str, skeleton: str | None = None
) -> list[Finding]:
    """A finding of ``rule`` where a component lacks ``key`` (at its first key) or has null for it.

    ``skeleton`` is the line that a fix adds; without one there is no fix.
    """
    component = context.component
    mapping = component.mapping
    if mapping is None:
        return []
    entry = component.entry(key)
    if entry is not None:
        if not is_null(entry.value):
            return []
        filled: list[Fix] = []
        if skeleton is not None:
            value = skeleton.partition(": ")[2]
            edit = write_value(context.file.text, entry, value)
            if edit is not None:
                filled.append(Fix(f"Fill in {value}", (edit,), safe=value == "{}"))
        return [rule.finding(key_span(entry), message, fixes=filled)]
    fixes: list[Fix] = []
    if skeleton is not None and mapping is component.node and mapping.entries:
        edit = insert_entries(context.file.lines, mapping, [skeleton])
        fixes.append(Fix(f"Add {skeleton}", (edit,), safe=skeleton.endswith("{}")))
    return [rule.finding(component.anchor_span, message, fixes=fixes)]
