"""From LSP types to plain values. The only place that reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs
from lsprotocol import types
from pygls.uris import to_fs_path

from stackls_core.text import Encoding, LineIndex, Position, Span
from stackls_server.lsp.converters.changes import Change

if TYPE_CHECKING:  # no first diagnostics need it
    from stackls_core.documents.completion import DocumentationKey


def encoding(kind: object) -> Encoding:
    """The position encoding that was negotiated."""
    value = kind.value if isinstance(kind, types.PositionEncodingKind) else kind
    try:
        return Encoding(value)
    except ValueError:
        return Encoding.UTF16


def without_files(params: types.InitializeParams) -> types.InitializeParams:
    """The introduction of a client less all that is about files and processes of ours."""
    given: Any = params.initialization_options
    options = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    kept = {name: value for name, value in options.items() if name not in _ABOUT_FILES}
    return attrs.evolve(
        params,
        process_id=None,
        root_uri=None,
        root_path=None,
        workspace_folders=None,
        initialization_options=kept or None,
    )


_ABOUT_FILES = ("trusted", "selectedInterpreter")


def offset(lines: LineIndex, position: types.Position, encoding: Encoding) -> int:
    """A client's position as an offset."""
    return lines.offset(Position(position.line, position.character), encoding)


def span(lines: LineIndex, range_: types.Range, encoding: Encoding) -> Span:
    """A client's range as a span."""
    start = offset(lines, range_.start, encoding)
    return Span(start, max(start, offset(lines, range_.end, encoding)))


def typed_character(context: types.CompletionContext | None) -> str | None:
    """The trigger character that made the client ask for completion, if it was one."""
    if context is None or context.trigger_kind is not types.CompletionTriggerKind.TriggerCharacter:
        return None
    return context.trigger_character


def kinds(only: Sequence[types.CodeActionKind | str] | None) -> list[str]:
    """The kinds of code actions that a client asks for, as strings."""
    return [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]


def change(event: types.TextDocumentContentChangeEvent) -> Change:
    """A change that a client reports."""
    if isinstance(event, types.TextDocumentContentChangeWholeDocument):
        return Change(event.text)
    start, end = event.range.start, event.range.end
    return Change(
        event.text, Position(start.line, start.character), Position(end.line, end.character)
    )


def path(uri: str) -> str | None:
    """The path of a document, or a name like one for documents that are in no file."""
    try:
        found = to_fs_path(uri)
    except ValueError:  # what follows is no URI at all
        found = None
    return found or uri.rpartition(":")[2] or None


def name(uri: str) -> str:
    """The name of a document without its folders."""
    return re.split(r"[/\\]", path(uri) or uri)[-1]


def documentation_key(data: object) -> DocumentationKey | None:
    """What `to_proto_features` put into an item's ``data``; ``None`` for anything else."""
    from stackls_core.documents.completion import DocumentationKey

    if not isinstance(data, dict):
        return None
    mapping = cast("dict[str, Any]", data)
    document, topic = mapping.get("document"), mapping.get("topic")
    if not isinstance(document, str) or not isinstance(topic, str):
        return None
    return DocumentationKey(document, topic, _texts(mapping, "names"), _texts(mapping, "path"))


def documentation_version(data: object) -> str | None:
    """The ZenML version that it is to be the documentation of."""
    found = cast("dict[str, Any]", data).get("version") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


def _texts(mapping: dict[str, Any], key: str) -> tuple[str, ...]:
    found: object = mapping.get(key)
    items = cast("list[object]", found) if isinstance(found, list) else []
    return tuple(str(item) for item in items)
