"""Shared by the rules for the component types that a stack needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import label_of, singular_of
from stackls_core.documents.stack_file import templates
from stackls_core.findings import Finding, Fix
from stackls_core.text import Span, TextEdit, line_break_of
from stackls_core.wording import article_for
from stackls_core.yamltree.edits import child_indent, insert_entries, write_block
from stackls_core.yamltree.nodes import Sequence, as_dict, as_sequence

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.section import FileContext, Rule


def required_type(context: FileContext, rule: Rule, component_type: str) -> list[Finding]:
    """A finding of ``rule``, on ``components``, where the stack has no ``component_type``."""
    file = context.view
    entry = file.components_entry
    mapping = as_dict(entry.value) if entry else None
    if entry is None or mapping is None or component_type not in context.catalog.imports.required:
        return []
    if file.document.damages(entry.key.start, max(entry.end, len(file.text))):
        return []
    for slot in file.slots:
        if slot.name == component_type:
            sequence = as_sequence(slot.entry.value)
            if sequence is None or sequence.items:
                return []
        elif singular_of(slot.name) == component_type or "${" in slot.name:
            # the plural is reported already, and fixed it would be the one that is missing
            return []
    label = label_of(component_type)
    span = Span(entry.key.start, entry.key.end)
    message = f"A stack needs {article_for(label)} {label}; ZenML refuses one without."
    return [rule.finding(span, message, fixes=skeleton_fixes(context, component_type, "local"))]


def skeleton_fixes(
    context: FileContext, component_type: str, flavor: str, configuration: str = "{}"
) -> list[Fix]:
    """Add a component of ``component_type`` in the form that the file uses."""
    file = context.view
    entry = file.components_entry
    mapping = as_dict(entry.value) if entry else None
    if entry is None or mapping is None or mapping is not entry.value:
        return []
    title = f"Add {article_for(flavor)} {flavor} {label_of(component_type)}"
    component = templates.component(
        component_type, flavor, flavor, [f"configuration: {configuration}"]
    )
    taken = next((slot for slot in file.slots if slot.name == component_type), None)
    if taken is not None:
        value = taken.entry.value
        if not isinstance(value, Sequence) or value.items:
            return []
        item = f"[{{{', '.join(component)}}}]"
        return [Fix(title, (TextEdit(value.span, item),))]
    if mapping.flow and (mapping.entries or (file.root is not None and file.root.flow)):
        line = f"{component_type}: {{{', '.join(component)}}}"
        return [Fix(title, (insert_entries(file.lines, mapping, [line]),))]
    text = file.text
    line_break = line_break_of(text)
    as_list = context.catalog.imports.lists and any(slot.is_list for slot in file.slots)
    body = templates.item(component) if as_list else [f"  {line}" for line in component]
    below = [f"{component_type}:", *body]
    if mapping.entries and not mapping.flow:
        return [Fix(title, (insert_entries(file.lines, mapping, below),))]
    pad = " " * child_indent(file.lines, mapping, entry.key)
    block = "".join(f"{line_break}{pad}{line}" for line in below)
    edit = write_block(file.lines, entry, block)
    return [Fix(title, (edit,))] if edit is not None else []


def required_skeleton(context: FileContext) -> str:
    """The smallest ``components`` that imports, to stand after the key; with the file's breaks."""
    imports = context.catalog.imports
    as_list = imports.lists
    lines = [
        line
        for kind, one in templates.required_components(imports.required).items()
        for line in templates.slot(kind, one, as_list=as_list)
    ]
    line_break = line_break_of(context.view.text)
    return "".join(line_break + line for line in templates.plain(lines))
