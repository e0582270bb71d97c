"""The open documents, as the client has them.

pygls keeps texts of its own, but splits their lines at characters at which LSP does not; so this is
the only copy, and `protocol` keeps pygls from making another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lsprotocol import types

from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.text import Encoding
from stackls_core.validation.analyze import Memo
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp import from_proto


@dataclass
class Document:
    """An open document: its newest snapshot, and what analyses of it have learned so far."""

    uri: str
    version: int | None
    snapshot: Snapshot
    memo: Memo = field(default_factory=Memo)
    seconds: float = 0.0
    """How long its last analysis took; the next one waits accordingly."""


class Documents:
    """Documents by URI. All changes happen on the server's event loop."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def get(self, uri: str) -> Document | None:
        """The document, if it is open."""
        return self._documents.get(uri)

    def __iter__(self):
        return iter(list(self._documents.values()))

    def open(
        self,
        item: types.TextDocumentItem,
        registry: FlavorRegistry,
        globs: tuple[str, ...],
    ) -> Document:
        """A document was opened."""
        snapshot = Snapshot(item.text, registry, from_proto.path(item.uri), globs)
        document = Document(item.uri, item.version, snapshot)
        self._documents[item.uri] = document
        return document

    def change(
        self, params: types.DidChangeTextDocumentParams, encoding: Encoding
    ) -> Document | None:
        """A document was edited; ``None`` when it is not open."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return None
        for change in params.content_changes:
            old = document.snapshot
            text = from_proto.apply_change(old.lines, change, encoding)
            document.snapshot = Snapshot(text, old.registry, old.path, old.globs)
        document.version = params.text_document.version
        return document

    def close(self, uri: str) -> None:
        """A document was closed."""
        self._documents.pop(uri, None)

    def renew(self, registry: FlavorRegistry, globs: tuple[str, ...]) -> None:
        """Look at all documents anew: with other flavors, or as other kinds of files."""
        for document in self._documents.values():
            old = document.snapshot
            document.snapshot = Snapshot(old.text, registry, old.path, globs)
