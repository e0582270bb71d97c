"""What a stack file names: the stack, its components, the secrets that it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.secrets import secrets_in
from stackls_core.documents.stack_file.model import ComponentNode, StackFile
from stackls_core.documents.view import SymbolKind, Target
from stackls_core.yamltree.nodes import Scalar, as_scalar

STACK = ("stack",)
"""The key of every stack's target: of a name in several files, each is a stack of its own."""


def stack_targets(file: StackFile) -> Iterator[Target]:
    """Components first, then the stack, then secrets."""
    for component in file.components:
        scalar = name_scalar(component)
        if scalar is None or component.name is None:
            continue
        label = label_of(component.type)
        flavor = f"{component.flavor} {label}" if component.flavor else label
        yield Target(
            ("component", component.type, component.name),
            component.name,
            scalar.inner_span,
            scalar.span,
            symbol=SymbolKind.COMPONENT,
            container=f"{flavor} in {file.stack_name}" if file.stack_name else flavor,
            words=(component.type, (component.flavor or "").lower()),
        )
    scalar = stack_scalar(file)
    if scalar is not None and file.stack_name:
        yield Target(
            STACK,
            file.stack_name,
            scalar.inner_span,
            scalar.span,
            is_shared=False,
            is_defined=False,
            symbol=SymbolKind.STACK,
            container="stack",
            words=("stack",),
        )
    yield from secrets_in(file.document.root, file.text)


def stack_scalar(file: StackFile) -> Scalar | None:
    """The scalar that the stack's name is read from."""
    entry = file.entry("stack_name")
    return as_scalar(entry.value) if entry is not None else None


def name_scalar(component: ComponentNode) -> Scalar | None:
    """The scalar that a component's name is read from, aliases and merge keys followed."""
    entry = component.entry("name")
    return as_scalar(entry.value) if entry is not None else None
