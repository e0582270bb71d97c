"""`wrong-step`: ``steps`` is a map of steps, and so is each step, ``{}`` with nothing to set.

A step with nothing below it is null, which ``PipelineRunConfiguration`` refuses. So is a list of
steps, and null for what a step maps or lists, such as ``parameters``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.keys import SETTINGS, STEPS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import write_value
from stackls_core.yamltree.nodes import Mapping, Scalar, as_dict
from stackls_core.yamltree.spans import key_span, value_span
from stackls_core.yamltree.values import describe_value, holds_placeholder, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on what is no map."""
    view = context.view
    entry = view.entry(STEPS)
    if entry is None or view.is_unknown(entry) or is_null(entry.value):
        return
    if as_dict(entry.value) is None:
        readable, value = try_value(entry.value)
        got = f", not {describe_value(value)}" if readable else ""
        yield RULE.finding(value_span(entry), f"steps is a map: a key for each step{got}.")
        return
    for step in view.steps:
        entry = step.entry
        if isinstance(entry.key, Scalar) and not _is_text(entry.key):
            message = "A step's name is a string. Quote it."
            yield RULE.finding(key_span(entry), message)
        if step.mapping is not None or holds_placeholder(entry.value):
            yield from _nulls(step.mapping) if not view.document.is_damaged else ()
            continue
        if is_null(entry.value):
            if view.document.is_damaged:
                continue
            message = f"ZenML refuses a step with nothing below it: write {step.name}: {{}}."
            edit = write_value(view.text, entry, "{}")
            fixes = [Fix("Write {}", (edit,), safe=True)] if edit is not None else []
            yield RULE.finding(key_span(entry), message, fixes=fixes)
            continue
        readable, value = try_value(entry.value)
        got = f", not {describe_value(value)}" if readable else ""
        yield RULE.finding(value_span(entry), f"A step is a map of keys{got}.")


_NOT_NULL = frozenset(
    {SETTINGS, "parameters", "environment", "secrets", "extra", "substitutions", "cache_policy"}
)
"""Keys of a step that ``StepConfiguration`` has no null for; at the top, ZenML leaves nulls out."""


def _nulls(step: Mapping | None) -> Iterator[Finding]:
    for entry in step.entries if step is not None else ():
        if entry.name in _NOT_NULL and is_null(entry.value):
            message = f"ZenML refuses {entry.name} with nothing below it: leave it out."
            yield RULE.finding(key_span(entry), message)


def _is_text(key: Scalar) -> bool:
    readable, value = try_value(key)
    return not readable or isinstance(value, str)


RULE = Rule(
    "wrong-step",
    Severity.ERROR,
    "A step, or what is below steps, is not a map.",
    check=check,
)
