"""One small function for each LSP method: find the snapshot, translate, call, translate back.

Whatever reads a whole document runs in a thread. Notifications about documents are handled at once
and in order, so that a request always sees the text that its client had when it asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from stackls_core.analysis.analyze import Memo
from stackls_core.findings import Finding
from stackls_core.text import LineIndex, Span, TextEdit
from stackls_server.features.code_actions import (
    actions_at,
    fix_all,
    fixable_at,
    ignores_at,
    installable_at,
    rules_at,
)
from stackls_server.features.code_lenses import Lens
from stackls_server.features.completion import ItemKind, complete, opens_by_itself
from stackls_server.features.completion import document as documentation
from stackls_server.features.drift import drift_applies, drift_fixes
from stackls_server.features.flavor_at import flavor_at
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.stack_actions import stack_actions
from stackls_server.lsp.converters import from_proto, to_proto, to_proto_stacks
from stackls_server.lsp.converters.capabilities import read_capabilities
from stackls_server.lsp.converters.diagnostics import diagnostic_report
from stackls_server.lsp.converters.insertion import insertion
from stackls_server.lsp.documents.analyses import AnalysisCancelled
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.handlers import navigation as navigation_handlers
from stackls_server.lsp.handlers import settings as setting_handlers
from stackls_server.lsp.handlers import stacks as stack_handlers
from stackls_server.lsp.handlers.commands import find_command, single_argument
from stackls_server.lsp.handlers.triggers import is_reason_to_suggest
from stackls_server.lsp.session import Session
from stackls_server.lsp.transport.failures import log_failure
from stackls_server.lsp.transport.processes import is_alive
from stackls_server.lsp.transport.written import Written

Handler = Callable[[Session, Any], Any]
"""A handler may be a coroutine function."""

FIX_ALL = "source.fixAll.stackls"


# --- the connection -----------------------------------------------------------------------------


def initialize(session: Session, params: types.InitializeParams) -> None:
    """The client introduces itself; pygls answers with what the server can do."""
    if session.is_remote:
        params = from_proto.without_files(params)
    session.capabilities = read_capabilities(params, session.started_by)
    if params.process_id is not None and is_alive(params.process_id):
        session.client_process = params.process_id
    navigation_handlers.open_workspace(session, params)
    stack_handlers.introduce(session, params)
    setting_handlers.introduce(session, params)


async def initialized(session: Session, params: types.InitializedParams) -> None:
    """The client is ready to be asked for its settings, and to tell when they change."""
    del params
    session.workspace_files.look(session.globs)
    await setting_handlers.ask(session)
    if session.capabilities.dynamic_configuration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options = types.DidChangeConfigurationRegistrationOptions(section="stackls")
        try:
            await session.client.register([types.Registration("stackls.settings", method, options)])
        except Exception as error:  # noqa: BLE001 - a client may refuse; changes may come anyway
            log_failure("registering for settings", error)
    await navigation_handlers.watch_files(session)


def shutdown(session: Session, params: Any = None) -> None:
    """The client is about to end the server."""
    del params
    session.is_shut_down = True
    session.workspace_files.stop()
    session.code.stop()


def exit_server(session: Session, params: Any = None) -> None:
    """The server ends after this message."""
    del params
    session.ended.set()


def cancel_progress(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """The user does not want to wait for something that shows progress."""
    session.analyses.progress.cancel(params.token)


# --- documents ----------------------------------------------------------------------------------


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """A document was opened."""
    path = from_proto.path(params.text_document.uri)
    catalogs = session.catalogs_for(path)
    opened = session.documents.open(params.text_document, catalogs, session.configured(path))
    if opened.snapshot.kind is not None:
        stack_handlers.opened_file(session, params.text_document.uri)
        session.catalog_watch.start()
    session.schedule(opened)
    session.code.look()


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    changed = session.documents.change(params, session.encoding)
    if changed is not None:
        session.schedule(changed)


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """A document was closed."""
    uri = params.text_document.uri
    session.forget(uri)
    closed = session.documents.close(uri)
    if closed is not None:
        session.clear(closed)


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


async def code_action(
    session: Session, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """The client asks how what is at the cursor can be fixed."""
    found = session.documents.get(params.text_document.uri)
    if found is None or not session.capabilities.code_action_literals:
        return None
    asked = found.snapshot
    try:
        findings = await session.findings(found)
    except AnalysisCancelled:
        return None
    async with found.turn:  # no thread writes it meanwhile
        memo = found.memo.copy()
    if found.snapshot.text != asked.text:
        return None  # the range is one of a text that is no more
    uri, version, lines = found.uri, found.version, asked.lines
    only = from_proto.kinds(params.context.only)
    # an editor that asks by itself, as when it saves, may also run what it gets
    is_asked = params.context.trigger_kind is not types.CodeActionTriggerKind.Automatic
    actions: list[types.CodeAction] = []
    if _wanted("quickfix", only):
        span = _meant(session, lines, params, findings)
        actions.extend(
            to_proto.code_action(
                action, uri, version, lines, session.encoding, session.capabilities
            )
            for action in await session.run(actions_at, asked, findings, span, memo)
        )
        if session.stores.has_client_commands:
            actions.extend(
                to_proto.terminal_action(one, uri, lines, session.encoding, session.capabilities)
                for one in installable_at(findings, span)
            )
        if is_asked:
            actions.extend(await _about_findings(session, found, asked, findings, span, memo))
    if _wanted("refactor.rewrite", only):
        span = from_proto.span(lines, params.range, session.encoding)
        actions.extend(await _rewrites(session, found, asked, span, is_asked=is_asked))
    if only and _wanted(FIX_ALL, only):
        edits = await session.run(fix_all, asked, findings, memo)
        actions.extend(_fix_all(session, uri, version, lines, edits, FIX_ALL))
    offers_stacks = is_asked and not session.stores.has_client_commands
    if offers_stacks and _wanted(to_proto_stacks.STACK_ACTIONS, only):
        span = None if only else from_proto.span(lines, params.range, session.encoding)
        stacks = await session.run(stack_actions, asked, span)
        actions.extend(to_proto_stacks.code_action(one, uri) for one in stacks)
    return actions


async def _rewrites(
    session: Session, document: Document, asked: Snapshot, span: Span, *, is_asked: bool
) -> list[types.CodeAction]:
    """Other ways to write something, and either side of what the registry says differently."""
    uri, version, lines = document.uri, document.version, asked.lines
    encoding, capabilities = session.encoding, session.capabilities
    fixes = list(asked.view.rewrites(span.start))
    applies: list[Lens] = []
    if is_asked and asked.known is not None:
        fixes += await session.run(drift_fixes, asked, span)
        applies = await session.run(drift_applies, asked, span)
    has_client_commands = session.stores.has_client_commands
    return [
        *(to_proto.rewrite(one, uri, version, lines, encoding, capabilities) for one in fixes),
        *(
            to_proto_stacks.drift_action(one, uri, has_client_commands=has_client_commands)
            for one in applies
        ),
    ]


def _meant(
    session: Session, lines: LineIndex, params: types.CodeActionParams, findings: list[Finding]
) -> Span:
    """What is asked about: the range, or the diagnostics that are named where nothing is in it.

    Neovim and lsp-mode name those of the whole line, on which the cursor may be anywhere.
    """
    span = from_proto.span(lines, params.range, session.encoding)
    named = [
        from_proto.span(lines, one.range, session.encoding) for one in params.context.diagnostics
    ]
    if not named or rules_at(findings, span):
        return span
    return Span(min(one.start for one in named), max(one.end for one in named))


async def _about_findings(
    session: Session,
    document: Document,
    asked: Snapshot,
    findings: list[Finding],
    span: Span,
    memo: Memo,
) -> list[types.CodeAction]:
    """What can be done about findings besides fixing the one: all of them, or none.

    Only for somebody who has opened the menu: an editor asks at each move of the cursor, too.
    """
    uri, version, lines = document.uri, document.version, asked.lines
    encoding, capabilities = session.encoding, session.capabilities
    actions: list[types.CodeAction] = []
    at_hand = fixable_at(findings, span)
    if (
        any(one.safe_fix for one in at_hand)
        and sum(one.safe_fix is not None for one in findings) > 1
    ):
        edits = await session.run(fix_all, asked, findings, memo)
        actions += _fix_all(session, uri, version, lines, edits, types.CodeActionKind.QuickFix)
    ignores = await session.run(ignores_at, asked, findings, span, memo)
    actions += [
        to_proto.code_action(one, uri, version, lines, encoding, capabilities) for one in ignores
    ]
    is_client = session.stores.has_client_commands
    for finding in rules_at(findings, span):
        diagnostic = to_proto.diagnostic(finding, lines, uri, encoding, capabilities)
        actions.append(to_proto.severity_action(diagnostic, finding.code, is_client=is_client))
    return actions


def _wanted(kind: str, only: list[str]) -> bool:
    return not only or any(one in ("", kind) or kind.startswith(one + ".") for one in only)


def _fix_all(
    session: Session,
    uri: str,
    version: int | None,
    lines: LineIndex,
    edits: list[TextEdit],
    kind: str,
) -> list[types.CodeAction]:
    if not edits:
        return []
    translated = [to_proto.text_edit(lines, edit, session.encoding) for edit in edits]
    edit = to_proto.workspace_edit(uri, version, translated, session.capabilities)
    return [types.CodeAction("stackls: Fix all that is safe to fix", kind, edit=edit)]


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """The client runs a command."""
    command = find_command(params.command)
    result = command(session, single_argument(params.arguments))
    return await result if inspect.isawaitable(result) else result
