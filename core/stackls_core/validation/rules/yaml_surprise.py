"""`yaml-surprise`: YAML 1.1 reads a plain value as something it does not look like.

``no`` is false, ``0123`` is 83, ``12:30`` is 750, ``1_000`` is 1000 and ``2024-01-01`` is a date.
Where the parameter takes what YAML makes of it, ZenML accepts that silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.flavors.model import Kind
from stackls_core.stackfile.nodes import Mapping, Scalar, walk
from stackls_core.stackfile.values import UnreadableValue, describe_value, scalar_value
from stackls_core.validation.edits import quote_as_written
from stackls_core.validation.findings import Finding, Fix, Severity
from stackls_core.validation.rule import ComponentContext, Rule

_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+][0-9]+)?")
_USUAL_WORDS = frozenset({"true", "false", "null", "~", ""})


def check(context: ComponentContext) -> Iterator[Finding]:
    """A finding on each such value of the configuration, keys of free mappings included."""
    configuration = context.component.configuration
    if configuration is None:
        return
    expected = _booleans(context, configuration)
    for node in walk(configuration):
        if not isinstance(node, Scalar) or not node.is_plain or node.tag is not None:
            continue
        if not is_surprising(node) or id(node) in expected:
            continue
        edit = quote_as_written(context.file.text, node)
        read = describe_value(scalar_value(node))
        message = f"YAML reads {node.value} as {read}. Quote it if it is meant as text."
        yield RULE.finding(node.span, message, fixes=[Fix(f"Quote it: {edit.new_text}", (edit,))])


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


def _booleans(context: ComponentContext, configuration: Mapping) -> set[int]:
    """Values like ``yes`` where a boolean is expected are what their writer meant."""
    if context.flavor is None:
        return set()
    found: set[int] = set()
    for entry in configuration.entries:
        parameter = context.flavor.parameters.get(entry.name or "")
        if parameter is not None and parameter.shape.find(Kind.BOOLEAN) is not None:
            found.add(id(entry.value))
    return found


RULE = Rule(
    "yaml-surprise",
    Severity.WARNING,
    "YAML reads a value as something it does not look like.",
    check_component=check,
)
