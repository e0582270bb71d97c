"""What changes of stacks do, and when they are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from stackls_core.catalog.component_types import label_of
from stackls_core.registry.attribute_rules import check_kept, normal_attributes
from stackls_core.registry.changes import (
    Activate,
    CreateStack,
    DeleteStack,
    Members,
    RenameStack,
    SetStackAttributes,
    UpdateStack,
)
from stackls_core.registry.errors import AlreadyExists, InvalidStack, Protected, StackIsActive
from stackls_core.registry.existing import existing_component, existing_stack
from stackls_core.registry.model import Component, Snapshot, Stack, in_order
from stackls_core.registry.name_rules import check_name, one_name
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.registry.traits import Traits
from stackls_core.wording import article_for

StackChange = CreateStack | UpdateStack | RenameStack | DeleteStack | SetStackAttributes | Activate


def after_stack_change(
    snapshot: Snapshot,
    change: StackChange,
    new_id: Callable[[], str],
) -> Snapshot:
    """``snapshot`` after a change of a stack. Raises a `StoreError` where it is refused."""
    if isinstance(change, CreateStack):
        return _create_stack(snapshot, change, new_id)
    stack = existing_stack(snapshot, change.name)
    if isinstance(change, Activate):
        anywhere = (snapshot.active_anywhere - {snapshot.active}) | {stack.id}
        return replace(snapshot, active=stack.id, active_anywhere=anywhere)
    if stack.name == DEFAULT_NAME:
        is_gone = isinstance(change, DeleteStack)
        remedy = "" if is_gone else "Copy it under another name and change the copy."
        raise Protected("The default stack stays as it is.", remedy)
    if isinstance(change, DeleteStack):
        return _delete_stack(snapshot, stack)
    if isinstance(change, UpdateStack):
        components = _members(snapshot, change.members)
        return _with_stack(snapshot, stack, replace(stack, components=components))
    if isinstance(change, SetStackAttributes):
        kept = snapshot.traits.stack_attributes
        check_kept(change.attributes, kept, f"the stack {stack.name}")
        wanted = normal_attributes(change.attributes)
        return _with_stack(snapshot, stack, replace(stack, **wanted))
    if change.new_name == stack.name:
        return snapshot
    _check_stack_name_free(snapshot, change.new_name, stack)
    return _with_stack(snapshot, stack, replace(stack, name=change.new_name))


def _create_stack(snapshot: Snapshot, change: CreateStack, new_id: Callable[[], str]) -> Snapshot:
    _check_stack_name_free(snapshot, change.name)
    source = existing_stack(snapshot, change.copied_from) if change.copied_from else None
    made = Stack(
        change.name,
        _members(snapshot, change.members),
        new_id(),
        **normal_attributes(source.attributes if source else {}),
    )
    return replace(snapshot, stacks=_by_name((*snapshot.stacks, made)))


def _check_stack_name_free(snapshot: Snapshot, name: str, renamed: Stack | None = None) -> None:
    check_name(name, "A stack")
    taken = snapshot.stack_named(name)
    if taken is not None and taken is not renamed:
        message = f"There is already a stack named {taken.name}.{one_name(name, taken.name)}"
        raise AlreadyExists(message)


def _members(snapshot: Snapshot, members: Members) -> tuple[Component, ...]:
    problem = _problem_with_members([kind for kind, _ in members], snapshot.traits)
    if problem is not None:
        raise InvalidStack(problem)
    if len(set(members)) != len(members):
        raise InvalidStack("A stack has each of its components once.")
    return in_order(tuple(existing_component(snapshot, *member) for member in members))


def _problem_with_members(types: Sequence[str], traits: Traits) -> str | None:
    """Why components of these types do not make a stack of a registry, or ``None``."""
    counts = Counter(types)
    for component_type in traits.required_types:
        if not counts[component_type]:
            label = label_of(component_type)
            return f"A stack needs {article_for(label)} {label}."
    for component_type, count in counts.items():
        if count > 1 and component_type not in traits.repeatable_types:
            return f"A stack has one {label_of(component_type)}, not {count}."
    return None


def _delete_stack(snapshot: Snapshot, stack: Stack) -> Snapshot:
    if stack.id == snapshot.active or stack.id in snapshot.active_anywhere:
        raise StackIsActive(
            f"The stack {stack.name} is active and cannot be deleted.",
            "Activate another one first.",
        )
    return replace(snapshot, stacks=tuple(s for s in snapshot.stacks if s.name != stack.name))


def _with_stack(snapshot: Snapshot, old: Stack, new: Stack) -> Snapshot:
    stacks = tuple(new if stack.name == old.name else stack for stack in snapshot.stacks)
    return replace(snapshot, stacks=_by_name(stacks))


def _by_name(stacks: tuple[Stack, ...]) -> tuple[Stack, ...]:
    return tuple(sorted(stacks, key=lambda stack: stack.name))
