"""A registered stack, written the way a file writes it.

An export has an order of its own. Beside a file that says the same in another order, with comments
and other quotes, a comparison of the two shows everything and nothing. So the file itself is taken,
and only what is registered differently is changed in it: what then differs are real differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from stackls_core.documents.stack_file.model import StackFile
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.plans.export import attributes_data, component_data, yaml_text
from stackls_core.registry.attributes import Attributes, comparable
from stackls_core.registry.model import Component, Stack
from stackls_core.registry.plain import plain, same_value
from stackls_core.text import Span, TextEdit, apply_edits, line_break_of
from stackls_core.yamltree import nodes
from stackls_core.yamltree.edits import (
    after_colon,
    indent_of,
    insert_entries,
    keys_indent,
    remove_entry,
    replace_scalar,
    write_block,
    write_value,
)
from stackls_core.yamltree.values import try_value

_MOST_ROUNDS = 100
"""Each makes one change of structure a component, and one of the stack."""

_STEP = 2


class _NotWritable(Exception):
    """The file has a form that cannot be changed entry by entry."""


def written_like(text: str, stack: Stack) -> str | None:
    """``text`` with the components of ``stack`` in place of its own; its name and version stay.

    Attributes are written where the text has them.

    ``None`` where the file cannot be read, or has a form that cannot be changed entry by entry,
    such as an alias where they differ. Never raises.
    """
    try:
        for _ in range(_MOST_ROUNDS):
            edits = _Round(parse_stack_file(text)).edits(stack)
            if not edits:
                return text
            text = apply_edits(text, edits)
    except _NotWritable:
        pass
    return None


class _Round:
    """Edits of one text that do not touch each other."""

    def __init__(self, file: StackFile) -> None:
        if file.document.errors:
            raise _NotWritable
        self._file = file
        self._lines = file.lines
        self._text = file.text
        self._line_break = line_break_of(file.text)

    def edits(self, stack: Stack) -> list[TextEdit]:
        """The changes that can be made at once; none where the file says what is registered."""
        entry = self._file.components_entry
        components = entry.value if entry is not None else None
        if not isinstance(components, nodes.Mapping) or not components.entries:
            raise _NotWritable
        registered: dict[str, list[Component]] = {}
        for component in stack.components:
            registered.setdefault(component.type, []).append(component)
        if any(nodes.is_merge(one) for one in components.entries):
            raise _NotWritable
        inside = [
            edit
            for slot in components.entries
            for edit in self._slot(slot, registered.get(slot.name or "", []))
        ]
        inside += self._top(stack)
        if inside:
            return inside
        named = {slot.name for slot in components.entries}
        for component_type, there in registered.items():
            if component_type not in named:
                data = [component_data(one) for one in there]
                return [self._insert(components, component_type, data)]
        for slot in components.entries:
            if slot.name not in registered:
                return [remove_entry(self._lines, components, slot)]
        return []

    def _top(self, stack: Stack) -> Iterable[TextEdit]:
        """What changes of the attributes of the stack."""
        root = self._file.root
        if root is None or root is not self._file.document.root:
            return []
        entries = {name: entry for name in stack.attributes if (entry := self._file.entry(name))}
        holds = {name: plain(try_value(entry.value)[1]) for name, entry in entries.items()}
        edits: list[TextEdit] = []
        for name, value in _differing(stack.attributes, holds).items():
            if value:
                edits += self._value(entries[name], value, root.flow)
            else:
                edits.append(remove_entry(self._lines, root, entries[name]))
        return edits

    def _slot(self, slot: nodes.Entry, there: list[Component]) -> Iterable[TextEdit]:
        """What changes below a component type that stays."""
        value = slot.value
        if not there:
            return []
        if isinstance(value, nodes.Mapping) and len(there) == 1 and _named(value) == there[0].name:
            return self._component(value, there[0])
        data = [component_data(one) for one in there]
        if not isinstance(value, nodes.Sequence):
            return [self._set(slot, data, False)]
        waiting = {one.name: one for one in there}
        edits: list[TextEdit] = []
        gone: list[nodes.Node] = []
        for item in value.items:
            component = waiting.pop(_named(item) or "", None)
            if component is None:
                gone.append(item)
            elif isinstance(item, nodes.Mapping):
                edits += self._component(item, component)
            else:
                raise _NotWritable
        if edits:
            return edits
        if value.flow:
            return [self._set(slot, data, True)] if waiting or gone else []
        if waiting:
            return [self._add_items(value, [component_data(one) for one in waiting.values()])]
        return [self._remove_item(value, gone[0])] if gone else []

    def _component(self, node: nodes.Mapping, component: Component) -> list[TextEdit]:
        wanted: dict[str, Any] = {
            "flavor": component.flavor,
            "configuration": plain(component.configuration),
        }
        holds = _mapping_of(node)
        differing = _differing(component.attributes, holds)
        wanted |= {name: value for name, value in differing.items() if value}
        if not holds.get("configuration", {}) and not wanted["configuration"]:
            wanted.pop("configuration")
        same = all(key in holds and _same(holds[key], value) for key, value in wanted.items())
        if same and not differing:
            return []
        others = {key: value for key, value in holds.items() if key not in {**wanted, **differing}}
        return self._mapping(node, {**others, **wanted})

    def _mapping(self, node: nodes.Mapping, wanted: Mapping[str, Any]) -> list[TextEdit]:
        """Make the values of a mapping those of ``wanted``; what says the same is left alone."""
        if nodes.uses_anchors(node):
            raise _NotWritable
        edits = [
            edit
            for entry in node.entries
            if entry.name is not None and entry.name in wanted
            for edit in self._value(entry, wanted[entry.name], node.flow)
        ]
        if edits:
            return edits
        named = {entry.name for entry in node.entries}
        for key, value in wanted.items():
            if key not in named:
                return [self._insert(node, key, value)]
        for entry in node.entries:
            if entry.name not in wanted:
                return [remove_entry(self._lines, node, entry)]
        return []

    def _value(self, entry: nodes.Entry, wanted: Any, flow: bool) -> list[TextEdit]:
        readable, holds = try_value(entry.value)
        if readable and _same(plain(holds), wanted):
            return []
        if isinstance(entry.value, nodes.Mapping) and type(wanted) is dict and wanted:
            return self._mapping(entry.value, cast("dict[str, Any]", wanted))
        return [self._set(entry, wanted, flow)]

    def _set(self, entry: nodes.Entry, value: Any, flow: bool) -> TextEdit:
        node = entry.value
        if isinstance(node, nodes.Alias) or node.anchor or node.tag:
            raise _NotWritable
        edit: TextEdit | None
        if isinstance(node, nodes.Scalar) and isinstance(value, str) and not node.is_absent:
            if node.style in ("|", ">"):
                raise _NotWritable
            edit = replace_scalar(node, value)
        elif value and type(value) in (dict, list) and not flow:
            pad = self._line_break + " " * (indent_of(self._lines, entry.start) + _STEP)
            block = "".join(pad + line for line in yaml_text(value).splitlines())
            edit = write_block(self._lines, entry, block)
        elif isinstance(node, (nodes.Mapping, nodes.Sequence)) and not node.flow:
            at = after_colon(self._text, entry)
            edit = TextEdit(Span(at, node.end), f" {_in_flow(value)}") if at is not None else None
        else:
            edit = write_value(self._text, entry, _in_flow(value))
        if edit is None:
            raise _NotWritable
        return edit

    def _insert(self, mapping: nodes.Mapping, key: str, value: Any) -> TextEdit:
        if mapping.flow or not mapping.entries:
            return insert_entries(self._lines, mapping, [_in_flow({key: value})[1:-1]])
        pad = self._line_break + " " * keys_indent(self._lines, mapping)
        added = pad.join(yaml_text({key: value}).splitlines())
        return insert_entries(self._lines, mapping, [added])

    def _add_items(self, items: nodes.Sequence, data: list[Any]) -> TextEdit:
        pad = self._line_break + " " * indent_of(self._lines, items.start)
        end = len(self._text[: items.end].rstrip())
        at = self._lines.line_end(self._lines.line_of(end))
        return TextEdit(Span(at, at), "".join(pad + line for line in yaml_text(data).splitlines()))

    def _remove_item(self, items: nodes.Sequence, item: nodes.Node) -> TextEdit:
        before = max((one.end for one in items.items if one.end <= item.start), default=items.start)
        dash = self._text.find("-", before, item.start)
        first = self._lines.line_of(dash if dash >= 0 else item.start)
        last = self._lines.line_of(len(self._text[: item.end].rstrip()))
        starts = self._lines.line_start
        return TextEdit(Span(starts(first), starts(last + 1)), "")


def _differing(attributes: Attributes, holds: Mapping[str, Any]) -> dict[str, Any]:
    """The registered values of those attributes that a file has otherwise; ``None`` for nothing.

    What the file does not have, it says nothing of.
    """
    registered = attributes_data(attributes)
    return {
        name: registered.get(name)
        for name in attributes
        if name in holds
        and not same_value(comparable(holds[name]), comparable(registered.get(name)))
    }


def _named(node: nodes.Node) -> str | None:
    entry = nodes.entry_of(nodes.as_dict(node), "name")
    readable, value = try_value(entry.value if entry is not None else None)
    return value if readable and isinstance(value, str) else None


def _mapping_of(node: nodes.Mapping) -> dict[str, Any]:
    readable, value = try_value(node)
    if not readable or not isinstance(value, dict):
        raise _NotWritable
    return plain(cast("dict[str, Any]", value))


def _same(one: object, other: object) -> bool:
    """Whether two values are the same; stores may keep an integer as a float."""
    return same_value(_number(one), _number(other))


def _number(value: object) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: _number(item) for key, item in items}
    if isinstance(value, list):
        return [_number(item) for item in cast("list[object]", value)]
    return value


def _in_flow(value: object) -> str:
    """``value`` on one line, fit to be within braces."""
    return yaml_text([value], flow=True).strip()[1:-1]
