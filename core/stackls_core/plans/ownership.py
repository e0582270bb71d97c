"""Whose a stack or a component is: a label that apply sets on what it makes, and nothing else.

What was there before, and is only reused or changed, is never marked, so it is never removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stackls_core.configuration.find import Found
from stackls_core.registry import rules
from stackls_core.registry.attributes import OWN_LABEL
from stackls_core.registry.changes import (
    Change,
    CreateComponent,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    ExpectComponent,
    ExpectStack,
    SetComponentAttributes,
    SetStackAttributes,
)
from stackls_core.registry.errors import StoreError
from stackls_core.registry.existing import existing_component, existing_stack
from stackls_core.registry.model import Snapshot

OWNER = f"{OWN_LABEL}owner"
"""The label."""

Subject = tuple[str, str]
"""A component by its type and name, or a stack by an empty type and its name."""


@dataclass(frozen=True)
class Removal:
    """What no file holds any more; a stack has no ``type``. ``reason`` is why it cannot go."""

    type: str
    name: str
    reason: str = ""
    steps: tuple[Change, ...] = field(default=(), repr=False)


def owner_of(folder: Path, found: Found, named: str | None = None) -> str:
    """Whose the stacks of a folder are, as the label has it; empty for nobody's.

    ``named`` goes before what the configuration of the folder says. The folder is part of it as
    seen from the configuration, so it is the same on every machine.
    """
    owner = named or found.configuration.owner
    if not owner:
        return ""
    top = found.path.parent if found.path is not None else folder
    within = folder.relative_to(top).as_posix() if folder.is_relative_to(top) else "."
    return owner if within == "." else f"{owner}:{within}"


def claims(changes: Sequence[Change], after: Snapshot, owner: str) -> tuple[Change, ...]:
    """Changes that mark as the ``owner``'s what ``changes`` have made, given what they lead to."""
    if not owner:
        return ()
    found: list[Change] = []
    for change in changes:
        if isinstance(change, CreateComponent):
            if "labels" in after.traits.component_attributes:
                labels = existing_component(after, change.type, change.name).labels
                marked = {"labels": {**labels, OWNER: owner}}
                found.append(SetComponentAttributes(change.type, change.name, marked))
        elif isinstance(change, CreateStack) and "labels" in after.traits.stack_attributes:
            labels = existing_stack(after, change.name).labels
            found.append(SetStackAttributes(change.name, {"labels": {**labels, OWNER: owner}}))
    return tuple(found)


def unheld(state: Snapshot, owner: str, held: Collection[Subject]) -> tuple[Removal, ...]:
    """What is the ``owner``'s and not ``held``: stacks first, then components that nothing uses.

    A component that somebody else's stack uses stays, without a word: it is in use.
    """
    found: list[Removal] = []
    for stack in state.stacks:
        if stack.labels.get(OWNER) == owner and ("", stack.name) not in held:
            marked = {"labels": stack.labels}
            steps = (ExpectStack(stack.name, stack.members, marked), DeleteStack(stack.name))
            removal, state = _tried(Removal("", stack.name, steps=steps), state)
            found.append(removal)
    for component in state.components:
        is_free = not any(True for _ in state.stacks_with(component))
        if component.labels.get(OWNER) == owner and component.key not in held and is_free:
            steps = (
                ExpectComponent(
                    *component.key,
                    component.flavor,
                    component.configuration,
                    {"labels": component.labels},
                ),
                DeleteComponent(*component.key),
            )
            removal, state = _tried(Removal(*component.key, steps=steps), state)
            found.append(removal)
    return tuple(found)


def _tried(removal: Removal, state: Snapshot) -> tuple[Removal, Snapshot]:
    """The removal, with why it is refused, and what it leads to."""
    try:
        return removal, _after(state, removal.steps)
    except StoreError as error:
        return Removal(removal.type, removal.name, str(error)), state


def _after(state: Snapshot, steps: Iterable[Change]) -> Snapshot:
    return rules.after_all(state, steps, str)
