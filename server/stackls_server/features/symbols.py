"""Document symbols: the stack, its types, its components."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.documents.stack_file.model import ComponentNode, TypeSlot
from stackls_core.text import Span
from stackls_server.features.snapshot import Snapshot


class SymbolKind(Enum):
    """What a symbol stands for."""

    STACK = "stack"
    TYPE = "type"
    COMPONENT = "component"


@dataclass(frozen=True)
class Symbol:
    """An entry of the outline: ``span`` is all of it, ``selection`` the part that names it."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


def document_symbols(snapshot: Snapshot) -> list[Symbol]:
    """The outline of the document; empty where it is no stack file."""
    if not snapshot.is_stack_file:
        return []
    file = snapshot.stack_file
    if file.root is None or not file.root.entries:
        return []
    types = tuple(_type(slot) for slot in file.slots if slot.entry.start >= file.root.start)
    entry = file.entry("stack_name")
    whole = Span(file.root.start, file.root.end)
    selection = Span(entry.key.start, entry.end) if entry else file.first_key_span
    name = file.stack_name or "stack"
    return [Symbol(name, file.zenml_version or "", SymbolKind.STACK, whole, selection, types)]


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
    return Symbol(name, component.flavor or "", SymbolKind.COMPONENT, span, selection)
