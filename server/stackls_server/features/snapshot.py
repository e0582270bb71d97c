"""What a feature gets to look at: one version of one document, and the flavors that are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.documents.stack_file.detect import is_stack_file
from stackls_core.documents.stack_file.model import StackFile
from stackls_core.registry.known import KnownStore
from stackls_core.text import LineIndex
from stackls_core.yamltree.parse import Document, parse
from stackls_core.yamltree.reparse import reparse


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An immutable view; nothing is computed before a feature asks for it."""

    text: str
    registry: FlavorRegistry
    path: str | None = None
    globs: tuple[str, ...] = ()
    known: KnownStore | None = None
    """The registry as it was seen last; ``None`` before that."""
    line_index: LineIndex | None = None
    """That of the text, where it is known already."""
    base: Document | None = None
    """The tree of an earlier version of the text, from which that of this one can be made."""

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text."""
        return self.line_index or LineIndex(self.text)

    @cached_property
    def is_stack_file(self) -> bool:
        """Whether the document is one of ours; features answer nothing where it is not."""
        return is_stack_file(self.text, self.path, self.globs)

    @cached_property
    def stack_file(self) -> StackFile:
        """The document as a tree."""
        lines = self.lines
        return StackFile(reparse(self.base, lines) if self.base else parse(self.text, lines))

    def edited(self, lines: LineIndex) -> Snapshot:
        """The next version of the document."""
        return replace(self, text=lines.text, line_index=lines, base=self._whole_tree())

    def renewed(
        self, registry: FlavorRegistry, globs: tuple[str, ...], known: KnownStore | None
    ) -> Snapshot:
        """The same text, looked at with other flavors or as another kind of file."""
        base = self._whole_tree()
        return replace(self, registry=registry, globs=globs, known=known, base=base)

    def _whole_tree(self) -> Document | None:
        """The newest tree that is free of errors: of this version, or of one before."""
        made: StackFile | None = self.__dict__.get("stack_file")
        return made.document if made is not None and not made.document.errors else self.base
