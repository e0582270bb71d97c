"""What the documents of a workspace name, and where."""

from __future__ import annotations

from dataclasses import dataclass

from stackls_core.documents.kind import DocumentKind
from stackls_core.documents.kinds import kind_of
from stackls_core.documents.view import Target, View
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.parse import parse


@dataclass(frozen=True, eq=False)
class Location:
    """A span of a file that may not be open; ``lines`` turns it into positions."""

    uri: str
    lines: LineIndex
    span: Span


@dataclass(frozen=True, eq=False)
class IndexedFile:
    """One document, and what it names."""

    uri: str
    lines: LineIndex
    kind: DocumentKind
    targets: tuple[Target, ...]

    def location(self, span: Span) -> Location:
        """``span`` as a place in this file."""
        return Location(self.uri, self.lines, span)


@dataclass(frozen=True, eq=False)
class WorkspaceIndex:
    """All documents of ours that are known, in the order of their URIs."""

    files: tuple[IndexedFile, ...] = ()

    def named(self, key: tuple[str, ...]) -> list[Location]:
        """Where the thing with the key of a `Target` is named; each place once."""
        found: dict[tuple[str, Span], Location] = {}
        for file in self.files:
            for target in file.targets:
                if target.key == key:
                    found.setdefault((file.uri, target.span), file.location(target.span))
        return list(found.values())


def index_text(
    uri: str, text: str, path: str | None = None, globs: tuple[str, ...] = ()
) -> IndexedFile | None:
    """The index of one file; ``None``, without parsing it, where it is none of ours.

    ``path`` and ``globs`` are what `kind_of` takes.
    """
    lines = LineIndex(text)
    kind = kind_of(lines, path, globs)
    return index_view(uri, kind, kind.view(parse(text, lines))) if kind is not None else None


def index_view(uri: str, kind: DocumentKind, view: View) -> IndexedFile:
    """The index of a file that is parsed already."""
    return IndexedFile(uri, view.lines, kind, tuple(view.targets()))
