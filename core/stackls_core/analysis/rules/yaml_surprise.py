"""`yaml-surprise`: YAML 1.1 reads a plain value as something it does not look like.

``no`` is false, ``0123`` is 83, ``12:30`` is 750, ``1_000`` is 1000 and ``2024-01-01`` is a date.
Where the parameter takes what YAML makes of it, ZenML accepts that silently. So it does with text
that is not what it looks like: a path with escapes, with characters that nobody sees, with a line
break at its end (`hidden_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from stackls_core.analysis.hidden_text import hidden_text
from stackls_core.documents.rule import AnyRule, AnySection, Part, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.schema.model import Kind, Shape
from stackls_core.text import TextEdit
from stackls_core.yamltree.edits import quote_as_written
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, walk
from stackls_core.yamltree.values import UnreadableValue, Value, describe_value, scalar_value

if TYPE_CHECKING:
    from stackls_core.documents.section import Owner

_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+][0-9]+)?")
_LARGE = 10**15
_USUAL_WORDS = frozenset({"true", "false", "null", "~", ""})


def check(section: AnySection) -> Iterator[Finding]:
    """A finding on each such value of a section, keys of free mappings included."""
    body = section.body
    if body is None:
        return
    shapes: dict[int, Shape] = {}
    for node in walk(body):
        if not isinstance(node, Scalar) or not node.is_plain or node.tag is not None:
            continue
        if not is_surprising(node):
            continue
        shapes = shapes or _shapes(section.owner, body)
        shape = shapes.get(id(node))
        if shape is not None and shape.find(Kind.BOOLEAN) is not None:
            continue  # values like yes are what their writer meant
        value = scalar_value(node)
        if isinstance(value, date) and shape is not None and _is_time(shape):
            continue
        message = f"YAML reads {node.value} as {describe_value(value)}."
        if shape is None or shape.find(Kind.STRING, Kind.CHOICE, Kind.ANY) is not None:
            message += " Quote it if it is meant as a string."
            edit = quote_as_written(section.view.text, node)
            fix = Fix(f"Quote it: {edit.new_text}", (edit,))
        elif _can_be_written(value):
            # quoted it would be refused
            message += f" Write {value} if that is meant."
            fix = Fix(f"Write {value}", (TextEdit(node.span, str(value)),))
        else:
            continue
        yield RULE.finding(node.span, message, fixes=[fix])


def check_text(part: Part) -> Iterator[Finding]:
    """A finding on each text that is not what it looks like."""
    for one in hidden_text(part):
        yield RULE.finding(one.span, one.message, fixes=one.fixes)


def _is_time(shape: Shape) -> bool:
    text = shape.find(Kind.STRING)
    return text is not None and text.format in ("date", "date-time")


def _can_be_written(value: Value) -> bool:
    """Whether ``value`` is a number that people would write in full."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return -_LARGE < value < _LARGE


def is_surprising(node: Scalar) -> bool:
    """Whether a plain scalar has a value that does not look like what is written."""
    if node.value.lower() in _USUAL_WORDS or _PLAIN_NUMBER.fullmatch(node.value):
        return False
    if node.value in ("<<", "="):
        return False
    try:
        value = scalar_value(node)
    except UnreadableValue:
        return False
    return not isinstance(value, str) and not node.value.lower().lstrip("+-.").startswith("inf")


def _shapes(owner: Owner | None, body: Mapping) -> dict[int, Shape]:
    """The types that the owner wants of the values written in a section, by node."""
    if owner is None:
        return {}
    parameters = owner.shape.properties
    waiting: list[tuple[Node, Shape]] = [
        (entry.value, parameter.shape)
        for entry in body.entries
        if (parameter := parameters.get(entry.name or "")) is not None
    ]
    found: dict[int, Shape] = {}
    while waiting:
        node, shape = waiting.pop()
        found[id(node)] = shape
        if isinstance(node, Mapping):
            below = ((e.value, shape.below(e.name)) for e in node.entries if e.name is not None)
            waiting.extend((value, inner) for value, inner in below if inner is not None)
        elif isinstance(node, Sequence) and shape.items is not None:
            waiting.extend((item, shape.items) for item in node.items)
    return found


RULE: AnyRule = Rule(
    "yaml-surprise",
    Severity.WARNING,
    "YAML reads a value as something it does not look like.",
    check_section=check,
    check_part=check_text,
)
