"""`wrong-component`: a component is a mapping; import fails with a TypeError on anything else."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.component_keys import name_as_key
from stackls_core.documents.stack_file.list_fixes import as_one_map
from stackls_core.documents.stack_file.model import is_one_in_pieces
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import line_break_of
from stackls_core.wording import article_for
from stackls_core.yamltree.edits import indent_of, write_block
from stackls_core.yamltree.nodes import Sequence, as_mapping
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import (
    describe_value,
    holds_placeholder,
    is_null,
    try_value,
)


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding where there is something other than a mapping."""
    component = context.component
    if (key := name_as_key(component)) is not None:
        message = (
            f"Write name: {key.name} and put flavor and configuration beside it: "
            "a component's name is not a key."
        )
        yield RULE.finding(key_span(key), message)
        return
    if component.mapping is not None or holds_placeholder(component.node):
        return
    kind = label_of(component.type)
    if is_null(component.node):
        message = f"Describe {article_for(kind)} {kind} here: name, flavor and configuration."
        span = component.slot.key_span if not component.slot.is_list else component.anchor_span
        if span.start == span.end:
            span = component.slot.key_span
        yield RULE.finding(span, message, fixes=_skeleton(context))
        return
    if isinstance(component.node, Sequence) and is_one_in_pieces(component.node):
        fix = as_one_map(context.view.lines, component.node, "keys")
        count = len(component.node.items)
        message = (
            f"These are {count} maps of one key each, and {article_for(kind)} {kind} is one map: "
            "use { } for it, or lines without dashes."
        )
        yield RULE.finding(component.span, message, fixes=[fix] if fix is not None else [])
        return
    readable, value = try_value(component.node)
    got = f", not {describe_value(value)}" if readable else ""
    message = f"A component is a map with name, flavor and configuration{got}."
    yield RULE.finding(component.span, message)


def _skeleton(context: ComponentSection) -> list[Fix]:
    """Write a component of the simplest flavor where nothing stands."""
    component, catalog = context.component, context.catalog
    flavors = catalog.flavors(component.type)
    key = component.slot.entry.key
    node = component.node
    if not flavors or component.slot.is_list or component.slot.entry.value is not node:
        return []
    flavor = catalog.flavor(component.type, flavors[0].name)
    if flavor is None or flavor.required:
        return []
    lines = context.view.lines
    pad = " " * (indent_of(lines, key.start) + 2)
    line_break = line_break_of(context.view.text)
    body = [f"name: {flavor.name}", f"flavor: {flavor.name}", "configuration: {}"]
    text = "".join(f"{line_break}{pad}{line}" for line in body)
    edit = write_block(lines, component.slot.entry, text)
    if edit is None or _in_flow(context):
        return []
    return [Fix(f"Write {article_for(flavor.name)} {flavor.name} component", (edit,))]


def _in_flow(context: ComponentSection) -> bool:
    """Whether the component stands in braces, where no block can be written."""
    components = context.view.components_entry
    mapping = as_mapping(components.value) if components is not None else None
    return mapping is None or mapping.flow


RULE = Rule(
    "wrong-component",
    Severity.ERROR,
    "A component is not a map.",
    check_section=check,
    hides_others=True,
)
