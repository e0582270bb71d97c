"""What the cursor points at that has a name: an anchor, a component, the stack or a secret.

Definition, references, highlights and rename all start here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from stackls_core.text import Span
from stackls_core.yamltree.nodes import as_scalar
from stackls_server.features.anchors import Anchor, anchor_at
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import inner_span, name_scalar, secrets_in


@dataclass(frozen=True, eq=False)
class AnchorTarget:
    """An anchor; ``span`` is the definition, alias or merge key under the cursor."""

    anchor: Anchor
    span: Span


@dataclass(frozen=True)
class ComponentTarget:
    """A component's name; ``span`` is where it stands, without quotes."""

    type: str
    name: str
    span: Span


@dataclass(frozen=True)
class StackTarget:
    """The stack's name; ``span`` is where it stands, without quotes."""

    name: str
    span: Span


@dataclass(frozen=True)
class SecretTarget:
    """A secret that a reference names; ``span`` is the reference, from ``{{`` to ``}}``."""

    name: str
    span: Span


Target: TypeAlias = "AnchorTarget | ComponentTarget | StackTarget | SecretTarget"


def target_at(snapshot: Snapshot, offset: int) -> Target | None:
    """The named thing whose name is at ``offset``; ``None`` where there is none."""
    if not snapshot.is_stack_file:
        return None
    file = snapshot.stack_file
    found = anchor_at(file, offset)
    if found is not None:
        return AnchorTarget(*found)
    for component in file.components:
        scalar = name_scalar(component)
        if scalar is not None and component.name is not None and scalar.span.contains(offset):
            return ComponentTarget(component.type, component.name, inner_span(scalar))
    entry = file.entry("stack_name")
    scalar = as_scalar(entry.value) if entry is not None else None
    if scalar is not None and file.stack_name and scalar.span.contains(offset):
        return StackTarget(file.stack_name, inner_span(scalar))
    for secret in secrets_in(file.document.root, file.text):
        if secret.span.contains(offset):
            return SecretTarget(secret.name, secret.span)
    return None
