"""From the results of features to LSP types."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from lsprotocol import types

from stackls_core.catalog.model import Flavor
from stackls_core.documents import markup
from stackls_core.documents.view import Symbol, SymbolKind
from stackls_core.findings import Finding, Fix
from stackls_core.text import Encoding, LineIndex
from stackls_core.visible import visible
from stackls_server.features.code_actions import Action
from stackls_server.features.completion import Completion, DocumentationKey, ItemKind
from stackls_server.features.hover import Hover
from stackls_server.lsp.converters import to_proto
from stackls_server.lsp.converters.capabilities import Capabilities
from stackls_server.lsp.converters.insertion import Insertion

_ITEM_KINDS = {
    ItemKind.TYPE: types.CompletionItemKind.Module,
    ItemKind.FLAVOR: types.CompletionItemKind.Class,
    ItemKind.KEY: types.CompletionItemKind.Property,
    ItemKind.PARAMETER: types.CompletionItemKind.Field,
    ItemKind.VALUE: types.CompletionItemKind.Value,
    ItemKind.SETTINGS: types.CompletionItemKind.Class,
    ItemKind.STEP: types.CompletionItemKind.Function,
    ItemKind.SKELETON: types.CompletionItemKind.Snippet,
}
_SYMBOL_KINDS = {
    # a module would have the icon of a component in VS Code
    SymbolKind.STACK: types.SymbolKind.Struct,
    SymbolKind.TYPE: types.SymbolKind.Class,
    SymbolKind.COMPONENT: types.SymbolKind.Object,
    SymbolKind.KEY: types.SymbolKind.Property,
    SymbolKind.STEP: types.SymbolKind.Function,
    SymbolKind.SETTINGS: types.SymbolKind.Class,
}


def symbol_kind(kind: SymbolKind) -> types.SymbolKind:
    """The kind of a symbol, from which a client chooses its icon."""
    return _SYMBOL_KINDS[kind]


def completion_item(
    item: Completion,
    inserted: Insertion,
    order: int,
    lines: LineIndex,
    encoding: Encoding,
    capabilities: Capabilities,
    version: str,
) -> types.CompletionItem:
    """A completion item; its documentation, of that ZenML, comes when the client resolves it.

    The text to filter by is there even if it is the label: Neovim 0.11 does not filter without.
    """
    extra = [to_proto.text_edit(lines, item.extra, encoding)] if item.extra is not None else None
    edit = types.TextEdit(to_proto.range_of(lines, inserted.span, encoding), inserted.text)
    deprecated = item.deprecated and capabilities.deprecated_tag
    found = types.CompletionItem(
        label=visible(item.label),
        kind=_ITEM_KINDS[item.kind],
        label_details=types.CompletionItemLabelDetails(description=visible(item.detail))
        if item.detail and capabilities.label_details
        else None,
        detail=None if capabilities.label_details else visible(item.detail) or None,
        tags=[types.CompletionItemTag.Deprecated] if deprecated else None,
        sort_text=f"{order:04}",
        filter_text=item.filtered_by,
        insert_text_format=types.InsertTextFormat.Snippet if inserted.is_snippet else None,
        insert_text_mode=inserted.mode,
        text_edit=edit,
        additional_text_edits=extra,
        command=_suggest_again(item, capabilities),
        data=_documentation_data(item.documentation, version),
    )
    if not capabilities.text_edits:
        found.text_edit, found.insert_text = None, inserted.text
        found.filter_text = inserted.text
    return found


def _suggest_again(item: Completion, capabilities: Capabilities) -> types.Command | None:
    if not item.suggest_next or not capabilities.suggest_command:
        return None
    return types.Command("Suggest", "editor.action.triggerSuggest")


def _documentation_data(key: DocumentationKey | None, version: str) -> dict[str, object] | None:
    if key is None:
        return None
    return {
        "document": key.document,
        "topic": key.topic,
        "names": list(key.names),
        "path": list(key.path),
        "version": version,
    }


def markup_content(markdown: str, *, as_markdown: bool) -> types.MarkupContent:
    """Documentation in the form that the client shows."""
    if as_markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, markdown)
    return types.MarkupContent(types.MarkupKind.PlainText, markup.plain(markdown))


def hover(
    found: Hover,
    lines: LineIndex,
    encoding: Encoding,
    capabilities: Capabilities,
    flavor: Flavor | None = None,
) -> types.Hover:
    """A hover; with a ``flavor``, the client has a command that shows its page."""
    markdown = found.markdown
    if flavor is not None and capabilities.hover_markdown:
        argument = json.dumps([{"type": flavor.type, "name": flavor.name}])
        command = f"command:stackls.flavors.describe?{quote(argument, safe='')}"
        markdown += f"\n\n[All parameters]({command})"
    content = markup_content(markdown, as_markdown=capabilities.hover_markdown)
    return types.Hover(content, to_proto.range_of(lines, found.span, encoding))


def document_symbol(symbol: Symbol, lines: LineIndex, encoding: Encoding) -> types.DocumentSymbol:
    """A symbol with its children."""
    return types.DocumentSymbol(
        name=visible(symbol.name),
        detail=visible(symbol.detail) or None,
        kind=_SYMBOL_KINDS[symbol.kind],
        range=to_proto.range_of(lines, symbol.span, encoding),
        selection_range=to_proto.range_of(lines, symbol.selection, encoding),
        children=[document_symbol(child, lines, encoding) for child in symbol.children],
    )


def code_action(
    action: Action,
    uri: str,
    version: int | None,
    lines: LineIndex,
    encoding: Encoding,
    capabilities: Capabilities,
) -> types.CodeAction:
    """A quick fix for one finding."""
    edits = [to_proto.text_edit(lines, edit, encoding) for edit in action.fix.edits]
    return types.CodeAction(
        title=visible(action.fix.title),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[to_proto.diagnostic(action.finding, lines, uri, encoding, capabilities)],
        is_preferred=True if action.fix.preferred else None,
        edit=to_proto.workspace_edit(uri, version, edits, capabilities),
    )


def severity_action(
    diagnostic: types.Diagnostic, code: str, *, is_client: bool
) -> types.CodeAction:
    """The question how severe a rule is; ``is_client`` where the client itself asks it."""
    title = f"Set the severity of {code}…"
    command = "stackls.setSeverity" if is_client else "stackls.ui.setSeverity"
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        command=types.Command(title=title, command=command, arguments=[{"code": code}]),
    )


def terminal_action(
    finding: Finding,
    uri: str,
    lines: LineIndex,
    encoding: Encoding,
    capabilities: Capabilities,
) -> types.CodeAction:
    """A quick fix that runs a command in a terminal, for clients that have a command for that."""
    title = visible(f"Run `{finding.shell}` in the terminal")
    command = types.Command(title, "stackls.runInTerminal", arguments=[{"command": finding.shell}])
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[to_proto.diagnostic(finding, lines, uri, encoding, capabilities)],
        command=command,
    )


def rewrite(
    fix: Fix,
    uri: str,
    version: int | None,
    lines: LineIndex,
    encoding: Encoding,
    capabilities: Capabilities,
) -> types.CodeAction:
    """A rewrite that fixes nothing."""
    edits = [to_proto.text_edit(lines, edit, encoding) for edit in fix.edits]
    return types.CodeAction(
        title=visible(fix.title),
        kind=types.CodeActionKind.RefactorRewrite,
        edit=to_proto.workspace_edit(uri, version, edits, capabilities),
    )


def flat_symbols(
    symbols: Sequence[Symbol], uri: str, lines: LineIndex, encoding: Encoding, container: str = ""
) -> list[types.SymbolInformation]:
    """Symbols for clients that show no tree."""
    result: list[types.SymbolInformation] = []
    for symbol in symbols:
        location = types.Location(uri, to_proto.range_of(lines, symbol.span, encoding))
        kind = _SYMBOL_KINDS[symbol.kind]
        result.append(
            types.SymbolInformation(
                location, visible(symbol.name), kind, container_name=visible(container) or None
            )
        )
        result.extend(flat_symbols(symbol.children, uri, lines, encoding, symbol.name))
    return result
