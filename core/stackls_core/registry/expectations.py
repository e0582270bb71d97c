"""Whether a registry is still what somebody saw when they decided on changes, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stackls_core.catalog.component_types import label_of
from stackls_core.registry.attributes import differing
from stackls_core.registry.changes import ExpectComponent, ExpectStack, Members
from stackls_core.registry.errors import StoreChanged
from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.registry.plain import same_value
from stackls_core.registry.words import attribute_words, capitalized, component_words

_PLAN_AGAIN = "Plan again."
_SHOWN = 5


def check_expectation(snapshot: Snapshot, expected: ExpectComponent | ExpectStack) -> None:
    """Raise `StoreChanged`, which says what is different, unless it is as expected.

    Parameters and attributes are named, their values are not: they may be secrets.
    """
    if isinstance(expected, ExpectStack):
        words = f"the stack {expected.name}"
        changes = list(_of_stack(snapshot.stack_named(expected.name), expected))
    else:
        words = component_words(expected.type, expected.name)
        found = snapshot.component_named(expected.type, expected.name)
        changes = list(_of_component(found, expected))
    if changes:
        more = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
        message = f"{capitalized(words)} has changed since the plan was made"
        raise StoreChanged(f"{message}: {', '.join(changes[:_SHOWN])}{more}.", _PLAN_AGAIN)


def _of_component(found: Component | None, expected: ExpectComponent) -> Iterator[str]:
    if found is None or expected.flavor is None:
        if found is not None:
            yield "it exists now"
        elif expected.flavor is not None:
            yield "it was deleted or renamed"
        return
    if found.name != expected.name:
        yield f"it is now named {found.name}"
    if found.flavor != expected.flavor:
        yield f"its flavor is now {found.flavor}"
    yield from _of_mappings(expected.configuration, found.configuration)
    yield from _of_attributes(found.attributes, expected.attributes)


def _of_stack(found: Stack | None, expected: ExpectStack) -> Iterator[str]:
    if found is None or expected.members is None:
        if found is not None:
            yield "it exists now"
        elif expected.members is not None:
            yield "it was deleted or renamed"
        return
    if not same_members(found.members, expected.members):
        before, now = set(expected.members), set(found.members)
        added = [one for one in found.members if one not in before]
        removed = [one for one in expected.members if one not in now]
        yield from (f"{_member(one)} was added" for one in added)
        yield from (f"{_member(one)} was removed" for one in removed)
        if not added and not removed:
            yield "its components are in another order"
    yield from _of_attributes(found.attributes, expected.attributes)


def _member(key: tuple[str, str]) -> str:
    return f"{label_of(key[0])} {key[1]}"


def _of_mappings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *now)):
        if name not in now:
            yield f"{name} was removed"
        elif name not in before:
            yield f"{name} was added"
        elif not same_value(before[name], now[name]):
            yield f"{name} was changed"


def _of_attributes(now: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    changed = differing(now, expected)
    return (f"{attribute_words(name)} changed" for name in changed)


def same_members(one: Members, other: Members) -> bool:
    """Whether two stacks are made of the same components.

    The first of a type that repeats is ZenML's default for it; the order of the rest is not kept.
    """
    return set(one) == set(other) and _firsts(one) == _firsts(other)


def _firsts(members: Members) -> dict[str, str]:
    return dict(reversed(members))
