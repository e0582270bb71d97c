"""From findings, spans and edits to LSP types: for diagnostics, and for the other converters."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from stackls_core.analysis.rule_pages import page_uri
from stackls_core.findings import Finding, Severity, Tag
from stackls_core.text import Encoding, LineIndex, Span, TextEdit
from stackls_core.visible import visible_lines
from stackls_server.lsp.converters.capabilities import Capabilities

SOURCE = "stackls"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}


def position(lines: LineIndex, offset: int, encoding: Encoding) -> types.Position:
    """An offset as a client's position."""
    found = lines.position(offset, encoding)
    return types.Position(found.line, found.column)


def range_of(lines: LineIndex, span: Span, encoding: Encoding) -> types.Range:
    """A span as a client's range."""
    return types.Range(position(lines, span.start, encoding), position(lines, span.end, encoding))


def text_edit(lines: LineIndex, edit: TextEdit, encoding: Encoding) -> types.TextEdit:
    """An edit for a client."""
    return types.TextEdit(range_of(lines, edit.span, encoding), edit.new_text)


def diagnostic(
    finding: Finding, lines: LineIndex, uri: str, encoding: Encoding, capabilities: Capabilities
) -> types.Diagnostic:
    """A finding as a diagnostic, with what the client can show of it."""
    related = None
    if finding.related and capabilities.related_information:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(uri, range_of(lines, one.span, encoding)), visible_lines(one.message)
            )
            for one in finding.related
        ]
    description = None
    if capabilities.code_description:
        page = page_uri(finding.code)
        description = types.CodeDescription(page) if page is not None else None
    tags = [_TAGS[tag] for tag in finding.tags if _TAGS[tag] in capabilities.diagnostic_tags]
    return types.Diagnostic(
        range=range_of(lines, finding.span, encoding),
        message=visible_lines(finding.message),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=description,
        source=f"{SOURCE} ({finding.store})" if finding.store else SOURCE,
        tags=tags or None,
        related_information=related,
    )


def workspace_edit(
    uri: str, version: int | None, edits: Sequence[types.TextEdit], capabilities: Capabilities
) -> types.WorkspaceEdit:
    """Edits of one document, bound to its version where the client can check it."""
    if not capabilities.document_changes:
        return types.WorkspaceEdit(changes={uri: list(edits)})
    document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])
