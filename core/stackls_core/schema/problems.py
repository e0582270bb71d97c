"""What ZenML refuses about a configuration, as plain data, and how a wrong value is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stackls_core.schema.model import NOT_EMPTY, Kind, Parameter, Shape
from stackls_core.yamltree.nodes import Node, Scalar, Sequence, resolve
from stackls_core.yamltree.values import TooLarge, UnreadableValue, describe_value, to_value


class ProblemKind(Enum):
    """Which rule reports a problem."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    WRONG_VALUE = "wrong-value"
    WRONG_SCHEME = "wrong-scheme"
    REFUSED_REFERENCE = "refused-reference"
    COMBINATION = "combination"


@dataclass(frozen=True)
class Problem:
    """One thing that ZenML refuses about a configuration.

    ``node`` is the key (for an unknown one), the value, or the mapping that lacks something;
    ``path`` leads to it from the configuration. ``shape`` is what was expected there.
    ``candidates`` are what may have been meant: keys, or values.
    """

    kind: ProblemKind
    path: tuple[str | int, ...]
    node: Node
    message: str
    parameter: Parameter | None = None
    shape: Shape | None = None
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def wrong_value(
    parameter: Parameter,
    path: tuple[str | int, ...],
    node: Node,
    shape: Shape | None,
    text: str | None = None,
) -> Problem:
    """The problem that a value is not of the type ``shape``; ``text`` says so in better words."""
    expected = shape.phrase if shape is not None else "another value"
    text = text or _about_bounds(path, node, shape)
    if text is None:
        got = "" if is_sensitive(parameter, path) else f", not {_describe(node)}"
        text = f"{dotted(path)} takes {expected}{got}."
        if _would_be_text(shape, node):
            text += " Quote it to make it a string."
    return Problem(ProblemKind.WRONG_VALUE, path, node, text, parameter, shape)


def _about_bounds(path: tuple[str | int, ...], node: Node, shape: Shape | None) -> str | None:
    """What is wrong with a value of the right type: that it is empty, or of another length."""
    resolved, listed = resolve(node), shape.find(Kind.LIST) if shape is not None else None
    if isinstance(resolved, Sequence) and listed is not None and listed.bounds:
        there = len(resolved.items)
        count = f"there {'is' if there == 1 else 'are'} {there}" if there else "there are none"
        return f"{dotted(path)} takes {listed.phrase}, but {count}."
    text = shape.find(Kind.STRING) if shape is not None else None
    is_empty = isinstance(resolved, Scalar) and not resolved.value and not resolved.is_plain
    if is_empty and text is not None and NOT_EMPTY in text.bounds:
        return f"{dotted(path)} cannot be empty."
    return None


def is_sensitive(parameter: Parameter, path: tuple[str | int, ...]) -> bool:
    """Whether the value at ``path`` must not be shown: itself or what it is a part of."""
    current: Parameter | None = parameter
    shape: Shape | None = parameter.shape
    for step in path[1:]:
        if current is not None and current.sensitive:
            return True
        if shape is None:
            return False
        if isinstance(step, int):
            current, shape = None, shape.items
        else:
            current, shape = shape.member(step), shape.below(step)
    if current is not None and current.sensitive:
        return True
    return shape is not None and (shape.secret or any(option.secret for option in shape.options))


def _describe(node: Node) -> str:
    try:
        return describe_value(to_value(node))
    except (UnreadableValue, TooLarge, RecursionError):
        return "this value"


def _would_be_text(shape: Shape | None, node: Node) -> bool:
    scalar = resolve(node)
    if shape is None or not isinstance(scalar, Scalar) or not scalar.is_plain:
        return False
    described = _describe(node)
    is_other = described != "null" and not described.startswith("the string")
    return shape.find(Kind.STRING) is not None and bool(scalar.value) and is_other


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as people write it: ``pod_settings.volumes[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
