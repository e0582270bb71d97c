"""Hover: what the key or value under the cursor is."""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.catalog.component_types import COMPONENT_TYPES, REMOVED_TYPES, label_of
from stackls_core.documents.stack_file.place import Place, PlaceKind, parameter_at, place_of
from stackls_core.schema.model import Parameter
from stackls_core.text import Span
from stackls_core.yamltree.cursor.cursor import Cursor, Role, cursor_at
from stackls_core.yamltree.cursor.outline import unquote
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.values import (
    UnreadableValue,
    describe_value,
    has_placeholder,
    parse_secret_reference,
    scalar_value,
)
from stackls_server.features import markup
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True)
class Hover:
    """Markdown text about what stands at ``span``."""

    span: Span
    markdown: str


def hover(snapshot: Snapshot, offset: int) -> Hover | None:
    """What to show for a pointer at ``offset``; ``None`` where there is nothing to say."""
    if not snapshot.is_stack_file:
        return None
    cursor = cursor_at(snapshot.lines, offset, ("components",))
    place = place_of(cursor)
    if cursor.span.start == cursor.span.end:
        return None
    token = unquote(snapshot.text[cursor.span.start : cursor.span.end])
    markdown = _markdown(snapshot, cursor, place, token)
    return Hover(cursor.span, markdown) if markdown else None


def _markdown(snapshot: Snapshot, cursor: Cursor, place: Place, token: str) -> str:
    if place.kind is PlaceKind.TOP_KEY:
        return markup.TOP_KEY_DOCS.get(token, "")
    if place.kind is PlaceKind.TOP_VALUE:
        return markup.TOP_KEY_DOCS.get(place.key, "")
    if place.kind is PlaceKind.TYPE_KEY:
        return _type(snapshot, token)
    if place.kind is PlaceKind.COMPONENT_KEY:
        return markup.COMPONENT_KEY_DOCS.get(token, "")
    if place.kind is PlaceKind.COMPONENT_VALUE:
        return _component_value(snapshot, place, token)
    if place.kind in (PlaceKind.PARAMETER_KEY, PlaceKind.PARAMETER_VALUE):
        return _parameter(snapshot, cursor, place, token)
    return ""


def _type(snapshot: Snapshot, token: str) -> str:
    if token in COMPONENT_TYPES:
        return markup.type_documentation(token, snapshot.registry.flavors(token))
    if token in REMOVED_TYPES:
        return f"**{markup.escape(label_of(token))}** · removed\n\n{REMOVED_TYPES[token]}"
    return ""


def _component_value(snapshot: Snapshot, place: Place, token: str) -> str:
    if place.key == "flavor":
        flavor = snapshot.registry.flavor(place.component_type, token)
        return markup.flavor_documentation(flavor) if flavor is not None else ""
    if place.key == "type":
        return _type(snapshot, token)
    return markup.COMPONENT_KEY_DOCS.get(place.key, "")


def _parameter(snapshot: Snapshot, cursor: Cursor, place: Place, token: str) -> str:
    registry = snapshot.registry
    flavor = registry.flavor(place.component_type, place.flavor) if place.flavor else None
    if flavor is None:
        return ""
    if cursor.role is Role.KEY and (cursor.has_colon or not cursor.on_item):
        parameter = parameter_at(flavor, (*place.parameters, token))
        return markup.parameter_documentation(parameter, flavor) if parameter else ""
    parameter = parameter_at(flavor, place.parameters)
    written = snapshot.text[cursor.span.start : cursor.span.end]
    lines = [_value(written, parameter)]
    if parameter is not None:
        lines.append(markup.parameter_documentation(parameter, flavor))
    return "\n\n---\n\n".join(line for line in lines if line)


def _value(written: str, parameter: Parameter | None) -> str:
    """How ZenML will read a value, where that is not what it looks like."""
    style = written[0] if written[:1] in ("'", '"') else ""
    text = unquote(written)
    reference = parse_secret_reference(text)
    if reference is not None and style:
        name, key = markup.code(reference.name), markup.code(reference.key)
        return f"Secret reference: key {key} of the secret {name}"
    if has_placeholder(text):
        return "Placeholder: ZenML does not replace it. Run a tool such as envsubst before import."
    if parameter is not None and parameter.sensitive:
        return ""
    if style:
        return ""
    try:
        value = scalar_value(Scalar(0, len(written), text, style))
    except UnreadableValue as error:
        return error.reason
    described = describe_value(value)
    if isinstance(value, str) or described.rpartition(" ")[2].lower() == text.lower():
        return ""
    return f"ZenML reads {markup.escape(described)}."
