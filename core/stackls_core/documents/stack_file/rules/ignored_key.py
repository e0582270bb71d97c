"""`ignored-key`: a key that import does not read, where somebody expects it to.

Of a component import takes ``name``, ``flavor`` and ``configuration`` and nothing else: the
parameters that the files of ZenML 0.12 had right beside ``flavor`` are dropped without a word. So
are component types that stand at the top of the file. Other keys at the top may be a project's own.
What ``stackls stack apply`` reads is `ignored-by-import`.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import COMPONENT_TYPES, singular_of
from stackls_core.documents.stack_file.component_keys import meant_key, name_as_key
from stackls_core.documents.stack_file.flat_parameters import move_under_configuration
from stackls_core.documents.stack_file.model import OWN_KEYS, STACK_KEYS, StackFile
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity, Tag
from stackls_core.text import Span, TextEdit, line_break_of
from stackls_core.yamltree.edits import keys_indent, remove_entry, replace_scalar
from stackls_core.yamltree.nodes import Entry, Mapping, Scalar, is_merge, walk
from stackls_core.yamltree.spans import key_span


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on each such key."""
    mapping = context.component.node
    if not isinstance(mapping, Mapping) or name_as_key(context.component) is not None:
        return
    for entry in mapping.entries:
        if entry.name is None or entry.name in OWN_KEYS or is_merge(entry):
            continue
        yield from _check_key(context, mapping, entry)


def _check_key(context: ComponentSection, mapping: Mapping, entry: Entry) -> Iterator[Finding]:
    name = entry.name or ""
    flavor = context.flavor
    meant = meant_key(context, entry)
    fixes: list[Fix] = []
    if flavor is not None and name in flavor.parameters:
        message = f"Import ignores {name} here: parameters belong under configuration."
        move = move_under_configuration(context.view.lines, context.component, flavor)
        fixes.extend([move] if move is not None else [])
    elif meant is not None and (fix := _add_colon(entry, meant)) is not None:
        message = f"Import ignores {name}: a colon is missing after {meant}."
        fixes.append(fix)
    elif meant is not None and isinstance(entry.key, Scalar):
        message = f"Import ignores {name}. Did you mean {meant}?"
        fixes.append(Fix(f"Change to {meant}", (replace_scalar(entry.key, meant),), safe=True))
    elif (instead := _MEANT.get(name)) is not None and isinstance(entry.key, Scalar):
        message = f"Import ignores {name}. stackls stack apply reads {instead}."
        if context.component.entry(instead) is None:
            fixes.append(Fix(f"Change to {instead}", (replace_scalar(entry.key, instead),)))
    else:
        message = f"Import ignores {name}: it reads name, flavor and configuration."
    if len(mapping.entries) > 1:
        edit = remove_entry(context.view.lines, mapping, entry)
        fixes.append(Fix(f"Remove {name}", (edit,), preferred=not fixes, removes=True))
    yield RULE.finding(key_span(entry), message, fixes=fixes, tags=[Tag.UNNECESSARY])


def _add_colon(entry: Entry, meant: str) -> Fix | None:
    """Make a key and its value of a key that holds both, as in ``{name a, flavor: local}``."""
    key, value = entry.key, entry.value
    if not isinstance(key, Scalar) or not key.is_plain or value.end > key.end:
        return None
    first, _, rest = key.value.partition(" ")
    if first != meant or not rest.strip():
        return None
    return Fix("Add the colon", (TextEdit(key.span, f"{first}: {rest.strip()}"),), safe=True)


_MEANT = {
    "service_connector": "connector",
    "connector_name": "connector",
    "connector_id": "connector",
    "resource_id": "connector_resource_id",
    "env": "environment",
}
"""What people call what `stackls_core.registry.attributes` has."""

_OF_STACKS = {
    "env": "stackls stack apply reads environment",
    "connectors": "components have them, under connector",
    "service_connectors": "components have them, under connector",
}


def check_top(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key at the top."""
    file = context.view
    root = file.root
    if root is None or root is not file.document.root:
        return
    present = {entry.name for entry in root.entries}
    for entry in root.entries:
        name = entry.name
        if name is None or name in STACK_KEYS or is_merge(entry):
            continue
        component_type = name if name in COMPONENT_TYPES else singular_of(name)
        if component_type and file.components_entry is not None:
            message = f"Import ignores {name} here: component types belong under components."
            fixes = _move_under_components(file, entry, component_type)
            yield RULE.finding(key_span(entry), message, fixes=fixes, tags=[Tag.UNNECESSARY])
        elif name in _OF_STACKS and present.intersection(STACK_KEYS):
            message = f"Import ignores {name}: {_OF_STACKS[name]}."
            yield RULE.finding(key_span(entry), message, tags=[Tag.UNNECESSARY])


def _move_under_components(file: StackFile, entry: Entry, component_type: str) -> list[Fix]:
    """Move the lines of a type at the top to the end of ``components``, two columns further in."""
    holder, lines = file.components_entry, file.lines
    components = holder.value if holder is not None else None
    if not isinstance(components, Mapping) or components.flow or not components.entries:
        return []
    if entry.value.start == entry.value.end or component_type != entry.name:
        return []
    if any(e.name == component_type for e in components.entries):
        return []
    first, last = lines.line_of(entry.start), lines.line_of(max(entry.end - 1, entry.start))
    if lines.line_start(first) != entry.start or any(
        isinstance(node, Scalar) and node.style in ("|", ">") for node in walk(entry.value)
    ):
        return []
    pad = " " * keys_indent(lines, components)
    line_break = line_break_of(lines.text)
    texts = [lines.line_text(number) for number in range(first, last + 1)]
    moved = "".join(line_break + (pad + text if text.strip() else text) for text in texts)
    at = lines.line_end(lines.line_of(components.end - 1))
    removed = Span(lines.line_start(first), lines.line_start(last + 1))
    if removed.start <= at < removed.end:
        return []
    edits = (TextEdit(Span(at, at), moved), TextEdit(removed, ""))
    return [Fix(f"Move {entry.name} under components", edits, safe=True)]


RULE = Rule(
    "ignored-key",
    Severity.INFORMATION,
    "A key that import does not read.",
    check=check_top,
    check_section=check,
)
