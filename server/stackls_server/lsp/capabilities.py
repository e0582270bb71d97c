"""What the connected client can do, asked once and named plainly."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from stackls_core.text import Encoding
from stackls_server.lsp import from_proto


@dataclass(frozen=True)
class Capabilities:
    """Everything is off until a client says otherwise."""

    encoding: Encoding = Encoding.UTF16
    """The first that the client names of those pygls knows."""
    snippets: bool = False
    several_lines: bool = True
    """Whether completion may insert line breaks; Neovim without snippets writes NUL for each."""
    insert_modes: frozenset[types.InsertTextMode] = frozenset()
    deprecated_tag: bool = False
    completion_markdown: bool = False
    hover_markdown: bool = False
    related_information: bool = False
    code_description: bool = False
    diagnostic_tags: frozenset[types.DiagnosticTag] = frozenset()
    code_action_literals: bool = False
    document_changes: bool = False
    hierarchical_symbols: bool = False
    pull_diagnostics: bool = False
    refresh_diagnostics: bool = False
    work_done_progress: bool = False
    configuration: bool = False
    dynamic_configuration: bool = False
    watched_files: bool = False
    """Whether it tells of changed files when it is asked to."""
    folding_limit: int | None = None
    refresh_inlay_hints: bool = False
    refresh_code_lenses: bool = False
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
    pulled = document.diagnostic or types.DiagnosticClientCapabilities()
    actions = document.code_action or types.CodeActionClientCapabilities()
    changes = workspace.did_change_configuration
    watched = workspace.did_change_watched_files
    hints = workspace.inlay_hint
    lenses = workspace.code_lens
    modes = item.insert_text_mode_support
    tags = item.tag_support
    diagnostic_tags = published.tag_support or pulled.tag_support
    client = params.client_info.name if params.client_info else ""
    return Capabilities(
        encoding=from_proto.encoding(
            ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
        ),
        snippets=bool(item.snippet_support),
        several_lines=bool(item.snippet_support) or client != "Neovim",
        insert_modes=frozenset(modes.value_set if modes else ()),
        deprecated_tag=tags is not None and types.CompletionItemTag.Deprecated in tags.value_set,
        completion_markdown=_has_markdown(item.documentation_format),
        hover_markdown=_has_markdown(hover.content_format),
        related_information=bool(published.related_information or pulled.related_information),
        code_description=bool(
            published.code_description_support or pulled.code_description_support
        ),
        diagnostic_tags=frozenset(diagnostic_tags.value_set if diagnostic_tags else ()),
        code_action_literals=actions.code_action_literal_support is not None,
        document_changes=bool(
            workspace.workspace_edit and workspace.workspace_edit.document_changes
        ),
        hierarchical_symbols=bool(symbols.hierarchical_document_symbol_support),
        pull_diagnostics=document.diagnostic is not None,
        refresh_diagnostics=bool(workspace.diagnostics and workspace.diagnostics.refresh_support),
        work_done_progress=bool(window.work_done_progress),
        configuration=bool(workspace.configuration),
        dynamic_configuration=bool(changes and changes.dynamic_registration),
        watched_files=bool(watched and watched.dynamic_registration),
        folding_limit=document.folding_range.range_limit if document.folding_range else None,
        refresh_inlay_hints=bool(hints and hints.refresh_support),
        refresh_code_lenses=bool(lenses and lenses.refresh_support),
        suggest_command="Visual Studio Code" in client or "code-server" in client,
    )


def _has_markdown(formats: object) -> bool:
    return isinstance(formats, (list, tuple)) and types.MarkupKind.Markdown in formats
