"""Shared by the rules for the keys that every component needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.model import OWN_KEYS, ComponentNode
from stackls_core.findings import Finding, Fix
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import insert_entries, write_value
from stackls_core.yamltree.nodes import Entry, Scalar, as_dict, is_merge
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.section import ComponentSection, Rule


def name_as_key(component: ComponentNode) -> Entry | None:
    """The one key of a component that seems to be its name: ``my_store: {flavor: s3, ...}``."""
    entries = component.mapping.entries if component.mapping is not None else []
    if len(entries) != 1 or entries[0].name in OWN_KEYS:
        return None
    inner = as_dict(entries[0].value)
    names = {entry.name for entry in inner.entries} if inner is not None else set[str]()
    return entries[0] if names & {"flavor", "configuration"} else None


def meant_key(context: ComponentSection, entry: Entry) -> str | None:
    """The key that the component lacks and ``entry`` misspells."""
    name, flavor = entry.name, context.flavor
    if name is None or name in OWN_KEYS or is_merge(entry):
        return None
    if not isinstance(entry.key, Scalar) or (flavor is not None and name in flavor.parameters):
        return None
    lacking = [key for key in OWN_KEYS if context.component.entry(key) is None]
    return nearest(name, lacking)


def required_component_key(
    context: ComponentSection, rule: Rule, key: str, message: str, skeleton: str | None = None
) -> list[Finding]:
    """A finding of ``rule`` where a component lacks ``key`` (at its first key) or has null for it.

    ``skeleton`` is the line that a fix adds; without one, or where the key is there misspelt, there
    is no fix: beside the key that `ignored-key` repairs, it would be given twice.
    """
    component = context.component
    mapping = component.mapping
    if mapping is None or name_as_key(component) is not None:
        return []
    entry = component.entry(key)
    if entry is not None:
        if not is_null(entry.value):
            return []
        filled: list[Fix] = []
        if skeleton is not None:
            value = skeleton.partition(": ")[2]
            edit = write_value(context.view.text, entry, value)
            if edit is not None:
                filled.append(Fix(f"Fill in {value}", (edit,), safe=value == "{}"))
        return [rule.finding(key_span(entry), message, fixes=filled)]
    fixes: list[Fix] = []
    is_misspelt = any(meant_key(context, entry) == key for entry in mapping.entries)
    if skeleton is not None and not is_misspelt and mapping is component.node and mapping.entries:
        edit = insert_entries(context.view.lines, mapping, [skeleton])
        fixes.append(Fix(f"Add {skeleton}", (edit,), safe=skeleton.endswith("{}")))
    return [rule.finding(component.anchor_span, message, fixes=fixes)]
