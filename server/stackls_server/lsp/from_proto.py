"""From LSP types to plain values. The only place that reads them."""

from __future__ import annotations

from typing import Any, cast

from lsprotocol import types
from pygls.uris import to_fs_path

from stackls_core.text import Encoding, LineIndex, Position, Span
from stackls_server.features.completion import DocumentationKey


def encoding(kind: object) -> Encoding:
    """The position encoding that was negotiated."""
    value = kind.value if isinstance(kind, types.PositionEncodingKind) else kind
    try:
        return Encoding(value)
    except ValueError:
        return Encoding.UTF16


def offset(lines: LineIndex, position: types.Position, encoding: Encoding) -> int:
    """A client's position as an offset."""
    return lines.offset(Position(position.line, position.character), encoding)


def span(lines: LineIndex, range_: types.Range, encoding: Encoding) -> Span:
    """A client's range as a span."""
    start = offset(lines, range_.start, encoding)
    return Span(start, max(start, offset(lines, range_.end, encoding)))


def apply_change(
    lines: LineIndex, change: types.TextDocumentContentChangeEvent, encoding: Encoding
) -> str:
    """The text after a change that a client reports."""
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    found = span(lines, change.range, encoding)
    return lines.text[: found.start] + change.text + lines.text[found.end :]


def path(uri: str) -> str | None:
    """The path of a document, or a name like one for documents that are in no file."""
    return to_fs_path(uri) or uri.rpartition(":")[2] or None


def documentation_key(data: object) -> DocumentationKey | None:
    """What `to_proto.completion_item` put into an item's ``data``; ``None`` for anything else."""
    if not isinstance(data, dict):
        return None
    mapping = cast("dict[str, Any]", data)
    parameter = mapping.get("parameter")
    steps = cast("list[object]", parameter) if isinstance(parameter, list) else []
    return DocumentationKey(
        str(mapping.get("kind", "")),
        str(mapping.get("type", "")),
        str(mapping.get("flavor", "")),
        tuple(str(step) for step in steps),
    )
