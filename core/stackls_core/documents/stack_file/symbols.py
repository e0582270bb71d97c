"""The outline of a stack file: the stack, its types, its components, their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.model import ComponentNode, StackFile, TypeSlot
from stackls_core.documents.view import Symbol, SymbolKind
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Mapping
from stackls_core.yamltree.spans import key_span


def stack_symbols(file: StackFile) -> list[Symbol]:
    """The outline of a stack file."""
    if file.root is None or not file.root.entries:
        return []
    types = tuple(_type(slot) for slot in file.slots if slot.entry.start >= file.root.start)
    whole = Span(file.root.start, file.root.end)
    name = file.stack_name or "stack"
    return [
        Symbol(name, file.zenml_version or "", SymbolKind.STACK, whole, file.name_entry_span, types)
    ]


def _type(slot: TypeSlot) -> Symbol:
    span = Span(slot.entry.start, slot.entry.end)
    inside = [c for c in slot.components if c.node.start >= span.start and c.node.end <= span.end]
    children = tuple(_component(component) for component in inside if component.mapping is not None)
    return Symbol(slot.name or "?", "", SymbolKind.TYPE, span, slot.key_span, children)


def _component(component: ComponentNode) -> Symbol:
    entry = component.entry("name")
    span = component.span
    selection = component.anchor_span
    if entry is not None and span.start <= entry.value.start and entry.value.end <= span.end:
        selection = Span(entry.value.start, entry.value.end)
    name = component.name or component.flavor or "component"
    parameters = tuple(_parameters(component, span))
    return Symbol(name, component.flavor or "", SymbolKind.COMPONENT, span, selection, parameters)


def _parameters(component: ComponentNode, span: Span) -> Iterator[Symbol]:
    """Those that are written below the component, and not behind an alias."""
    entry = component.entry("configuration")
    if entry is None or not isinstance(entry.value, Mapping):
        return
    for one in entry.value.entries:
        if one.name and span.start <= one.start and one.end <= span.end:
            yield Symbol(one.name, "", SymbolKind.KEY, Span(one.start, one.end), key_span(one))
