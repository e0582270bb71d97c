"""Shared by the rules for the three top-level keys."""

from __future__ import annotations

from stackls_core.stackfile.model import STACK_KEYS
from stackls_core.stackfile.nodes import Entry
from stackls_core.stackfile.values import is_null
from stackls_core.text import Span
from stackls_core.validation.findings import Finding
from stackls_core.validation.rule import FileContext, Rule


def required_key(context: FileContext, rule: Rule, key: str, message: str) -> list[Finding]:
    """A finding of ``rule`` where ``key`` is missing (at the first key) or null (at the key)."""
    file = context.file
    entry = file.entry(key)
    if entry is not None:
        return [rule.finding(key_span(entry), message)] if is_null(entry.value) else []
    if file.root is None and file.document.root is not None and not is_null(file.document.root):
        # the document is no mapping at all: one finding says so, for all three keys
        if key != STACK_KEYS[0]:
            return []
        return [
            rule.finding(
                file.first_key_span,
                "A stack file is a mapping with the keys stack_name, zenml_version and components.",
            )
        ]
    if file.document.is_damaged:
        return []
    return [rule.finding(file.first_key_span, message)]


def key_span(entry: Entry) -> Span:
    """Where the key of ``entry`` stands."""
    return Span(entry.key.start, entry.key.end)


def value_span(entry: Entry) -> Span:
    """Where the value of ``entry`` stands; its key where nothing is written."""
    if entry.value.start == entry.value.end:
        return key_span(entry)
    return Span(entry.value.start, entry.value.end)
