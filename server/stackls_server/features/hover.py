"""Hover: what the key or value under the cursor is."""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents import markup
from stackls_core.documents.place import Place
from stackls_core.documents.run_configuration.place import STEP_NAME
from stackls_core.documents.section import Owner
from stackls_core.schema.model import Parameter
from stackls_core.text import Span
from stackls_core.visible import is_visible, visible
from stackls_core.yamltree.cursor.cursor import Cursor, Role, cursor_at
from stackls_core.yamltree.cursor.outline import unquote
from stackls_core.yamltree.cursor.paths import Step
from stackls_core.yamltree.nodes import MERGE_KEY, Scalar
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import (
    UnreadableValue,
    describe_value,
    has_placeholder,
    parse_secret_reference,
    scalar_value,
)
from stackls_server.features.anchor_content import anchor_content
from stackls_server.features.snapshot import Snapshot


@dataclass(frozen=True)
class Hover:
    """Markdown text about what stands at ``span``."""

    span: Span
    markdown: str


def hover(snapshot: Snapshot, offset: int) -> Hover | None:
    """What to show for a pointer at ``offset``; ``None`` where there is nothing to say."""
    kind = snapshot.kind
    if kind is None:
        return None
    cursor = cursor_at(snapshot.lines, offset, kind.blocks)
    content = anchor_content(snapshot, offset) if _may_be_anchored(snapshot.text, offset) else None
    if cursor.span.start == cursor.span.end:
        return Hover(*content) if content is not None else None
    written = snapshot.text[cursor.span.start : cursor.span.end]
    place = kind.place(cursor, snapshot.catalog, snapshot.around)
    special = kind.specials.get(place.special)
    if special is not None:
        markdown = special.describe(place, unquote(written), snapshot.catalog)
        if place.special == STEP_NAME:
            from stackls_server.features.what_will_run import step_summary

            more = step_summary(snapshot, unquote(written))
            markdown = "\n\n".join(part for part in (markdown, more) if part)
    else:
        markdown = _by_schema(cursor, place, written, kind.placeholder_words, snapshot.catalog)
    if content is not None:
        span, shown = content
        return Hover(span, "\n\n---\n\n".join(part for part in (shown, markdown) if part))
    return Hover(cursor.span, markdown) if markdown else None


_BETWEEN_WORDS = " \t\r\n,[]{}"


def _may_be_anchored(text: str, offset: int) -> bool:
    """Whether an alias, an anchor or a merge key is at ``offset``, as far as signs tell."""
    start = max(0, min(offset, len(text)))
    while start > 0 and text[start - 1] not in _BETWEEN_WORDS and offset - start < _LONGEST_NAME:
        start -= 1
    return text[start : start + 1] in ("*", "&") or text.startswith(MERGE_KEY, start)


_LONGEST_NAME = 200


def _by_schema(
    cursor: Cursor, place: Place, written: str, placeholder: str, catalog: Catalog
) -> str:
    owner = place.owner
    if owner is None:
        return ""
    if cursor.role is Role.KEY and (cursor.has_colon or not cursor.on_item):
        path = (*place.path, unquote(written))
        parameter = owner.parameter_at(path)
        if parameter is None:
            return ""
        return markup.parameter_documentation(parameter, owner, _lifetime(catalog, owner, path))
    parameter = place.parameter
    lines = [_value(written, parameter, placeholder)]
    if parameter is not None:
        is_kept = _is_reference(written)
        lines.append(markup.parameter_documentation(parameter, owner, is_in_secret=is_kept))
    return "\n\n---\n\n".join(line for line in lines if line)


def _lifetime(catalog: Catalog, owner: Owner, path: tuple[Step, ...]) -> str:
    """Which versions of ZenML have a parameter, where not all of them do."""
    if len(path) != 1 or len(owner.key) != len(("type", "flavor")):
        return ""
    component_type, flavor = owner.key
    return catalog.lifetimes.of(component_type, flavor, str(path[0])).words


def _is_reference(written: str) -> bool:
    return written[:1] in ("'", '"') and parse_secret_reference(unquote(written)) is not None


def _value(written: str, parameter: Parameter | None, placeholder: str) -> str:
    """How ZenML will read a value, where that is not what it looks like."""
    style = written[0] if written[:1] in ("'", '"') else ""
    text = unquote(written)
    reference = parse_secret_reference(text)
    if reference is not None and style:
        name, key = markup.code(reference.name), markup.code(reference.key)
        return f"Secret reference: key {key} of the secret {name}"
    if has_placeholder(text):
        return placeholder
    if parameter is not None and parameter.sensitive:
        return ""
    if style:
        return _escaped(written) if style == '"' and "\\" in written else ""
    try:
        value = scalar_value(Scalar(0, len(written), text, style))
    except UnreadableValue as error:
        return error.reason
    described = describe_value(value)
    if isinstance(value, str) or described.rpartition(" ")[2].lower() == text.lower():
        return ""
    return f"ZenML reads {markup.escape(described)}."


def _escaped(written: str) -> str:
    """What escapes in double quotes make of a value, where that cannot be seen."""
    root = parse(written).root
    if not isinstance(root, Scalar) or is_visible(root.value):
        return ""
    return f"ZenML reads {markup.code(visible(root.value))}."
