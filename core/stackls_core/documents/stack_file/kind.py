"""Stack files as a kind of document.

What is about rules, completion or one place is imported when it is first asked for: a check of a
file offers nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackls_core.documents.stack_file.topics import NAME
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.completion import DocumentationKey
    from stackls_core.documents.kind import Special
    from stackls_core.documents.place import Place
    from stackls_core.documents.rule import AnyRule
    from stackls_core.documents.section import Owner
    from stackls_core.documents.stack_file.view import StackFileView
    from stackls_core.text import LineIndex
    from stackls_core.yamltree.cursor.cursor import Cursor
    from stackls_core.yamltree.parse import Document


class StackFileKind:
    """The kind of `STACK_FILE`."""

    name = NAME
    suffixes = (".stack.yaml", ".stack.yml")
    blocks = frozenset({"components"})
    placeholder_words = (
        "Placeholder: ZenML does not replace it. Run a tool such as envsubst before import."
    )

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        from stackls_core.documents.stack_file.all_rules import RULES

        return RULES

    @property
    def specials(self) -> Mapping[str, Special]:
        """What may be written at each special place."""
        from stackls_core.documents.stack_file.specials import SPECIALS

        return SPECIALS

    def detect(self, lines: LineIndex) -> bool:
        """Whether the content says so."""
        from stackls_core.documents.stack_file.detect import looks_like_stack_file

        return looks_like_stack_file(lines.text)

    def zenml_version(self, lines: LineIndex) -> str | None:
        """What is written after ``zenml_version`` at the top of the file."""
        from stackls_core.documents.stack_file.detect import written_version

        return written_version(lines.text)

    def view(self, document: Document, around: Surroundings = NOTHING_KNOWN) -> StackFileView:
        """The document as a stack file, which depends on nothing around it."""
        from stackls_core.documents.stack_file.view import StackFileView

        del around
        return StackFileView(document)

    def place(
        self, cursor: Cursor, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
    ) -> Place:
        """What the place of the cursor means. Raises `CatalogError`."""
        from stackls_core.documents.stack_file.place import place_of

        return replace(place_of(cursor, catalog), around=around)

    def owner(self, key: tuple[str, ...], catalog: Catalog) -> Owner | None:
        """The flavor of that type and name."""
        from stackls_core.documents.section import owner_of_flavor

        flavor = catalog.flavor(*key) if len(key) == len(("type", "name")) else None
        return owner_of_flavor(flavor) if flavor is not None else None

    def documentation(self, key: DocumentationKey, catalog: Catalog) -> str:
        """About a key, a type or a flavor."""
        from stackls_core.documents.stack_file.specials import documentation

        return documentation(key, catalog)


STACK_FILE = StackFileKind()
