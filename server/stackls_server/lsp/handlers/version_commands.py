"""The commands about ZenML versions: that of a document, and what another one would make of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from stackls_core.catalog.errors import CatalogError
from stackls_core.line_edits import line_edits
from stackls_server.features.zenml_versions import check_for_version, document_version
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.handlers.arguments import Arguments, CommandFailed, required_text
from stackls_server.lsp.session import Session


async def _document_version(session: Session, arguments: Arguments) -> Any:
    snapshot = session.snapshot(required_text(arguments, "uri"))
    if snapshot is None:
        return None
    return await session.run(document_version, snapshot, session.version_hints(snapshot.path))


async def _list_versions(session: Session, arguments: Arguments) -> Any:
    del arguments
    return session.catalogs.versions[::-1]


async def _check_for_version(session: Session, arguments: Arguments) -> Any:
    """What `check_against` says, and the ``edits`` that make ``text`` of the document."""
    document = session.readable(required_text(arguments, "uri"))
    snapshot = document.snapshot if document is not None else None
    found = await check_against(session, arguments)
    if snapshot is None or found["text"] is None:
        return {**found, "edits": []}
    changed = await session.run(line_edits, snapshot.text, found["text"])
    edits = [to_proto.text_edit(snapshot.lines, edit, session.encoding) for edit in changed]
    return {**found, "edits": edits}


async def check_against(session: Session, arguments: Arguments) -> dict[str, Any]:
    """What an open document would be for another version; ``uri`` and ``version`` name both."""
    version = required_text(arguments, "version")
    document = session.readable(required_text(arguments, "uri"))
    if document is None:
        raise CommandFailed("This document is not open.")
    try:
        target = session.catalogs_for(document.snapshot.path).as_target(version)
    except CatalogError as error:
        raise CommandFailed(str(error)) from error
    if target is None:
        advice = f"stackls catalog add {version} adds it."
        raise CommandFailed(f"ZenML {version} is not known. {advice}")
    levels = session.levels(document.snapshot.path)
    return await session.run(check_for_version, document.snapshot, target, levels.applied)


VERSION_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.checkForVersion": _check_for_version,
    "stackls.documentVersion": _document_version,
    "stackls.listVersions": _list_versions,
}
