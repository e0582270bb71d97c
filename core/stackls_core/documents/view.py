"""What a kind of document makes of a tree. This much holds for any YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from stackls_core.yamltree.nodes import Entry, Mapping, Node, as_dict, entry_of
from stackls_core.yamltree.values import holds_placeholder

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.section import Section
    from stackls_core.findings import Fix
    from stackls_core.registry.known import VerdictKey
    from stackls_core.text import LineIndex, Span, TextEdit
    from stackls_core.yamltree.parse import Document


class SymbolKind(Enum):
    """What a symbol stands for."""

    STACK = "stack"
    TYPE = "type"
    COMPONENT = "component"
    KEY = "key"
    STEP = "step"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Symbol:
    """An entry of the outline: ``span`` is all of it, ``selection`` the part that names it."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


@dataclass(frozen=True)
class Target:
    """Something with a name that a document defines or refers to.

    ``key`` says what it is to ZenML: equal keys are one thing, in all documents where it is
    ``is_shared``. ``span`` is where the name is written, without quotes; ``token`` is what has to
    be pointed at. What ``is_defined`` here can be gone to, what ``is_renamable`` renamed. In a list
    of symbols it is ``symbol``, in ``container``, and also found by ``words``.
    """

    key: tuple[str, ...]
    name: str
    span: Span
    token: Span
    is_shared: bool = True
    is_defined: bool = True
    is_renamable: bool = True
    symbol: SymbolKind | None = None
    container: str = ""
    words: tuple[str, ...] = ()


class RenameRefused(Exception):
    """The new name cannot be given; the message says why, in words for the user."""


@dataclass(frozen=True, eq=False)
class View:
    """A document of no kind: it has no sections and names nothing. Kinds say more."""

    document: Document

    not_applicable: ClassVar[frozenset[str]] = frozenset()
    """The codes of rules for any kind that do not hold for this one."""

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def lines(self) -> LineIndex:
        return self.document.lines

    @cached_property
    def root(self) -> Mapping | None:
        """The document's mapping, or ``None`` where it is something else."""
        return as_dict(self.document.root)

    def entry(self, key: str) -> Entry | None:
        """The entry of a top-level key."""
        return entry_of(self.root, key)

    def is_unknown(self, entry: Entry | None) -> bool:
        """Whether an entry's value is only known once placeholders are replaced."""
        return entry is not None and holds_placeholder(entry.value)

    @cached_property
    def zenml_version(self) -> str | None:
        """The version the document says it is for."""
        return None

    @property
    def is_surely_ours(self) -> bool:
        """Whether its content leaves no doubt, so that it may be changed without being asked for.

        A file of somebody's own may happen to look like one of a kind.
        """
        return True

    def is_read(self, offset: int) -> bool:
        """Whether ZenML looks at what is written at ``offset``."""
        del offset
        return True

    def sections(self, catalog: Catalog) -> Iterable[Section[Any]]:
        """The sections, in the order of the text. Raises `CatalogError`."""
        del catalog
        return ()

    def configurations(self) -> Iterator[tuple[VerdictKey, Mapping]]:
        """What a ZenML can be asked about, and what its verdicts are kept under."""
        return iter(())

    def names_of_secrets(self) -> Iterator[Node]:
        """What stands under a key that sounds like a secret, and has nothing but names of some."""
        return iter(())

    def symbols(self) -> list[Symbol]:
        return []

    def targets(self) -> Iterator[Target]:
        """What can be gone to, renamed or referred to, anchors left out."""
        return iter(())

    def rename(self, target: Target, new_name: str) -> tuple[TextEdit, ...]:
        """The edits that rename what has the key of ``target``. Raises `RenameRefused`."""
        raise RenameRefused(f"{target.name} cannot be renamed to {new_name}.")

    def rewrites(self, offset: int) -> list[Fix]:
        """Other ways to write what is at ``offset`` that mean the same."""
        del offset
        return []
