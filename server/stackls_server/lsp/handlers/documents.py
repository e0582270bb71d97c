"""What a client does with documents and asks of them: find, translate, call, translate back.

Whatever reads a whole document runs in a thread. Notifications about documents are handled at once
and in order, so that a request always sees the text that its client had when it asked.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from stackls_server.features.completion import ItemKind, complete, opens_by_itself
from stackls_server.features.completion import document as documentation
from stackls_server.features.flavor_at import flavor_at
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.converters import from_proto, to_proto
from stackls_server.lsp.converters.diagnostics import diagnostic_report
from stackls_server.lsp.converters.insertion import insertion
from stackls_server.lsp.documents.analyses import AnalysisCancelled
from stackls_server.lsp.handlers import stacks as stack_handlers
from stackls_server.lsp.handlers.triggers import is_reason_to_suggest
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.written import Written

Handler = Callable[[Session, Any], Any]
"""A handler may be a coroutine function."""


# --- documents ----------------------------------------------------------------------------------


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """A document was opened."""
    path = from_proto.path(params.text_document.uri)
    catalogs = session.catalogs_for(path)
    opened = session.documents.open(params.text_document, catalogs, session.configured(path))
    if opened.snapshot.kind is not None:
        stack_handlers.opened_file(session, params.text_document.uri)
        session.catalog_watch.start()
    session.publishing.schedule(opened)
    session.code.look()


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    changed = session.documents.change(params, session.encoding)
    if changed is not None:
        session.publishing.schedule(changed)


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """A document was closed."""
    uri = params.text_document.uri
    session.publishing.forget(uri)
    closed = session.documents.close(uri)
    if closed is not None:
        session.publishing.clear(closed)


# --- features -----------------------------------------------------------------------------------


async def diagnostic(
    session: Session, params: types.DocumentDiagnosticParams
) -> Written | types.RelatedUnchangedDocumentDiagnosticReport:
    """The client asks for a document's diagnostics."""
    found = session.documents.get(params.text_document.uri)
    items = Written("[]")
    if found is not None:
        try:
            findings = await session.findings(found)
        except AnalysisCancelled as error:
            raise _not_again("The analysis was cancelled.") from error
        items = session.diagnostics(found, findings)
    return diagnostic_report(items, params.previous_result_id)


def _not_again(message: str) -> JsonRpcException:
    data = types.DiagnosticServerCancellationData(retrigger_request=False)
    return JsonRpcException(message, types.LSPErrorCodes.ServerCancelled.value, data)


async def completion(
    session: Session, params: types.CompletionParams
) -> types.CompletionList | None:
    """The client asks what can stand at the cursor."""
    found = session.readable(params.text_document.uri)
    if found is None:
        return None
    snapshot = found.snapshot
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    typed = from_proto.typed_character(params.context)
    if typed is not None and not is_reason_to_suggest(snapshot.lines, offset, typed):
        return None
    if typed is not None and not opens_by_itself(snapshot, offset):
        return None
    offered = await session.requests.run_quickly(found, complete, offset)
    lines, capabilities = snapshot.lines, session.capabilities
    version = snapshot.catalog.zenml_version if offered else ""
    items: list[types.CompletionItem] = []
    for item in offered:
        inserted = insertion(item, lines, offset, capabilities)
        if inserted is not None:
            items.append(
                to_proto.completion_item(
                    item, inserted, len(items), lines, session.encoding, capabilities, version
                )
            )
    asks_again = _ASKS_AGAIN if capabilities.suggest_command else _VALUES
    is_incomplete = snapshot.kind is not None and (
        not offered or any(item.kind in asks_again for item in offered)
    )
    return types.CompletionList(is_incomplete=is_incomplete, items=items)


_VALUES = (ItemKind.VALUE, ItemKind.FLAVOR)
_ASKS_AGAIN = (ItemKind.FLAVOR,)
"""Of what lists have to be asked for with every letter: a value that is typed in full is to leave.

VS Code sees that of plain values itself (its Enter is set to ``smart``), and faster: until it has
the answer, which takes long where its window is far away, Enter accepts from the list before.
"""


def completion_resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """The client shows an item and wants its documentation."""
    key = from_proto.documentation_key(item.data)
    if key is not None:
        catalog = session.catalogs.for_version(from_proto.documentation_version(item.data))
        markdown = documentation(key, Snapshot("", catalog))
        if markdown:
            as_markdown = session.capabilities.completion_markdown
            item.documentation = to_proto.markup_content(markdown, as_markdown=as_markdown)
    return item


async def hover_at(session: Session, params: types.HoverParams) -> types.Hover | None:
    """The client asks what is under the pointer."""
    document = session.readable(params.text_document.uri)
    if document is None:
        return None
    snapshot = document.snapshot
    offset = from_proto.offset(snapshot.lines, params.position, session.encoding)
    found = await session.requests.run_quickly(document, hover, offset)
    if found is None:
        return None
    flavor = flavor_at(snapshot, offset) if session.stores.has_client_commands else None
    return to_proto.hover(found, snapshot.lines, session.encoding, session.capabilities, flavor)


async def document_symbol(
    session: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The client asks for the outline."""
    uri = params.text_document.uri
    snapshot = session.snapshot(uri)
    if snapshot is None:
        return None
    symbols = await session.run(snapshot.view.symbols)
    if session.capabilities.hierarchical_symbols:
        return [
            to_proto.document_symbol(symbol, snapshot.lines, session.encoding) for symbol in symbols
        ]
    return to_proto.flat_symbols(symbols, uri, snapshot.lines, session.encoding)


def import_commands() -> None:
    """Import what commands do, which no diagnostics and no completion needs."""
    importlib.import_module("stackls_server.lsp.handlers.commands")


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """The client runs a command."""
    from stackls_server.lsp.handlers.commands import find_command, single_argument

    command = find_command(params.command)
    result = command(session, single_argument(params.arguments))
    return await result if inspect.isawaitable(result) else result
