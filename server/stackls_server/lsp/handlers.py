"""One small function for each LSP method: find the snapshot, translate, call, translate back."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from stackls_core.text import TextEdit
from stackls_server.features.code_actions import actions_at, fix_all
from stackls_server.features.completion import complete, document
from stackls_server.features.hover import hover
from stackls_server.features.symbols import document_symbols
from stackls_server.lsp import from_proto, to_proto
from stackls_server.lsp.session import Session
from stackls_server.lsp.settings import read_settings

FIX_ALL = "source.fixAll.stackls"


# --- documents ----------------------------------------------------------------------------------


async def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """A document was opened."""
    globs = session.settings.files.globs
    opened = session.documents.open(params.text_document, session.registry, globs)
    session.schedule(opened)


async def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    changed = session.documents.change(params, session.encoding)
    if changed is not None:
        session.schedule(changed)


async def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """A document was closed."""
    uri = params.text_document.uri
    session.forget(uri)
    session.documents.close(uri)
    session.clear(uri)


async def did_change_configuration(
    session: Session, params: types.DidChangeConfigurationParams
) -> None:
    """The user changed a setting."""
    settings, complaints = read_settings(params.settings)
    for complaint in complaints:
        session.client.log(complaint, types.MessageType.Warning)
    if params.settings is not None:
        session.configure(settings)


# --- features -----------------------------------------------------------------------------------


async def diagnostic(
    session: Session, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """The client asks for a document's diagnostics."""
    uri = params.text_document.uri
    found = session.documents.get(uri)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    snapshot = found.snapshot
    findings = await session.findings(found)
    items = session.diagnostics(snapshot, uri, findings)
    return types.RelatedFullDocumentDiagnosticReport(items=items)


def completion(session: Session, params: types.CompletionParams) -> types.CompletionList | None:
    """The client asks what can stand at the cursor."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    items = [
        to_proto.completion_item(
            item, order, snapshot.lines, session.encoding, session.capabilities
        )
        for order, item in enumerate(complete(snapshot, offset))
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def completion_resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """The client shows an item and wants its documentation."""
    key = from_proto.documentation_key(item.data)
    if key is not None:
        from stackls_server.features.snapshot import Snapshot

        markdown = document(key, Snapshot("", session.registry))
        if markdown:
            as_markdown = session.capabilities.completion_markdown
            item.documentation = to_proto.markup_content(markdown, as_markdown=as_markdown)
    return item


def hover_at(session: Session, params: types.HoverParams) -> types.Hover | None:
    """The client asks what is under the pointer."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    found = hover(snapshot, offset)
    if found is None:
        return None
    return to_proto.hover(found, snapshot.lines, session.encoding, session.capabilities)


def document_symbol(
    session: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The client asks for the outline."""
    snapshot = session.snapshot(params.text_document.uri)
    if snapshot is None:
        return None
    symbols = document_symbols(snapshot)
    if session.capabilities.hierarchical_symbols:
        return [
            to_proto.document_symbol(symbol, snapshot.lines, session.encoding) for symbol in symbols
        ]
    return to_proto.flat_symbols(
        symbols, params.text_document.uri, snapshot.lines, session.encoding
    )


async def code_action(
    session: Session, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """The client asks how what is at the cursor can be mended."""
    uri = params.text_document.uri
    found = session.documents.get(uri)
    if found is None:
        return None
    snapshot, version = found.snapshot, found.version
    findings = await session.findings(found)
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or []]
    actions: list[types.CodeAction] = []
    if _wanted("quickfix", only):
        span = from_proto.span(snapshot.lines, params.range, session.encoding)
        actions.extend(
            to_proto.code_action(
                action, uri, version, snapshot.lines, session.encoding, session.capabilities
            )
            for action in actions_at(findings, span)
        )
    if only and _wanted(FIX_ALL, only):
        actions.extend(_fix_all(session, uri, version, snapshot.lines, fix_all(findings)))
    return actions


def _wanted(kind: str, only: list[str]) -> bool:
    return not only or any(kind == one or kind.startswith(one + ".") for one in only)


def _fix_all(
    session: Session, uri: str, version: int | None, lines: Any, edits: list[TextEdit]
) -> list[types.CodeAction]:
    if not edits:
        return []
    translated = [to_proto.text_edit(lines, edit, session.encoding) for edit in edits]
    edit = to_proto.workspace_edit(uri, version, translated, session.capabilities)
    return [types.CodeAction("Fix all safely fixable problems", FIX_ALL, edit=edit)]
