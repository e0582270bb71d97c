"""What stacks and components may be called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stackls_core.catalog.component_types import BANNED_IN_NAMES, MAX_NAME, label_of
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.edits import plain_or_quoted, quote_as_written, quoted
from stackls_core.yamltree.nodes import Entry, Scalar, resolve
from stackls_core.yamltree.values import describe_value, is_null, read_as_text, try_value

if TYPE_CHECKING:
    from stackls_core.documents.stack_file.model import ComponentNode, StackFile
    from stackls_core.documents.stack_file.section import Rule


def name_findings(
    rule: Rule, file: StackFile, entry: Entry, what: str, fallback: str
) -> Iterator[Finding]:
    """Findings of ``rule`` where the value of ``entry`` is no name; ``what`` begins the message.

    ``fallback`` is the name that a fix fills in where there is none.

    Null is not reported: that is a missing name.
    """
    if is_null(entry.value):
        return
    readable, value = try_value(entry.value)
    if not readable or file.is_unknown(entry):
        return
    span = Span(entry.value.start, entry.value.end)
    value = read_as_text(value)
    if not isinstance(value, str):
        scalar = resolve(entry.value)
        fixes: list[Fix] = []
        if (
            isinstance(scalar, Scalar)
            and scalar is entry.value
            and scalar.is_plain
            and not scalar.tag
        ):
            edit = quote_as_written(file.text, scalar)
            fixes.append(Fix(f"Quote it: {edit.new_text}", (edit,), safe=True))
        yield rule.finding(span, f"{what} is a string, not {describe_value(value)}.", fixes=fixes)
    elif not value:
        fix = Fix("Fill in a name", (TextEdit(span, fallback),))
        yield rule.finding(span, f"{what} cannot be empty.", fixes=[fix])
    elif len(value) > MAX_NAME:
        message = f"{what} has at most {MAX_NAME} characters; this one has {len(value)}."
        fix = Fix(
            f"Shorten it to {MAX_NAME} characters", (TextEdit(span, quoted(value[:MAX_NAME])),)
        )
        yield rule.finding(span, message, fixes=[fix])
    elif any(character in value for character in BANNED_IN_NAMES):
        plain = plain_or_quoted(" ".join(value.split()) or fallback, flow=True)
        message = f"{what} has no tabs or line breaks."
        node = entry.value
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            message += " Text after | or > ends in a line break: write the name beside its key."
        fix = Fix(f"Change to {plain}", (TextEdit(span, plain),), safe=True)
        is_tagged = isinstance(node, Scalar) and node.tag
        yield rule.finding(span, message, fixes=[] if is_tagged else [fix])
    elif any(unicodedata.category(character) == "Cs" for character in value):
        yield rule.finding(span, f"{what} contains half a character (a lone surrogate).")


def taken_from_the_active_stack(finding: Finding, component: ComponentNode) -> Finding:
    """``finding`` on what is no name, where import takes what the active stack has instead."""
    kind = label_of(component.type)
    message = (
        f"To import this is no name, so it takes the active stack's {kind} instead of this one. "
    )
    quotes = any(fix.title.startswith("Quote it") for fix in finding.fixes)
    message += "Quote it if it is meant as the name." if quotes else "Write a name."
    return replace(finding, severity=Severity.WARNING, message=message)
