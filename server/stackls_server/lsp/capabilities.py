"""What the connected client can do, asked once and named plainly."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types


@dataclass(frozen=True)
class Capabilities:
    """Everything is off until a client says otherwise."""

    snippets: bool = False
    insert_as_is: bool = False
    deprecated_tag: bool = False
    completion_markdown: bool = False
    hover_markdown: bool = False
    related_information: bool = False
    code_description: bool = False
    document_changes: bool = False
    hierarchical_symbols: bool = False
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    work_done_progress: bool = False
    configuration: bool = False
    suggest_command: bool = False


def read_capabilities(params: types.InitializeParams) -> Capabilities:
    """The capabilities that ``initialize`` announces. Whatever is left out counts as missing."""
    document = params.capabilities.text_document or types.TextDocumentClientCapabilities()
    workspace = params.capabilities.workspace or types.WorkspaceClientCapabilities()
    window = params.capabilities.window or types.WindowClientCapabilities()
    completion = document.completion or types.CompletionClientCapabilities()
    item = completion.completion_item or types.ClientCompletionItemOptions()
    hover = document.hover or types.HoverClientCapabilities()
    published = document.publish_diagnostics or types.PublishDiagnosticsClientCapabilities()
    symbols = document.document_symbol or types.DocumentSymbolClientCapabilities()
    modes = item.insert_text_mode_support
    tags = item.tag_support
    client = params.client_info.name if params.client_info else ""
    return Capabilities(
        snippets=bool(item.snippet_support),
        insert_as_is=modes is not None and types.InsertTextMode.AsIs in modes.value_set,
        deprecated_tag=tags is not None and types.CompletionItemTag.Deprecated in tags.value_set,
        completion_markdown=_has_markdown(item.documentation_format),
        hover_markdown=_has_markdown(hover.content_format),
        related_information=bool(published.related_information),
        code_description=bool(published.code_description_support),
        document_changes=bool(
            workspace.workspace_edit and workspace.workspace_edit.document_changes
        ),
        hierarchical_symbols=bool(symbols.hierarchical_document_symbol_support),
        pull_diagnostics=document.diagnostic is not None,
        refresh_diagnostics=bool(workspace.diagnostics and workspace.diagnostics.refresh_support),
        work_done_progress=bool(window.work_done_progress),
        configuration=bool(workspace.configuration),
        suggest_command="Visual Studio Code" in client or "code-server" in client,
    )


def _has_markdown(formats: object) -> bool:
    return isinstance(formats, (list, tuple)) and types.MarkupKind.Markdown in formats
