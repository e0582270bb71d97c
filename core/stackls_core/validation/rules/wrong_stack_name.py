"""`wrong-stack-name`: a stack's name is text of 1 to 255 characters.

Mirrors ``zenml.models.v2.core.stack.StackRequest.name``. A number, a date or ``yes`` is no text
until it is quoted.

Import looks first whether there is such a stack, and to ``Client.list_stacks`` a name like ``in:x``
or ``gt:large`` is a search (``BaseFilter._resolve_operator``), one that it cannot make.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from stackls_core.text import TextEdit
from stackls_core.validation.edits import plain_or_quoted
from stackls_core.validation.findings import Finding, Fix, Severity
from stackls_core.validation.names import name_findings
from stackls_core.validation.rule import FileContext, Rule
from stackls_core.validation.top_level import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where the name cannot be one."""
    entry = context.file.entry("stack_name")
    if entry is not None:
        yield from name_findings(RULE, context.file, entry, "A stack's name", "my-stack")
        name = context.file.stack_name
        if name and not context.file.is_unknown(entry) and _is_impossible_search(name):
            operator = name.partition(":")[0]
            message = f"ZenML takes {operator}: for the beginning of a search, and this one fails."
            plain = plain_or_quoted(name.replace(":", "-", 1), flow=True)
            edit = TextEdit(value_span(entry), plain)
            yield RULE.finding(value_span(entry), message, fixes=[Fix(f"Name it {plain}", (edit,))])


def _is_impossible_search(name: str) -> bool:
    operator, colon, value = name.partition(":")
    if not colon:
        return False
    if operator in ("oneof", "notoneof"):
        return not _is_json_list(value)
    if operator in ("gt", "gte", "lt", "lte"):
        return not _is_number(value)
    return operator == "in" or (operator in ("isnull", "isnotnull") and bool(value))


def _is_json_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


RULE = Rule(
    "wrong-stack-name",
    Severity.ERROR,
    "The stack's name is not text of 1 to 255 characters.",
    check=check,
)
