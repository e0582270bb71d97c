"""The rules of stacks and components, and what each change does: pure, the same for every store.

Mirrors the checks of ``zenml.models.v2.core.stack``, ``zenml.zen_stores.sql_zen_store`` and
``zenml.client`` in ZenML 0.98.0. Where ZenML goes on and regrets it later (a name completed by
prefix, a stack that is deleted while it is active elsewhere), this refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from stackls_core.catalog.component_types import (
    BANNED_IN_NAMES,
    COMPONENT_TYPES,
    MAX_NAME,
    REPEATABLE_TYPES,
    REQUIRED_TYPES,
    label_of,
)
from stackls_core.registry.changes import (
    Activate,
    Change,
    CreateComponent,
    CreateStack,
    DeleteComponent,
    DeleteStack,
    ExpectComponent,
    ExpectStack,
    Members,
    RenameComponent,
    RenameStack,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.errors import (
    AlreadyExists,
    InUse,
    InvalidName,
    InvalidStack,
    NotFound,
    Protected,
    StackIsActive,
    StoreChanged,
)
from stackls_core.registry.model import DEFAULT_NAME, Component, Snapshot, Stack, in_order
from stackls_core.registry.plain import same_value
from stackls_core.wording import article_for

_SHOWN = 3


def after_all(snapshot: Snapshot, changes: Iterable[Change], new_id: Callable[[], str]) -> Snapshot:
    """``snapshot`` after all ``changes``; raises what the first one that is refused raises."""
    for change in changes:
        snapshot = after(snapshot, change, new_id)
    return snapshot


def after(snapshot: Snapshot, change: Change, new_id: Callable[[], str]) -> Snapshot:
    """``snapshot`` after ``change``. Raises a `StoreError` where a rule refuses it.

    Configurations are not checked: each store asks its own flavors about them.
    """
    if isinstance(change, (CreateComponent, UpdateComponent, RenameComponent, DeleteComponent)):
        return _after_component_change(snapshot, change, new_id)
    if isinstance(change, (ExpectComponent, ExpectStack)):
        _check_expectation(snapshot, change)
        return snapshot
    return _after_stack_change(snapshot, change, new_id)


# -- names and members ---------------------------------------------------------------------------


def check_name(name: str, what: str) -> None:
    """Raise `InvalidName` unless ZenML takes ``name``; ``what`` begins the message."""
    if not name:
        raise InvalidName(f"{what} needs a name.")
    if len(name) > MAX_NAME:
        raise InvalidName(f"{what} name has at most {MAX_NAME} characters, not {len(name)}.")
    if any(character in BANNED_IN_NAMES for character in name):
        raise InvalidName(f"{what} name has no tabs or line breaks.")


def _check_component_name(name: str, component_type: str) -> None:
    # brings YAML along, which lists do without
    from stackls_core.yamltree.values import parse_secret_reference

    check_name(name, _some(component_type))
    if parse_secret_reference(name) is not None:
        raise InvalidName("A component cannot be named by a secret reference.")


def problem_with_members(types: Sequence[str]) -> str | None:
    """Why components of these types do not make a stack, or ``None``."""
    counts = Counter(types)
    for component_type in REQUIRED_TYPES:
        if not counts[component_type]:
            label = label_of(component_type)
            return f"A stack needs {article_for(label)} {label}."
    for component_type, count in counts.items():
        if count > 1 and component_type not in REPEATABLE_TYPES:
            return f"A stack has one {label_of(component_type)}, not {count}."
    return None


def is_default_component(snapshot: Snapshot, component: Component) -> bool:
    """Whether it is one of those that the default stack started with."""
    default = snapshot.stack_named(DEFAULT_NAME)
    return (
        component.name == DEFAULT_NAME and default is not None and component.key in default.members
    )


def _some(component_type: str) -> str:
    label = label_of(component_type)
    return f"{article_for(label).capitalize()} {label}"


def component_words(component_type: str, name: str) -> str:
    """A component as messages name it: ``the artifact store s3``."""
    return f"the {label_of(component_type)} {name}"


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- components ----------------------------------------------------------------------------------


def _after_component_change(
    snapshot: Snapshot,
    change: CreateComponent | UpdateComponent | RenameComponent | DeleteComponent,
    new_id: Callable[[], str],
) -> Snapshot:
    if isinstance(change, CreateComponent):
        return _create_component(snapshot, change, new_id)
    component = existing_component(snapshot, change.type, change.name)
    if isinstance(change, DeleteComponent):
        return _delete_component(snapshot, component)
    _check_not_default(snapshot, component, "Register one under another name.")
    if isinstance(change, UpdateComponent):
        return _replaced(
            snapshot, component, replace(component, configuration=change.configuration)
        )
    if change.new_name == change.name:
        return snapshot
    _check_component_name(change.new_name, change.type)
    _check_free(snapshot, change.type, change.new_name)
    return _replaced(snapshot, component, replace(component, name=change.new_name))


def existing_component(snapshot: Snapshot, component_type: str, name: str) -> Component:
    """The component, which has to be there."""
    found = snapshot.component_named(component_type, name)
    if found is None:
        raise NotFound(f"There is no {label_of(component_type)} named {name}.")
    return found


def _create_component(
    snapshot: Snapshot, change: CreateComponent, new_id: Callable[[], str]
) -> Snapshot:
    if change.type not in COMPONENT_TYPES:
        raise NotFound(f"Unknown component type {change.type}.")
    _check_component_name(change.name, change.type)
    _check_free(snapshot, change.type, change.name)
    made = Component(
        change.type,
        change.name,
        change.flavor,
        change.configuration,
        new_id(),
        labels=change.labels,
    )
    return replace(snapshot, components=_sorted((*snapshot.components, made)))


def _check_free(snapshot: Snapshot, component_type: str, name: str) -> None:
    taken = snapshot.component_named(component_type, name)
    if taken is not None:
        raise AlreadyExists(
            f"There is already {_some(component_type).lower()} named {name}, "
            f"of flavor {taken.flavor}."
        )


def _check_not_default(snapshot: Snapshot, component: Component, remedy: str = "") -> None:
    if is_default_component(snapshot, component):
        words = component_words(component.type, component.name)
        message = f"{_capitalized(words)} belongs to the default stack and stays as it is."
        raise Protected(message, remedy)


def _delete_component(snapshot: Snapshot, component: Component) -> Snapshot:
    _check_not_default(snapshot, component)
    users = [stack.name for stack in snapshot.stacks_with(component)]
    if users:
        words = _capitalized(component_words(component.type, component.name))
        raise InUse(
            f"{words} is used by {_listed('the stack', users)}.",
            "Apply a stack file that has another one in its place, or delete the stack first.",
        )
    kept = tuple(c for c in snapshot.components if c.key != component.key)
    return replace(snapshot, components=kept)


def _listed(what: str, names: list[str]) -> str:
    if len(names) == 1:
        return f"{what} {names[0]}"
    shown = names[:_SHOWN]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{what}s {', '.join(shown)}{more}"


def _replaced(snapshot: Snapshot, old: Component, new: Component) -> Snapshot:
    def swap(components: tuple[Component, ...]) -> tuple[Component, ...]:
        return tuple(new if component.key == old.key else component for component in components)

    stacks = tuple(replace(stack, components=swap(stack.components)) for stack in snapshot.stacks)
    return replace(snapshot, stacks=stacks, components=_sorted(swap(snapshot.components)))


def _sorted(components: tuple[Component, ...]) -> tuple[Component, ...]:
    return in_order(tuple(sorted(components, key=lambda component: component.name)))


# -- stacks --------------------------------------------------------------------------------------


def existing_stack(snapshot: Snapshot, name: str) -> Stack:
    """The stack, which has to be there."""
    found = snapshot.stack_named(name)
    if found is None:
        raise NotFound(f"There is no stack named {name}.")
    return found


def _after_stack_change(
    snapshot: Snapshot,
    change: CreateStack | UpdateStack | RenameStack | DeleteStack | Activate,
    new_id: Callable[[], str],
) -> Snapshot:
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
    if change.new_name == change.name:
        return snapshot
    _check_stack_name_free(snapshot, change.new_name)
    return _with_stack(snapshot, stack, replace(stack, name=change.new_name))


def _create_stack(snapshot: Snapshot, change: CreateStack, new_id: Callable[[], str]) -> Snapshot:
    _check_stack_name_free(snapshot, change.name)
    source = existing_stack(snapshot, change.copied_from) if change.copied_from else None
    made = Stack(
        change.name,
        _members(snapshot, change.members),
        new_id(),
        source.description if source else "",
        source.labels if source else {},
    )
    return replace(snapshot, stacks=_by_name((*snapshot.stacks, made)))


def _check_stack_name_free(snapshot: Snapshot, name: str) -> None:
    check_name(name, "A stack")
    if snapshot.stack_named(name) is not None:
        raise AlreadyExists(f"There is already a stack named {name}.")


def _members(snapshot: Snapshot, members: Members) -> tuple[Component, ...]:
    problem = problem_with_members([component_type for component_type, _ in members])
    if problem is not None:
        raise InvalidStack(problem)
    if len(set(members)) != len(members):
        raise InvalidStack("A stack has each of its components once.")
    return in_order(tuple(existing_component(snapshot, *member) for member in members))


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


# -- expectations --------------------------------------------------------------------------------

_PLAN_AGAIN = "Plan again."


def _check_expectation(snapshot: Snapshot, expected: ExpectComponent | ExpectStack) -> None:
    if isinstance(expected, ExpectStack):
        stack = snapshot.stack_named(expected.name)
        members = stack.members if stack is not None else None
        if members is None or expected.members is None:
            same = members is expected.members
        else:
            same = same_members(members, expected.members)
        words = f"the stack {expected.name}"
    else:
        component = snapshot.component_named(expected.type, expected.name)
        same = (component.flavor if component else None) == expected.flavor and (
            component is None or same_value(component.configuration, expected.configuration)
        )
        words = component_words(expected.type, expected.name)
    if not same:
        message = f"{_capitalized(words)} has changed since the plan was made."
        raise StoreChanged(message, _PLAN_AGAIN)


def same_members(one: Members, other: Members) -> bool:
    """Whether two stacks are made of the same components.

    The first of a type that repeats is ZenML's default for it; the order of the rest is not kept.
    """
    return set(one) == set(other) and _firsts(one) == _firsts(other)


def _firsts(members: Members) -> dict[str, str]:
    return dict(reversed(members))
