"""The open documents, as the client has them.

pygls keeps texts of its own, but splits their lines at characters at which LSP does not; so this is
the only copy, and `protocol` keeps pygls from making another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lsprotocol import types

from stackls_core.analysis.analyze import Memo
from stackls_core.cancellation import Cancellation
from stackls_core.catalog.catalog import Catalogs
from stackls_core.findings import Finding
from stackls_core.limits import MAX_CHARACTERS, MAX_KEPT_CHARACTERS
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import Encoding
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.converters.changes import apply_changes

Configured: TypeAlias = "tuple[tuple[str, ...], Mapping[str, str] | None]"
"""Globs by which a document is a stack file, and what its placeholders stand for."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """The analysis of one snapshot: running, or done."""

    snapshot: Snapshot
    result: asyncio.Task[list[Finding] | None]
    """Its findings; ``None`` where it was not made, as an edit came first."""
    cancellation: Cancellation


@dataclass(eq=False)
class Document:
    """An open document: its newest snapshot, and what analyses of it have learned so far."""

    uri: str
    version: int | None
    snapshot: Snapshot
    memo: Memo = field(default_factory=Memo)
    analysis: Analysis | None = None
    """The newest."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a thread analyses the document: the memo is not made for two at once."""
    seconds: float = 0.0
    """How long its last analysis took; the next one waits accordingly."""
    local_seconds: float | None = None
    """How long the last feature took that looks at a few lines only."""
    stuck: asyncio.Future[list[Finding]] | None = None
    """An analysis of it that does not come to an end; no other one is begun before that."""
    is_open: bool = True
    has_published: bool = False
    """Whether the client was sent diagnostics that have to be taken away again."""

    @property
    def name(self) -> str:
        """What to call it towards the user."""
        return from_proto.name(self.uri)

    def forget(self) -> None:
        """Give up what was worked out, as long as nothing is being worked out."""
        analysis = self.analysis
        if self.turn.locked() or (analysis is not None and not analysis.result.done()):
            return
        self.memo = Memo()
        self.snapshot, former = self.snapshot.forgotten(), self.snapshot
        if analysis is not None and analysis.snapshot is former:
            self.analysis = replace(analysis, snapshot=self.snapshot)

    @property
    def is_readable(self) -> bool:
        """Whether it is short enough for features to look at."""
        return len(self.snapshot.text) <= MAX_CHARACTERS


class Documents:
    """Documents by URI. All changes happen on the server's event loop."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self.known: KnownRegistry | None = None
        """The registry as it was seen last; `renew` gives it to all documents."""
        self.code: WorkspaceCode | None = None
        """The Python of the workspace as far as it is read; `renew` gives it to all, too."""

    def get(self, uri: str) -> Document | None:
        """The document, if it is open; from now on it is the one that was looked at last."""
        document = self._documents.pop(uri, None)
        if document is not None:
            self._documents[uri] = document
        return document

    def forget_oldest(self) -> None:
        """Keep what was worked out of documents within `MAX_KEPT_CHARACTERS`."""
        left = MAX_KEPT_CHARACTERS
        for document in reversed(self._documents.values()):
            left -= len(document.snapshot.text)
            if left < 0:
                document.forget()

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._documents.values()))

    def open(
        self,
        item: types.TextDocumentItem,
        catalogs: Catalogs,
        configured: Configured,
    ) -> Document:
        """A document was opened; one that was open already is replaced."""
        former = self.close(item.uri)
        path = from_proto.path(item.uri)
        globs, variables = configured
        snapshot = Snapshot(
            item.text, catalogs, path, globs, self.known, self.code, variables=variables
        )
        document = Document(item.uri, item.version, snapshot)
        document.has_published = former is not None and former.has_published
        self._documents[item.uri] = document
        return document

    def change(
        self, params: types.DidChangeTextDocumentParams, encoding: Encoding
    ) -> Document | None:
        """A document was edited; ``None`` when it is not open."""
        document = self.get(params.text_document.uri)
        if document is None:
            return None
        old = document.snapshot
        changes = map(from_proto.change, params.content_changes)
        lines = apply_changes(old.lines, changes, encoding)
        document.snapshot = old.edited(lines)
        document.version = params.text_document.version
        return document

    def close(self, uri: str) -> Document | None:
        """A document was closed; ``None`` when it was not open."""
        document = self._documents.pop(uri, None)
        if document is not None:
            document.is_open = False
            if document.analysis is not None:
                document.analysis.cancellation.cancel()
        return document

    def use_code(self, code: WorkspaceCode) -> list[Document]:
        """Look at documents by what the workspace's Python says now; those it says something of."""
        self.code = code
        concerned: list[Document] = []
        for document in self._documents.values():
            snapshot = document.snapshot
            renewed = snapshot.renewed(snapshot.catalogs, snapshot.globs, self.known, code)
            if snapshot.scope is not None or renewed.scope is not None:
                document.snapshot = renewed
                concerned.append(document)
        return concerned

    def renew(
        self,
        catalogs_for: Callable[[str | None], Catalogs],
        configured: Callable[[str | None], Configured],
    ) -> None:
        """Look at all documents anew: with other flavors, or as other kinds of files."""
        for document in self._documents.values():
            path = document.snapshot.path
            globs, variables = configured(path)
            renewed = document.snapshot.renewed(catalogs_for(path), globs, self.known, self.code)
            document.snapshot = replace(renewed, variables=variables)
