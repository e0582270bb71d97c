"""What can be done about what is at the cursor."""

from __future__ import annotations

from lsprotocol import types

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
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.stack_actions import stack_actions
from stackls_server.lsp.converters import (
    from_proto,
    to_proto,
    to_proto_features,
    to_proto_stacks,
)
from stackls_server.lsp.converters.announced import FIX_ALL, STACK_ACTIONS
from stackls_server.lsp.documents.analyses import AnalysisCancelled
from stackls_server.lsp.documents.documents import Document
from stackls_server.lsp.session import Session


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
            to_proto_features.code_action(
                action, uri, version, lines, session.encoding, session.capabilities
            )
            for action in await session.run(actions_at, asked, findings, span, memo)
        )
        if session.stores.has_client_commands:
            actions.extend(
                to_proto_features.terminal_action(
                    one, uri, lines, session.encoding, session.capabilities
                )
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
    if offers_stacks and _wanted(STACK_ACTIONS, only):
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
        from stackls_server.features.drift import drift_applies, drift_fixes

        fixes += await session.run(drift_fixes, asked, span)
        applies = await session.run(drift_applies, asked, span)
    has_client_commands = session.stores.has_client_commands
    return [
        *(
            to_proto_features.rewrite(one, uri, version, lines, encoding, capabilities)
            for one in fixes
        ),
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
        to_proto_features.code_action(one, uri, version, lines, encoding, capabilities)
        for one in ignores
    ]
    is_client = session.stores.has_client_commands
    for finding in rules_at(findings, span):
        diagnostic = to_proto.diagnostic(finding, lines, uri, encoding, capabilities)
        actions.append(
            to_proto_features.severity_action(diagnostic, finding.code, is_client=is_client)
        )
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
