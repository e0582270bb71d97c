"""What a client does with documents and asks of them: find, translate, call, translate back.

Whatever reads a whole document runs in a thread. Notifications about documents are handled at once
and in order, so that a request always sees the text that its client had when it asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.converters.diagnostics import diagnostic_report
from stackls_server.lsp.documents.analyses import AnalysisCancelled
from stackls_server.lsp.handlers import stacks as stack_handlers
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


# --- what is found, and what is to be done -----------------------------------------------------


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
    session.publishing.answered()
    return diagnostic_report(items, params.previous_result_id)


def _not_again(message: str) -> JsonRpcException:
    data = types.DiagnosticServerCancellationData(retrigger_request=False)
    return JsonRpcException(message, types.LSPErrorCodes.ServerCancelled.value, data)


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """The client runs a command. Those that it runs at the start may wait."""
    await session.after_first_findings()
    from stackls_server.lsp.handlers.commands import find_command, single_argument

    command = find_command(params.command)
    result = command(session, single_argument(params.arguments))
    return await result if inspect.isawaitable(result) else result
