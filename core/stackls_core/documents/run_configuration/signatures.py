"""Steps and pipelines of the workspace's Python as owners of the parameters that a file sets."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stackls_core.documents.section import Owner
from stackls_core.schema.json_schema import parameters_of
from stackls_core.schema.model import Kind, Shape
from stackls_core.schema.type_errors import problems_of_errors
from stackls_core.schema.validation import Refused, validated
from stackls_core.workspace_code.model import Definition, Pipeline
from stackls_core.yamltree.values import (
    TooLarge,
    UnreadableValue,
    holds_placeholder,
    to_value,
)

if TYPE_CHECKING:
    from stackls_core.schema.problems import Problem
    from stackls_core.yamltree.nodes import Entry

_KEY = "code"


@lru_cache(maxsize=256)
def _schema(definition: Definition) -> Mapping[str, Any]:
    properties: dict[str, Mapping[str, Any]] = {}
    docs = argument_docs(definition.docstring)
    for parameter in definition.parameters:
        found = dict(parameter.schema)
        if parameter.name in docs:
            found["description"] = docs[parameter.name]
        if parameter.default:
            with suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                found["default"] = ast.literal_eval(parameter.default)
        properties[parameter.name] = found
    required = [one.name for one in definition.parameters if one.is_required]
    return {"type": "object", "properties": properties, "required": required}


@lru_cache(maxsize=256)
def signature_owner(definition: Definition) -> Owner:
    """The parameters of a step or a pipeline as those of what owns a mapping."""
    what = "pipeline" if isinstance(definition, Pipeline) else "step"
    schema = _schema(definition)
    shape = Shape(Kind.OBJECT, properties=parameters_of(schema, {}), extra="forbid")
    return Owner((_KEY, definition.path, definition.name), f"{definition.name} {what}", shape)


def type_problems(definition: Definition, entry: Entry) -> Iterator[Problem]:
    """What pydantic refuses about the value that ``entry`` gives to a parameter.

    Mirrors ``validate_input`` of a step and ``validate_function_args`` of a pipeline, which comes
    before placeholders are replaced.
    """
    is_early = isinstance(definition, Pipeline)
    parameter = signature_owner(definition).parameter_at((entry.name or "",))
    if parameter is None or (holds_placeholder(entry.value) and not is_early):
        return
    try:
        value = to_value(entry.value)
        validated(_schema(definition), parameter.name, value)
    except Refused as error:
        yield from problems_of_errors(
            parameter, entry.value, error.details, with_placeholders=is_early
        )
    except (UnreadableValue, TooLarge, ValueError, TypeError, RecursionError, OverflowError):
        return


def argument_docs(docstring: str) -> Mapping[str, str]:
    """What a docstring in Google's style says of each argument."""
    found: dict[str, str] = {}
    lines = iter(docstring.splitlines())
    for line in lines:
        if line.strip() in ("Args:", "Arguments:", "Parameters:"):
            break
    name, column = "", 0
    for line in lines:
        text, indent = line.strip(), len(line) - len(line.lstrip())
        if text and indent == 0:
            break
        column = column or indent
        head, colon, rest = text.partition(":")
        if colon and indent == column:
            name = head.partition("(")[0].strip()
            found[name] = rest.strip()
        elif name and text:
            found[name] = f"{found[name]} {text}".strip()
    return found


def summary_of(definition: Definition) -> str:
    """The first paragraph of a docstring."""
    return " ".join(definition.docstring.split("\n\n", 1)[0].split())
