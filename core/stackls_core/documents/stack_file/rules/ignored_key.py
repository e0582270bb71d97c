"""`ignored-key`: a key of a component that import does not read.

Import takes ``name``, ``flavor`` and ``configuration`` and nothing else: labels, connectors and the
parameters that the files of ZenML 0.12 had right beside ``flavor`` are dropped without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.component_keys import name_as_key
from stackls_core.documents.stack_file.flat_parameters import move_under_configuration
from stackls_core.documents.stack_file.model import COMPONENT_KEYS
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Fix, Severity, Tag
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import remove_entry, replace_scalar
from stackls_core.yamltree.nodes import Entry, Mapping, Scalar, is_merge
from stackls_core.yamltree.spans import key_span


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on each such key."""
    mapping = context.component.node
    if not isinstance(mapping, Mapping) or name_as_key(context.component) is not None:
        return
    present = {entry.name for entry in mapping.entries}
    for entry in mapping.entries:
        if entry.name is None or entry.name in COMPONENT_KEYS or is_merge(entry):
            continue
        yield from _check_key(context, mapping, entry, present)


def _check_key(
    context: ComponentSection, mapping: Mapping, entry: Entry, present: set[str | None]
) -> Iterator[Finding]:
    name = entry.name or ""
    flavor = context.flavor
    missing = [key for key in COMPONENT_KEYS if key not in present]
    meant = nearest(name, missing)
    fixes: list[Fix] = []
    if flavor is not None and name in flavor.parameters:
        message = f"Import ignores {name} here: parameters belong under configuration."
        move = move_under_configuration(context.view.lines, context.component, flavor)
        fixes.extend([move] if move is not None else [])
    elif meant is not None and isinstance(entry.key, Scalar):
        message = f"Import ignores {name}. Did you mean {meant}?"
        fixes.append(Fix(f"Change to {meant}", (replace_scalar(entry.key, meant),), safe=True))
    else:
        message = f"Import ignores {name}: it reads name, flavor and configuration."
    if len(mapping.entries) > 1:
        edit = remove_entry(context.view.lines, mapping, entry)
        fixes.append(Fix(f"Remove {name}", (edit,), preferred=not fixes, removes=True))
    yield RULE.finding(key_span(entry), message, fixes=fixes, tags=[Tag.UNNECESSARY])


RULE = Rule(
    "ignored-key",
    Severity.INFORMATION,
    "A key of a component that import does not read.",
    check_section=check,
)
