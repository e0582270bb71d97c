"""`wrong-settings`: ``settings`` is a map, and so is what is below each of its keys.

``PipelineRunConfiguration`` refuses null, a list or a plain value there.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.keys import SETTINGS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import write_value
from stackls_core.yamltree.nodes import Entry, as_dict, entry_of
from stackls_core.yamltree.spans import key_span, value_span
from stackls_core.yamltree.values import describe_value, holds_placeholder, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on what is no map, at the top and in each step."""
    view = context.view
    if view.document.is_damaged:
        return
    for mapping in (view.root, *(step.mapping for step in view.steps)):
        entry = entry_of(mapping, SETTINGS)
        if entry is not None and as_dict(entry.value) is None and not is_null(entry.value):
            yield from _no_map(context, entry, "settings is a map: a key for each kind of settings")
    for node in view.all_settings:
        if node.key is None or node.mapping is not None:
            continue
        if is_null(node.entry.value):
            message = f"ZenML refuses {node.key.text} with nothing below it."
            edit = write_value(view.text, node.entry, "{}")
            fixes = [Fix("Write {}", (edit,), safe=True)] if edit is not None else []
            yield RULE.finding(key_span(node.entry), message, fixes=fixes)
        else:
            yield from _no_map(context, node.entry, f"{node.key.text} is a map of settings")


def _no_map(context: FileContext, entry: Entry, what: str) -> Iterator[Finding]:
    del context
    readable, value = try_value(entry.value)
    if readable and not holds_placeholder(entry.value):
        yield RULE.finding(value_span(entry), f"{what}, not {describe_value(value)}.")


RULE = Rule(
    "wrong-settings",
    Severity.ERROR,
    "Settings are no map.",
    check=check,
)
