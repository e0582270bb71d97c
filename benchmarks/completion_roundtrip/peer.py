"""A server, and a client that asks it for completion in one document."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from stackls_core.text import LineIndex

_PATIENCE = 300


class Peer:
    """A server with a client that knows where it is."""

    def __init__(self, folder: Path, snippets: bool, name: str) -> None:
        self.client = LanguageClient("completion-roundtrip", "1")
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(_ignore)
        self.snippets = snippets
        self.version = 0
        self.folder = folder.as_uri()
        self.uri = (folder / name).as_uri()

    async def start(self) -> None:
        start = "from stackls_server.lsp.app import create_server; create_server().start_io()"
        await self.client.start_io(sys.executable, "-c", start)
        item = types.ClientCompletionItemOptions(snippet_support=self.snippets)
        completion = types.CompletionClientCapabilities(completion_item=item)
        document = types.TextDocumentClientCapabilities(completion=completion)
        general = types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind.Utf32]
        )
        capabilities = types.ClientCapabilities(text_document=document, general=general)
        await self.client.initialize_async(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[types.WorkspaceFolder(self.folder, "roundtrip")],
            )
        )
        self.client.initialized(types.InitializedParams())
        opened = types.TextDocumentItem(self.uri, "yaml", self.version, "")
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(opened))

    async def complete(self, text: str, offset: int) -> list[types.CompletionItem]:
        self.version += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        at = LineIndex(text).position(offset)
        answer = await self.client.text_document_completion_async(
            types.CompletionParams(
                types.TextDocumentIdentifier(self.uri), types.Position(at.line, at.column)
            )
        )
        if isinstance(answer, types.CompletionList):
            return sorted(answer.items, key=lambda item: item.sort_text or item.label)
        return list(answer or [])

    async def until_offered(self, text: str, *labels: str) -> None:
        """Wait until ``labels`` are completed at the end of ``text``: until the code is read."""
        for _ in range(_PATIENCE):
            if {item.label for item in await self.complete(text, len(text))} >= set(labels):
                return
            await asyncio.sleep(0.1)
        raise RuntimeError(f"the server does not offer {', '.join(labels)}")

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)


def _ignore(params: types.PublishDiagnosticsParams) -> None:
    """Diagnostics are not what this is about."""
    del params
