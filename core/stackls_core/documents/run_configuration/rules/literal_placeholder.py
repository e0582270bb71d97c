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
from stackls_core.schema.problems import Problem, dotted
from stackls_core.schema.type_errors import problems_of_errors
from stackls_core.schema.validation import Refused, validated
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Entry, Node, Scalar, as_scalar, walk
from stackls_core.yamltree.values import has_placeholder, try_value

_OTHERS = re.compile(r"\$\{\{[^{}\n]*\}\}|\$\{[^${}\n]*\}")
_REPLACED = re.compile(r"\$\{[a-zA-Z0-9_]+\}")
_WHOLE = re.compile(r"\$[A-Z][A-Z0-9_]+")
_SECRETS = "secrets"


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on each such part of a value."""
    body = section.body
    for node in walk(body):
        if isinstance(node, Scalar) and "$" in node.value:
            yield from _in_value(section, node)
    if isinstance(section, (PipelineSection, StepSection)) and body is not None:
        for entry in body.entries:
            if any(_has_placeholder(node) for node in walk(entry.value)):
                yield from _read_too_early(section, entry)


def _read_too_early(section: RunSection, entry: Entry) -> Iterator[Finding]:
    """What is no value of its type as long as the placeholder stands there."""
    for problem in _problems(section, entry):
        scalar = as_scalar(problem.node)
        if scalar is None or not has_placeholder(scalar.value) or problem.shape is None:
            continue
        message = (
            f"ZenML reads {dotted(problem.path)} before it replaces placeholders, and takes "
            f"{problem.shape.phrase}."
        )
        yield replace(RULE.finding(scalar.span, message), severity=Severity.ERROR)
    is_read = section.facts is not None and _SECRETS in section.facts.parameters
    if isinstance(section, PipelineSection) and entry.name == _SECRETS and is_read:
        for node in walk(entry.value):
            if isinstance(node, Scalar) and has_placeholder(node.value):
                message = "ZenML looks up secrets at the top before it replaces placeholders."
                yield replace(RULE.finding(node.span, message), severity=Severity.ERROR)


def _has_placeholder(node: Node) -> bool:
    return isinstance(node, Scalar) and has_placeholder(node.value)


def _problems(section: RunSection, entry: Entry) -> list[Problem]:
    facts, parameter = section.facts, None
    if facts is not None:
        parameter = facts.parameters.get(entry.name or "")
    readable, value = try_value(entry.value)
    if facts is None or parameter is None or not readable:
        return []
    try:
        validated(facts.schema, parameter.name, value)
    except Refused as error:
        return list(
            problems_of_errors(parameter, entry.value, error.details, with_placeholders=True)
        )
    except (ValueError, TypeError, RecursionError, OverflowError):
        pass
    return []


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
