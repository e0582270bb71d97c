"""Keys of a stack file that hold attributes: ``stackls stack apply`` reads them, import does not.

Import ignores every key of a component but three, and every key at the top but its own. So a file
that has these stays one that can be imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from stackls_core.catalog.component_types import MAX_NAME
from stackls_core.registry.attributes import COMPONENT_ATTRIBUTES, STACK_ATTRIBUTES
from stackls_core.registry.plain import plain
from stackls_core.text import Span
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    as_dict,
    as_sequence,
    effective_entries,
    entry_of,
    resolve,
)
from stackls_core.yamltree.values import (
    Value,
    describe_value,
    has_placeholder,
    holds_placeholder,
    read_as_text,
    try_value,
)

_TEXTS = {
    "connector": "The name of a service connector",
    "connector_resource_id": "The id of a resource",
    "description": "A description",
}


@dataclass(frozen=True)
class AttributeProblem:
    """A value that is none for its key. ``scalar`` is one that has to be quoted."""

    key: str
    span: Span
    message: str
    scalar: Scalar | None = None


@dataclass(frozen=True)
class Written:
    """The attributes that a mapping states, as JSON has them, and what is wrong with others."""

    values: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    problems: tuple[AttributeProblem, ...] = ()


def component_attributes(mapping: Mapping | None) -> Written:
    """What a component of a file states."""
    return _written(mapping, COMPONENT_ATTRIBUTES)


def stack_attributes(root: Mapping | None) -> Written:
    """What the top of a file states."""
    return _written(root, STACK_ATTRIBUTES)


def listed_secrets(holder: Node) -> Iterator[tuple[Node, str]]:
    """The names in a list of secrets, each with where it stands; placeholders are none."""
    sequence = as_sequence(holder)
    for item in sequence.items if sequence is not None else ():
        readable, name = try_value(item)
        if readable and isinstance(name, str) and name and not has_placeholder(name):
            yield item, name


def _written(mapping: Mapping | None, keys: tuple[str, ...]) -> Written:
    values: dict[str, Any] = {}
    problems: list[AttributeProblem] = []
    for key in keys:
        entry = entry_of(mapping, key)
        if entry is None:
            continue
        readable, value = try_value(entry.value)
        if not readable:
            continue  # a finding says so already
        found = list(_problems(key, entry, value))
        problems += found
        if not found:
            values[key] = _read(value)
    return Written(values, tuple(problems))


def _read(value: object) -> Any:
    return plain(read_as_text(cast("Value", value)))


def _problems(key: str, entry: Entry, value: object) -> Iterator[AttributeProblem]:
    node = resolve(entry.value)
    if value is None or node is None or (isinstance(node, Scalar) and has_placeholder(node.value)):
        return
    if key in _TEXTS:
        yield from _problems_of_text(key, entry.value, value, _TEXTS[key])
    elif key == "secrets":
        yield from _problems_of_secrets(key, entry, value)
    elif not isinstance(value, dict):
        message = f"{key} is a map of names to values, not {describe_value(value)}."
        yield AttributeProblem(key, _span(entry.value), message)
    elif key == "environment":
        yield from _problems_of_environment(key, entry)
    else:
        yield from _problems_of_labels(key, entry)


def _problems_of_text(key: str, node: Node, value: object, what: str) -> Iterator[AttributeProblem]:
    value = read_as_text(value)
    if not isinstance(value, str):
        message = f"{what} is a string, not {describe_value(value)}."
        yield AttributeProblem(key, _span(node), message, _quotable(node))
    elif key == "description" and len(value) > MAX_NAME:
        message = f"{what} has at most {MAX_NAME} characters; this one has {len(value)}."
        yield AttributeProblem(key, _span(node), message)


def _problems_of_secrets(key: str, entry: Entry, value: object) -> Iterator[AttributeProblem]:
    sequence = as_sequence(entry.value)
    if sequence is None:
        message = f"{key} is a list of the names of secrets, not {describe_value(value)}."
        yield AttributeProblem(key, _span(entry.value), message)
        return
    for item in sequence.items:
        readable, name = try_value(item)
        if readable and not holds_placeholder(item):
            yield from _problems_of_text(key, item, name, "The name of a secret")


def _problems_of_environment(key: str, entry: Entry) -> Iterator[AttributeProblem]:
    for one in _entries(entry):
        readable, value = try_value(one.value)
        value = read_as_text(value)
        if readable and not isinstance(value, str) and not holds_placeholder(one.value):
            message = f"The value of a variable is a string, not {describe_value(value)}."
            yield AttributeProblem(key, _span(one.value), message, _quotable(one.value))


def _problems_of_labels(key: str, entry: Entry) -> Iterator[AttributeProblem]:
    for one in _entries(entry):
        readable, value = try_value(one.value)
        if readable and (value is None or isinstance(value, (dict, list))):
            message = f"The value of a label is a text or a number, not {describe_value(value)}."
            yield AttributeProblem(key, _span(one.value), message)


def _entries(entry: Entry) -> list[Entry]:
    mapping = as_dict(entry.value)
    return list(effective_entries(mapping)) if mapping is not None else []


def _quotable(node: Node) -> Scalar | None:
    is_plain = isinstance(node, Scalar) and node.is_plain and not node.tag and not node.is_absent
    return cast("Scalar", node) if is_plain else None


def _span(node: Node) -> Span:
    return Span(node.start, node.end)
