"""`literal-placeholder`: what looks like a variable and stays as it is written.

ZenML replaces ``${NAME}`` in run configurations and nothing else: ``${NAME:-default}``, ``$NAME``
and ``${{ env.NAME }}`` reach the run as they stand. Keys that ZenML reads before it replaces
anything, such as ``enable_cache``, take no ``${NAME}`` either; that is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.run_configuration.section import (
    PipelineSection,
    Rule,
    RunSection,
    StepSection,
)
from stackls_core.findings import Finding, Severity
from stackls_core.schema.model import Kind
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Scalar, walk
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder

_OTHERS = re.compile(r"\$\{\{[^{}\n]*\}\}|\$\{[^${}\n]*\}")
_REPLACED = re.compile(r"\$\{[a-zA-Z0-9_]+\}")
_WHOLE = re.compile(r"\$[A-Z][A-Z0-9_]+")
_TEXT = (Kind.STRING, Kind.ANY, Kind.CHOICE, Kind.OBJECT, Kind.MAPPING, Kind.LIST)


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such part of a value."""
    body = section.body
    for node in walk(body):
        if isinstance(node, Scalar) and "$" in node.value:
            yield from _in_value(section, node)
    if not isinstance(section, (PipelineSection, StepSection)) or section.owner is None:
        return
    for entry in body.entries if body is not None else ():
        parameter = section.owner.shape.properties.get(entry.name or "")
        if parameter is None or not isinstance(entry.value, Scalar):
            continue
        if has_placeholder(entry.value.value) and parameter.shape.find(*_TEXT) is None:
            message = (
                f"ZenML reads {parameter.name} before it replaces placeholders, and takes "
                f"{parameter.shape.phrase}."
            )
            yield replace(RULE.finding(value_span(entry), message), severity=Severity.ERROR)


def _in_value(section: RunSection, node: Scalar) -> Iterator[Finding]:
    written = section.view.text[node.start : node.end]
    for match in _OTHERS.finditer(written):
        if not _REPLACED.fullmatch(match.group()):
            span = Span(node.start + match.start(), node.start + match.end())
            message = "This stays as it is: of placeholders, ZenML replaces ${NAME} only."
            yield RULE.finding(span, message)
    if _WHOLE.fullmatch(node.value):
        message = f"This stays as it is: write ${{{node.value[1:]}}} for a variable."
        yield RULE.finding(node.span, message)


RULE = Rule(
    "literal-placeholder",
    Severity.WARNING,
    "What looks like a variable, and is not replaced.",
    check_section=check,
)
