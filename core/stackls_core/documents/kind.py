"""The port: what stackls has to know about a kind of document. Each kind is one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor
    from stackls_core.documents.completion import Completion, DocumentationKey, Request
    from stackls_core.documents.place import Place
    from stackls_core.documents.rule import AnyRule
    from stackls_core.documents.section import Owner
    from stackls_core.documents.view import View
    from stackls_core.text import LineIndex
    from stackls_core.yamltree.cursor.cursor import Cursor
    from stackls_core.yamltree.parse import Document


def _no_flavor(found: Place, token: str, catalog: Catalog) -> None:
    del found, token, catalog


@dataclass(frozen=True)
class Special:
    """A place that no schema describes.

    ``offers`` gives what may be written there; ``describe`` says in Markdown what a word there
    means, empty where there is nothing to say, and ``flavor`` which flavor it names. What users
    type without looking at a list, because it comes with its key, is not one that
    ``opens_by_itself``.
    """

    offers: Callable[[Request], Iterable[Completion]]
    describe: Callable[[Place, str, Catalog], str]
    opens_by_itself: bool = True
    flavor: Callable[[Place, str, Catalog], Flavor | None] = _no_flavor


class DocumentKind(Protocol):
    """One kind of document. It is listed once, in `kinds.KINDS`."""

    @property
    def name(self) -> str:
        """What it is called, towards the user too."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of file names, in lower case, that make any document one of this kind."""
        ...

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        """Its rules, in the order in which a reader would want to hear of them."""
        ...

    @property
    def specials(self) -> Mapping[str, Special]:
        """What may be written at each special `Place` of it."""
        ...

    @property
    def blocks(self) -> frozenset[str]:
        """The keys at the top that hold a mapping."""
        ...

    @property
    def placeholder_words(self) -> str:
        """What becomes of ``${VARIABLE}`` in a value, in a sentence."""
        ...

    def detect(self, lines: LineIndex) -> bool:
        """Whether the content of a document says that it is one; from lines, never from a tree."""
        ...

    def zenml_version(self, lines: LineIndex) -> str | None:
        """The version that the document says it is for; from lines, as far as they tell it."""
        ...

    def view(self, document: Document, around: Surroundings = NOTHING_KNOWN) -> View:
        """What it makes of a tree, with what is known around it. Never raises."""
        ...

    def place(
        self, cursor: Cursor, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
    ) -> Place:
        """What the place of the cursor means; from lines alone."""
        ...

    def owner(self, key: tuple[str, ...], catalog: Catalog) -> Owner | None:
        """The owner of that key. Raises `CatalogError`."""
        ...

    def documentation(self, key: DocumentationKey, catalog: Catalog) -> str:
        """The Markdown that belongs to what a `Special` offered."""
        ...
