"""The rules of stacks and components, and what each change does: pure, the same for every store.

Mirrors the checks of ``zenml.models.v2.core.stack``, ``zenml.zen_stores.sql_zen_store`` and
``zenml.client`` in ZenML 0.98.0. Where ZenML goes on and regrets it later (a name completed by
prefix, a stack that is deleted while it is active elsewhere), this refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from stackls_core.catalog.component_types import (
    BANNED_IN_NAMES,
    COMPONENT_TYPES,
    MAX_NAME,
    label_of,
)
from stackls_core.registry.attributes import Attributes, comparable, stated
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
    SetComponentAttributes,
    SetStackAttributes,
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
    Unsupported,
)
from stackls_core.registry.expectations import check_expectation
from stackls_core.registry.model import DEFAULT_NAME, Component, Snapshot, Stack, in_order
from stackls_core.registry.traits import Traits
from stackls_core.registry.words import attribute_words, capitalized, component_words
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
    if isinstance(change, (ExpectComponent, ExpectStack)):
        check_expectation(snapshot, change)
        return snapshot
    if isinstance(
        change,
        (
            CreateComponent,
            UpdateComponent,
            RenameComponent,
            DeleteComponent,
            SetComponentAttributes,
        ),
    ):
        return _after_component_change(snapshot, change, new_id)
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


def problem_with_members(types: Sequence[str], traits: Traits) -> str | None:
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


def is_default_component(snapshot: Snapshot, component: Component) -> bool:
    """Whether it is one of those that the default stack started with."""
    default = snapshot.stack_named(DEFAULT_NAME)
    return (
        component.name == DEFAULT_NAME and default is not None and component.key in default.members
    )


def _some(component_type: str) -> str:
    label = label_of(component_type)
    return f"{article_for(label).capitalize()} {label}"


# -- components ----------------------------------------------------------------------------------


def _after_component_change(
    snapshot: Snapshot,
    change: CreateComponent
    | UpdateComponent
    | RenameComponent
    | DeleteComponent
    | SetComponentAttributes,
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
    if isinstance(change, SetComponentAttributes):
        return _replaced(snapshot, component, _with_attributes(snapshot, component, change))
    if change.new_name == component.name:
        return snapshot
    _check_component_name(change.new_name, change.type)
    _check_free(snapshot, change.type, change.new_name, component)
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


def _check_free(
    snapshot: Snapshot, component_type: str, name: str, renamed: Component | None = None
) -> None:
    """Raise `AlreadyExists` where a component other than the one to be ``renamed`` has the name."""
    taken = snapshot.component_named(component_type, name)
    if taken is not None and taken is not renamed:
        raise AlreadyExists(
            f"There is already {_some(component_type).lower()} named {taken.name}, "
            f"of flavor {taken.flavor}.{_one_name(name, taken.name)}"
        )


def _one_name(name: str, taken: str) -> str:
    return f" This registry does not tell {name} from that." if name != taken else ""


def _with_attributes(
    snapshot: Snapshot, component: Component, change: SetComponentAttributes
) -> Component:
    kept = snapshot.traits.component_attributes
    check_kept(change.attributes, kept, component_words(component.type, component.name))
    wanted = _normal_attributes(change.attributes)
    if "connector" in wanted and not wanted["connector"]:
        wanted["connector_resource_id"] = None
    return replace(component, **wanted)


def check_kept(attributes: Attributes, kept: frozenset[str], what: str) -> None:
    """Raise `Unsupported` for an attribute of ``what`` that a registry does not keep."""
    for name in stated(attributes):
        if name not in kept:
            raise Unsupported(
                f"This ZenML keeps no {attribute_words(name)} for {what}.",
                f"Remove {name}, or update ZenML.",
            )


def _normal_attributes(attributes: Attributes) -> dict[str, Any]:
    """Attributes in the form in which components and stacks have them."""
    found: dict[str, Any] = {}
    for name, value in attributes.items():
        if name == "secrets":
            found[name] = tuple(comparable(value) or ())
        elif name in ("labels", "environment"):
            found[name] = dict(value or {})
        else:
            found[name] = value or ("" if name == "description" else None)
    return found


def _check_not_default(snapshot: Snapshot, component: Component, remedy: str = "") -> None:
    if is_default_component(snapshot, component):
        words = component_words(component.type, component.name)
        message = f"{capitalized(words)} belongs to the default stack and stays as it is."
        raise Protected(message, remedy)


def _delete_component(snapshot: Snapshot, component: Component) -> Snapshot:
    _check_not_default(snapshot, component)
    users = [stack.name for stack in snapshot.stacks_with(component)]
    if users:
        words = capitalized(component_words(component.type, component.name))
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
    change: CreateStack | UpdateStack | RenameStack | DeleteStack | SetStackAttributes | Activate,
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
    if isinstance(change, SetStackAttributes):
        kept = snapshot.traits.stack_attributes
        check_kept(change.attributes, kept, f"the stack {stack.name}")
        wanted = _normal_attributes(change.attributes)
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
        **_normal_attributes(source.attributes if source else {}),
    )
    return replace(snapshot, stacks=_by_name((*snapshot.stacks, made)))


def _check_stack_name_free(snapshot: Snapshot, name: str, renamed: Stack | None = None) -> None:
    check_name(name, "A stack")
    taken = snapshot.stack_named(name)
    if taken is not None and taken is not renamed:
        message = f"There is already a stack named {taken.name}.{_one_name(name, taken.name)}"
        raise AlreadyExists(message)


def _members(snapshot: Snapshot, members: Members) -> tuple[Component, ...]:
    problem = problem_with_members([kind for kind, _ in members], snapshot.traits)
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
