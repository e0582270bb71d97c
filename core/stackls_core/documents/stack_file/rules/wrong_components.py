"""`wrong-components`: ``components`` is a mapping of component types."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import singular_of
from stackls_core.documents.stack_file.list_fixes import (
    as_one_map,
    holds_mappings,
    with_types_above,
    write_instead,
)
from stackls_core.documents.stack_file.required_types import required_skeleton
from stackls_core.documents.stack_file.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Sequence, as_dict
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import describe_value, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding where ``components`` is something else; null counts as missing."""
    entry = context.view.components_entry
    if entry is None or as_dict(entry.value) is not None or is_null(entry.value):
        return
    if context.view.is_unknown(entry):
        return
    readable, value = try_value(entry.value)
    got = f", not {describe_value(value)}" if readable else ""
    message = f"components is a map: a key for each component type{got}."
    yield RULE.finding(value_span(entry), message, fixes=_fixes(context, entry))


def _fixes(context: FileContext, entry: Entry) -> list[Fix]:
    """Keep the components of a list; write some where there are none to keep."""
    file, value, types = context.view, entry.value, context.catalog.types
    lines = file.lines
    if (fix := as_one_map(lines, value, "types")) is not None and _are_types(value, types):
        return [fix]
    if (edits := with_types_above(lines, entry)) is not None:
        return [Fix("Write the type above each component", edits, safe=True)]
    if holds_mappings(value) or file.root is None or file.root.flow:
        return []
    edits = write_instead(lines, entry, required_skeleton(context))
    return [Fix("Write an orchestrator and an artifact store", edits)] if edits else []


def _are_types(value: Node, types: tuple[str, ...]) -> bool:
    items = value.items if isinstance(value, Sequence) else []
    names = [
        entry.name or "" for item in items if isinstance(item, Mapping) for entry in item.entries
    ]
    return all(name in types or singular_of(name) in types for name in names)


RULE = Rule(
    "wrong-components",
    Severity.ERROR,
    "components is not a map.",
    check=check,
    hides_others=True,
)
