"""What the connected client can do, asked once and named plainly."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from stackls_core.text import Encoding
from stackls_server import jupyter
from stackls_server.lsp.converters import from_proto


@dataclass(frozen=True)
class Capabilities:
    """Everything is off until a client says otherwise."""

    encoding: Encoding = Encoding.UTF16
    """The first that the client names of those pygls knows."""
    snippets: bool = False
    several_lines: bool = False
    """Whether plain text may hold line breaks; Vim and its like write NUL for each."""
    text_edits: bool = True
    """Whether completion replaces what an item says, instead of inserting at the cursor."""
    insert_modes: frozenset[types.InsertTextMode] = frozenset()
    deprecated_tag: bool = False
    label_details: bool = False
    """Whether each row of a list shows what it is, and not the selected one only."""
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
    show_documents: bool = False
    """Whether it opens a file when it is asked to."""


_TAKES_SEVERAL_LINES = ("Eglot", jupyter.CLIENT)
"""Without snippets, these are known to write line breaks as such."""
_ONE_LINE_BESIDES_SNIPPETS = ("Neovim", "Vim", "vim-lsp")
_EXPANDS_SNIPPETS_WRONGLY = ("Eglot", "")
"""Eglot has yasnippet expand them, which indents each line anew, so that components end up inside
of others. The one for Emacs 28 does not say its name."""


def read_capabilities(params: types.InitializeParams, started_by: str = "") -> Capabilities:
    """The capabilities that ``initialize`` announces. Whatever is left out counts as missing.

    ``started_by`` names the client where whoever starts the server knows.
    """
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
    client = started_by or (params.client_info.name if params.client_info else "")
    has_snippets = bool(item.snippet_support)
    return Capabilities(
        encoding=from_proto.encoding(
            ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
        ),
        snippets=has_snippets and client not in _EXPANDS_SNIPPETS_WRONGLY,
        several_lines=client in _TAKES_SEVERAL_LINES
        or (has_snippets and client not in ("", *_ONE_LINE_BESIDES_SNIPPETS)),
        text_edits=client != jupyter.CLIENT,
        insert_modes=frozenset(modes.value_set if modes else ()),
        deprecated_tag=tags is not None and types.CompletionItemTag.Deprecated in tags.value_set,
        label_details=bool(item.label_details_support),
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
        show_documents=bool(window.show_document and window.show_document.support),
        suggest_command="Visual Studio Code" in client or "code-server" in client,
    )


def _has_markdown(formats: object) -> bool:
    return isinstance(formats, (list, tuple)) and types.MarkupKind.Markdown in formats
