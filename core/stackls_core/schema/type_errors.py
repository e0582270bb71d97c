"""The errors of pydantic as problems, each with the node it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.schema.problems import Problem, ProblemKind, dotted, wrong_value
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Scalar, effective_entries, resolve
from stackls_core.yamltree.nodes import Sequence as SequenceNode
from stackls_core.yamltree.values import has_placeholder, try_value

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class _Located:
    """A pydantic error with the node it belongs to."""

    path: tuple[str | int, ...]
    node: Node
    shape: Shape | None
    kind: str
    missing: str | None
    depth: int


def problems_of_errors(
    parameter: Parameter,
    node: Node,
    details: Sequence[ErrorDetails],
    *,
    with_placeholders: bool = False,
) -> Iterator[Problem]:
    """One problem a node: a union reports an error for each of its options.

    What has a placeholder is not known to be wrong, unless it is read ``with_placeholders``.

    Where an option matched the value's form, the errors inside of it are the ones that help; the
    others are about options that the user did not mean.
    """
    find = _Finder()
    located = [_locate(parameter, node, detail, find) for detail in details]
    depths: dict[tuple[str | int, ...], int] = {}
    for one in located:
        for length in range(len(one.path) + 1):
            above = one.path[:length]
            depths[above] = max(depths.get(above, 0), one.depth)
    deepest = [one for one in located if depths[one.path] == one.depth]
    seen: set[tuple[int, str | None]] = set()
    for one in deepest:
        key = (id(one.node), one.missing)
        if key in seen or (_is_unknown(one.node) and not with_placeholders):
            continue
        seen.add(key)
        yield _problem_of(parameter, one)


class _Finder:
    """Finds entries by their keys; each mapping is looked through once."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str | None, Entry]] = {}

    def entry(self, mapping: Mapping, key: str) -> Entry | None:
        if id(mapping) not in self._known:
            entries = effective_entries(mapping)
            self._known[id(mapping)] = {entry.name: entry for entry in entries}
        return self._known[id(mapping)].get(key)


def _is_unknown(node: Node) -> bool:
    scalar = resolve(node)
    return isinstance(scalar, Scalar) and has_placeholder(scalar.value)


def _problem_of(parameter: Parameter, one: _Located) -> Problem:
    where = dotted(one.path)
    if one.missing is not None:
        kind, text = ProblemKind.MISSING, f'{where} needs "{one.missing}".'
        return Problem(kind, one.path, one.node, text, parameter, one.shape, (), (one.missing,))
    if one.kind == WRONG_KEY:
        text = f"The keys of {where} are strings. Quote this one."
        return Problem(ProblemKind.WRONG_VALUE, one.path, one.node, text, parameter)
    if one.kind == "extra_forbidden":
        known = tuple(one.shape.properties) if one.shape is not None else ()
        text = f"{dotted(one.path[:-1])} has no parameter {one.path[-1]}."
        return Problem(ProblemKind.UNKNOWN, one.path, one.node, text, parameter, one.shape, known)
    return wrong_value(parameter, one.path, one.node, one.shape)


def _locate(parameter: Parameter, node: Node, detail: ErrorDetails, find: _Finder) -> _Located:
    """Where an error belongs: at what its ``loc`` leads to, or at the key that is no string."""
    kind, steps = detail["type"], list(detail["loc"])
    if steps[-1:] == ["[key]"] and len(steps) > 1:
        holder = _follow(parameter, node, kind, steps[:-2], find)
        entry = _entry_with_key(resolve(holder.node), steps[-2])
        if entry is not None:
            return replace(holder, node=entry.key, kind=WRONG_KEY, depth=holder.depth + 1)
    return _follow(parameter, node, kind, steps, find)


def _follow(
    parameter: Parameter, node: Node, kind: str, steps: list[str | int], find: _Finder
) -> _Located:
    """Follow the steps through the nodes; labels of union options lead nowhere."""
    # a list that is too short lacks an item, which has no name
    is_key = bool(steps) and isinstance(steps[-1], str)
    missing = str(steps.pop()) if kind == "missing" and is_key else None
    current, shape = node, parameter.shape
    path: tuple[str | int, ...] = (parameter.name,)
    depth = 0
    for index, step in enumerate(steps):
        resolved = resolve(current)
        if step == "[key]":
            break
        if isinstance(resolved, Mapping) and isinstance(step, str):
            entry = find.entry(resolved, step)
            if entry is None:
                continue
            at_key = kind == "extra_forbidden" and index == len(steps) - 1
            at_key = at_key or (index + 1 < len(steps) and steps[index + 1] == "[key]")
            inner = shape.below(step) if shape is not None else None
            path = (*path, step)
            depth += 1
            if at_key:
                return _Located(path, entry.key, _of_object(shape), kind, missing, depth)
            current, shape = entry.value, inner
        elif isinstance(resolved, SequenceNode) and isinstance(step, int):
            if step >= len(resolved.items):
                continue
            current, shape = resolved.items[step], shape.items if shape is not None else None
            path = (*path, step)
            depth += 1
    if missing is not None:
        depth += 1
    return _Located(path, current, shape, kind, missing, depth)


WRONG_KEY = "wrong key"
"""A key that is no string."""


def _entry_with_key(mapping: Node | None, key: object) -> Entry | None:
    """The entry whose key has the value ``key``, or is written like it."""
    for entry in effective_entries(mapping) if isinstance(mapping, Mapping) else ():
        readable, value = try_value(entry.key)
        if entry.name == str(key) or (readable and value == key):
            return entry
    return None


def _of_object(shape: Shape | None) -> Shape | None:
    """The option of ``shape`` that has known keys."""
    return shape.find(Kind.OBJECT) if shape is not None else None
