"""What is written when flavors are chosen: a whole stack file, or one more component in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.model import Flavor
from stackls_core.documents.snippets import escape_snippet
from stackls_core.documents.stack_file import templates
from stackls_core.documents.stack_file.model import StackFile
from stackls_core.text import LineIndex, Span, TextEdit, line_break_of
from stackls_core.yamltree.edits import indent_of, keys_indent, plain_or_quoted
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, entry_of

_NOT_IN_NAMES = re.compile(r"\W", re.ASCII)


@dataclass(frozen=True)
class NewComponent:
    """A component that is still to be written."""

    name: str
    flavor: Flavor


def new_stack(name: str, catalog: Catalog, components: Iterable[NewComponent]) -> list[str]:
    """The lines of a whole stack file, as a snippet, in the order of the types.

    Names and what a flavor requires are tab stops. Of several components of one type the last one
    counts: a stack has one of each.
    """
    chosen = {component.flavor.type: component for component in components}
    written: dict[str, list[str]] = {}
    first_stop = 1
    for component_type in catalog.types:
        if component_type in chosen:
            component = chosen[component_type]
            written[component_type] = _component(component, first_stop)
            first_stop += 1 + len(component.flavor.required)
    as_list = catalog.imports.lists
    return templates.stack(_scalar(name), _scalar(catalog.zenml_version), written, as_list=as_list)


def name_for(stack: str, flavor: Flavor) -> str:
    """A name for a component of a stack: letters, digits and underscores, as ZenML's own have."""
    return _NOT_IN_NAMES.sub("_", f"{stack}_{flavor.name}")


def insert_component(
    file: StackFile, component: NewComponent, *, as_list: bool = True
) -> TextEdit | None:
    """Write a component, as a snippet, behind those of its type, else behind all others.

    It is an item of a list, unless the file's version of ZenML reads none. ``None`` where the file
    has a form that nothing can be added to line by line: flow style, a
    mapping in place of a list, aliases, errors.
    """
    if file.document.errors:
        return None
    lines, top = file.lines, file.document.root
    if top is None or (isinstance(top, Scalar) and top.is_absent):
        return _below(
            lines, len(lines.text.rstrip()), _all_components(component, 0, as_list=as_list)
        )
    root = _block(top)
    if root is None:
        return None
    entry = file.components_entry
    if entry is None:
        return _below(
            lines, root.end, _all_components(component, keys_indent(lines, root), as_list=as_list)
        )
    components = _block(entry.value)
    if components is None or entry not in root.entries:
        return None
    component_type = component.flavor.type
    slot = entry_of(components, component_type)
    if slot is None:
        pad = keys_indent(lines, components)
        added = templates.slot(component_type, _component(component), pad, as_list=as_list)
        return _below(lines, components.end, added)
    others = slot.value
    if slot not in components.entries or not isinstance(others, Sequence):
        return None
    if others.flow or not others.items:
        return None
    pad = indent_of(lines, others.start)
    return _below(lines, others.end, templates.item(_component(component), pad))


def _block(node: Node) -> Mapping | None:
    """``node`` if it is a mapping that takes further lines."""
    if isinstance(node, Mapping) and not node.flow and node.entries:
        return node
    return None


def _all_components(component: NewComponent, pad: int, *, as_list: bool) -> list[str]:
    slot = templates.slot(
        component.flavor.type, _component(component), pad + templates.STEP, as_list=as_list
    )
    return [" " * pad + "components:", *slot]


def _below(lines: LineIndex, end: int, added: Iterable[str]) -> TextEdit:
    """``added`` below the line of what ends at ``end``; comments further down stay below."""
    text = lines.text
    last = len(text[:end].rstrip())
    at = lines.line_end(lines.line_of(last))
    line_break = line_break_of(text)
    first = line_break if last else ""
    return TextEdit(Span(at, at) if last else Span(0, 0), first + line_break.join(added))


def _component(component: NewComponent, first_stop: int = 1) -> list[str]:
    flavor = component.flavor
    configuration = list(templates.EMPTY)
    if flavor.required:
        below = templates.required_parameters(flavor, first_stop + 1)
        configuration = ["configuration:", *(" " * templates.STEP + line for line in below)]
    name = templates.stop(first_stop, plain_or_quoted(component.name))
    return templates.component(flavor.type, name, _scalar(flavor.name), configuration)


def _scalar(text: str) -> str:
    return escape_snippet(plain_or_quoted(text))
