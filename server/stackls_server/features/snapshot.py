"""What a feature gets to look at: one version of one document, and the flavors that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from stackls_core.catalog.catalog import Catalog, Catalogs
from stackls_core.documents.kind import DocumentKind
from stackls_core.documents.kinds import KINDS, kind_of
from stackls_core.documents.surroundings import Surroundings
from stackls_core.documents.view import View
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import LineIndex
from stackls_core.workspace_code.index import Scope, WorkspaceCode
from stackls_core.yamltree.parse import Document, parse
from stackls_core.yamltree.reparse import reparse


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An immutable view; nothing is computed before a feature asks for it."""

    text: str
    catalogs: Catalogs
    path: str | None = None
    globs: tuple[str, ...] = ()
    known: KnownRegistry | None = None
    """The registry as it was seen last; ``None`` before that."""
    code: WorkspaceCode | None = None
    """The Python of the workspace; ``None`` before it is read."""
    stack_name: str = ""
    """The stack to look at the document for; the active one where there is no name."""
    variables: Mapping[str, str] | None = field(default=None, repr=False)
    """What its placeholders stand for, where a configuration says so."""
    line_index: LineIndex | None = None
    """That of the text, where it is known already."""
    base: Document | None = None
    """The tree of an earlier version of the text, from which that of this one can be made."""
    tree: Document | None = None
    """That of the text, where it is known already."""

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text."""
        return self.line_index or LineIndex(self.text)

    @cached_property
    def kind(self) -> DocumentKind | None:
        """The kind of the document; ``None`` where it is none of ours.

        Whoever calls a feature asks this first: features answer for any YAML.
        """
        scope = self.scope
        is_run = scope is not None and bool(scope.linked)
        return kind_of(self.lines, self.path, self.globs, is_run=is_run)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog of the version that the document is for."""
        kind = self.kind
        return self.catalogs.for_version(kind.zenml_version(self.lines) if kind else None)

    @property
    def scope(self) -> Scope | None:
        """What the Python of the workspace says of the document, if anything."""
        if self.code is None or self.path is None:
            return None
        return self.code.scope(self.path)

    @property
    def possible_kinds(self) -> tuple[DocumentKind, ...]:
        """The kinds that the document is of, or that an empty one may become."""
        if self.kind is not None:
            return (self.kind,)
        return () if self.text.strip() else KINDS

    @cached_property
    def document(self) -> Document:
        """The document as a tree."""
        if self.tree is not None:
            return self.tree
        return reparse(self.base, self.lines) if self.base else parse(self.text, self.lines)

    @cached_property
    def view(self) -> View:
        """What its kind makes of the tree."""
        if self.kind is None:
            return View(self.document)
        return self.kind.view(self.document, self.around)

    @cached_property
    def around(self) -> Surroundings:
        """What is known around the document."""
        return Surroundings(self.known, self.stack_name, self.scope)

    def for_stack(self, name: str) -> Snapshot:
        """The same document, looked at for another stack."""
        return replace(
            self,
            stack_name=name,
            line_index=self.lines,
            base=self._whole_tree(),
            tree=self._tree,
        )

    def edited(self, lines: LineIndex) -> Snapshot:
        """The next version of the document."""
        tree = self._tree if lines.text == self.text else None
        return replace(self, text=lines.text, line_index=lines, base=self._whole_tree(), tree=tree)

    def renewed(
        self,
        catalogs: Catalogs,
        globs: tuple[str, ...],
        known: KnownRegistry | None,
        code: WorkspaceCode | None = None,
    ) -> Snapshot:
        """The same text, looked at with other flavors or as another kind of file."""
        return replace(
            self,
            catalogs=catalogs,
            globs=globs,
            known=known,
            code=code,
            line_index=self.lines,
            base=self._whole_tree(),
            tree=self._tree,
        )

    def forgotten(self) -> Snapshot:
        """The same without what was worked out; itself where nothing was."""
        is_fresh = self.line_index is self.base is self.tree is None
        if is_fresh and len(self.__dict__) == len(fields(self)):
            return self
        return replace(self, line_index=None, base=None, tree=None)

    @property
    def _tree(self) -> Document | None:
        return self.__dict__.get("document", self.tree)

    def _whole_tree(self) -> Document | None:
        """The newest tree that is free of errors: of this version, or of one before."""
        made = self._tree
        return made if made is not None and not made.errors else self.base
