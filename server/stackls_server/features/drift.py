"""Where a stack file is not what is registered: the registered values, and ways to agree again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from stackls_core.documents import markup
from stackls_core.documents.stack_file.attributes import component_attributes, stack_attributes
from stackls_core.documents.stack_file.model import ComponentNode
from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.findings import Fix
from stackls_core.plans.differences import FieldAction, FieldChange
from stackls_core.plans.planned import Action, PlannedComponent, PlannedStack
from stackls_core.plans.written_like import written_like
from stackls_core.registry.model import Component, Stack
from stackls_core.registry.plain import plain
from stackls_core.registry.secrets import MASK
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Entry, as_dict, entry_of
from stackls_core.yamltree.values import try_value
from stackls_server.features.code_actions import edits_between
from stackls_server.features.code_lenses import Lens, LensAction
from stackls_server.features.file_status import plan_of
from stackls_server.features.inlay_hints import InlayHint, label_of_words, place_behind
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.values import value_text

_WIDTH = 60
_MOST_ACTIONS = 5
_SHOWN = 2


@dataclass(frozen=True)
class Drift:
    """A field that is registered otherwise. ``entry`` is where it stands, or would stand.

    One of the stack itself has no ``component``.
    """

    component: ComponentNode | None
    change: FieldChange
    entry: Entry

    @property
    def words(self) -> str:
        """What is registered, in a few words; secrets are hidden."""
        change = self.change
        if change.action is FieldAction.ADD:
            return "not registered"
        value = value_text(change.before, limit=_WIDTH)
        named = f"{change.path}: " if change.action is FieldAction.REMOVE else ""
        return f"registered: {named}{value}"

    @property
    def title(self) -> str:
        """What taking the registered side is called."""
        path, before = self.change.path, value_text(self.change.before, limit=_WIDTH)
        if self.change.action is FieldAction.ADD:
            return f"Remove {path}, which is not registered"
        if self.change.action is FieldAction.REMOVE:
            return f"Add {path}: {before}, as it is registered"
        return f"Change {path} to {before}, as it is registered"


def drifts(snapshot: Snapshot) -> list[Drift]:
    """Every field of a component or of the stack that differs, in the order of the plan."""
    file, plan = snapshot.view, plan_of(snapshot)
    if plan is None or not isinstance(file, StackFileView):
        return []
    nodes = {(one.span.start, one.type): one for one in file.components}
    found = [
        drift
        for planned in plan.components
        if planned.action is Action.CHANGE
        for drift in _of_component(nodes.get((planned.span.start, planned.type)), planned)
    ]
    if plan.stack is not None and plan.stack.action is Action.CHANGE:
        found += _of_stack(file, plan.stack)
    return found


def _of_stack(file: StackFileView, planned: PlannedStack) -> Iterator[Drift]:
    first = next(iter(file.root.entries), None) if file.root is not None else None
    for change in planned.fields:
        found, mapping = first, file.root
        for key in change.keys:
            entry = entry_of(mapping, key)
            if entry is None:
                break
            found, mapping = entry, as_dict(entry.value)
        if found is not None:
            yield Drift(None, change, found)


def _of_component(node: ComponentNode | None, planned: PlannedComponent) -> Iterator[Drift]:
    if node is None:
        return
    for change in planned.fields:
        entry = node.innermost(change.keys, in_configuration=not change.is_attribute)
        if entry is not None:
            yield Drift(node, change, entry)


def drift_hints(snapshot: Snapshot, within: Span | None = None) -> list[InlayHint]:
    """A hint at the line of each such field, those of one line in one hint."""
    found: dict[int, list[Drift]] = {}
    for drift in drifts(snapshot):
        offset = place_behind(snapshot.lines, drift.entry)
        if within is None or within.contains(offset):
            found.setdefault(offset, []).append(drift)
    return [_hint(offset, found[offset]) for offset in sorted(found)]


def _hint(offset: int, there: list[Drift]) -> InlayHint:
    lines = ["In the registry:", ""]
    for one in there:
        value = one.change.before
        said = "is not there" if one.change.action is FieldAction.ADD else ""
        shown = said or markup.code(value_text(value))
        lines.append(f"- {markup.code(one.change.path)}: {shown}")
    label = label_of_words([one.words for one in there], _SHOWN)
    return InlayHint(offset, label, "\n".join(lines))


def drift_fixes(snapshot: Snapshot, span: Span) -> list[Fix]:
    """Edits that take the registered side of what differs on the lines of ``span``.

    None for a value that may be a secret: nothing of that is written into a file.
    """
    there = _at(snapshot, span)
    return [fix for one in there[:_MOST_ACTIONS] if (fix := _fix(snapshot, one)) is not None]


def drift_applies(snapshot: Snapshot, span: Span) -> list[Lens]:
    """The other side: registering what the file says, where it differs on the lines of ``span``."""
    file = snapshot.view
    if not isinstance(file, StackFileView) or file.known_name is None or not _at(snapshot, span):
        return []
    title = f"Apply the stack {file.known_name}: register what the file says\u2026"
    return [Lens(span, title, LensAction.APPLY, file.known_name)]


def _at(snapshot: Snapshot, span: Span) -> list[Drift]:
    lines = snapshot.lines
    first, last = lines.line_of(span.start), lines.line_of(span.end)
    return [
        one
        for one in drifts(snapshot)
        if first <= lines.line_of(place_behind(lines, one.entry)) <= last
    ]


def _fix(snapshot: Snapshot, drift: Drift) -> Fix | None:
    file, known = snapshot.view, snapshot.known
    if known is None or not isinstance(file, StackFileView) or MASK in drift.title:
        return None
    node, change = drift.component, drift.change
    attributes = stack_attributes(file.root).values
    if node is None:
        registered_stack = known.registered.stack_named(file.known_name or "")
        if registered_stack is None:
            return None
        attributes = _taken(attributes, registered_stack.attributes, change.keys)
    components: list[Component] = []
    for other in file.components:
        one = _as_written(other)
        if one is not None and other is node:
            registered = known.registered.component_named(one.type, one.name)
            if registered is None:
                return None
            one = _with_field(one, registered, change)
        if one is not None:
            components.append(one)
    stack = Stack(file.stack_name or "", tuple(components), **_fields_of(attributes))
    text = written_like(snapshot.text, stack)
    if text is None or text == snapshot.text:
        return None
    return Fix(drift.title, tuple(edits_between(snapshot.text, text)))


def _as_written(node: ComponentNode) -> Component | None:
    readable, value = try_value(node.configuration)
    if node.name is None or node.flavor is None or not readable or not isinstance(value, dict):
        return None
    attributes = component_attributes(node.mapping).values
    configuration = cast("dict[str, Any]", plain(cast("object", value)))
    fields = _fields_of(attributes)
    return Component(node.type, node.name, node.flavor, configuration, **fields)


def _fields_of(attributes: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in attributes.items() if value is not None}
    return {**found, **({"secrets": tuple(found["secrets"])} if "secrets" in found else {})}


def _with_field(written: Component, registered: Component, change: FieldChange) -> Component:
    """A component with one field as it is registered."""
    if change.is_attribute:
        held = _taken(written.attributes, registered.attributes, change.keys)
        return replace(written, **_fields_of({**held, "connector": held.get("connector")}))
    held = _taken(written.configuration, registered.configuration, change.keys)
    return replace(written, configuration=held)


def _taken(held: Mapping[str, Any], wanted: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    key, rest = keys[0], keys[1:]
    result = dict(held)
    if key not in wanted:
        result.pop(key, None)
    elif rest and isinstance(held.get(key), Mapping) and isinstance(wanted[key], Mapping):
        result[key] = _taken(held[key], wanted[key], rest)
    else:
        result[key] = wanted[key]
    return result
