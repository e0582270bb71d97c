"""From the results of navigation to LSP types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lsprotocol import types

from stackls_core.text import Encoding, LineIndex, Span
from stackls_core.visible import visible
from stackls_server.features.folding import Fold, FoldKind
from stackls_server.features.highlights import Highlight, HighlightKind
from stackls_server.features.inlay_hints import InlayHint
from stackls_server.features.links import Link
from stackls_server.features.rename import FileEdits, Renamable
from stackls_server.features.semantic_tokens import Token
from stackls_server.features.workspace_index import Location
from stackls_server.features.workspace_symbols import WorkspaceSymbol
from stackls_server.lsp.converters import to_proto, to_proto_features
from stackls_server.lsp.converters.announced import TOKENS
from stackls_server.lsp.converters.capabilities import Capabilities

_FOLD_KINDS = {
    FoldKind.COMMENT: types.FoldingRangeKind.Comment,
    FoldKind.REGION: types.FoldingRangeKind.Region,
}

_HIGHLIGHT_KINDS = {
    HighlightKind.DEFINITION: types.DocumentHighlightKind.Write,
    HighlightKind.USE: types.DocumentHighlightKind.Read,
    HighlightKind.MENTION: types.DocumentHighlightKind.Text,
}


def location(found: Location, encoding: Encoding) -> types.Location:
    """A place in some file."""
    return types.Location(found.uri, to_proto.range_of(found.lines, found.span, encoding))


def folding_range(fold: Fold) -> types.FoldingRange:
    """A fold of whole lines."""
    return types.FoldingRange(fold.first, fold.last, kind=_FOLD_KINDS.get(fold.kind))


def document_highlight(
    highlight: Highlight, lines: LineIndex, encoding: Encoding
) -> types.DocumentHighlight:
    """A place that names what is at the cursor."""
    range_ = to_proto.range_of(lines, highlight.span, encoding)
    return types.DocumentHighlight(range_, _HIGHLIGHT_KINDS[highlight.kind])


def selection_range(
    spans: Sequence[Span], lines: LineIndex, encoding: Encoding
) -> types.SelectionRange:
    """Spans from the inside out, of which there is at least one."""
    outer: types.SelectionRange | None = None
    for span in reversed(spans):
        outer = types.SelectionRange(to_proto.range_of(lines, span, encoding), outer)
    if outer is None:
        raise ValueError("a selection has at least one step")
    return outer


def document_link(link: Link, lines: LineIndex, encoding: Encoding) -> types.DocumentLink:
    """A link."""
    range_ = to_proto.range_of(lines, link.span, encoding)
    return types.DocumentLink(range_, target=link.url, tooltip=link.tooltip)


def workspace_symbol(symbol: WorkspaceSymbol, encoding: Encoding) -> types.SymbolInformation:
    """A symbol in the form that every client knows."""
    return types.SymbolInformation(
        location=location(symbol.location, encoding),
        name=symbol.name,
        kind=to_proto_features.symbol_kind(symbol.kind),
        container_name=symbol.container or None,
    )


def semantic_tokens(
    tokens: Iterable[Token], lines: LineIndex, encoding: Encoding
) -> types.SemanticTokens:
    """Tokens in LSP's form: line and column relative to the token before, length, type, modifiers.

    Columns and lengths are counted in ``encoding`` units.
    """
    kinds = list(TOKENS)
    data: list[int] = []
    line, column = 0, 0
    for token in tokens:
        start = lines.position(token.span.start, encoding)
        end = lines.position(token.span.end, encoding)
        number = kinds.index(token.kind.value)
        delta = start.column - column if start.line == line else start.column
        data += [start.line - line, delta, end.column - start.column, number, 1 << number]
        line, column = start.line, start.column
    return types.SemanticTokens(data)


def inlay_hint(
    hint: InlayHint, lines: LineIndex, encoding: Encoding, capabilities: Capabilities
) -> types.InlayHint:
    """A hint; a click does nothing."""
    tooltip = to_proto_features.markup_content(
        hint.markdown, as_markdown=capabilities.hover_markdown
    )
    return types.InlayHint(
        to_proto.position(lines, hint.offset, encoding),
        visible(hint.label),
        tooltip=tooltip,
        padding_left=True,
    )


def renamable(
    found: Renamable, lines: LineIndex, encoding: Encoding
) -> types.PrepareRenamePlaceholder:
    """What a rename would rename."""
    return types.PrepareRenamePlaceholder(
        to_proto.range_of(lines, found.span, encoding), found.name
    )


def workspace_edit(
    changes: Sequence[FileEdits],
    versions: Mapping[str, int | None],
    encoding: Encoding,
    capabilities: Capabilities,
) -> types.WorkspaceEdit:
    """Edits of several files, bound to the versions of those that are open where that is known."""
    edits = {
        change.uri: [to_proto.text_edit(change.lines, edit, encoding) for edit in change.edits]
        for change in changes
    }
    if not capabilities.document_changes:
        return types.WorkspaceEdit(changes=edits)
    documents = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri, versions.get(uri)), [*found]
        )
        for uri, found in edits.items()
    ]
    return types.WorkspaceEdit(document_changes=[*documents])
