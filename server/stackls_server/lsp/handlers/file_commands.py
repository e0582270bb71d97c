"""The commands about the text of files. They need no registry, and answer plain JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from stackls_server.features.kinds import document_kind, path_kind
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.handlers.arguments import Arguments, required_text
from stackls_server.lsp.session import Session


async def _document_kind(session: Session, arguments: Arguments) -> Any:
    uri = required_text(arguments, "uri")
    document = session.readable(uri)
    if document is None:
        return path_kind(from_proto.path(uri), session.settings.files.globs)
    return await session.run(document_kind, document.snapshot)


FILE_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.documentKind": _document_kind,
}
