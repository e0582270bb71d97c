"""Run configurations as a kind of document.

What is about rules, completion or one place is imported when it is first asked for: a check of a
file offers nothing, and of most files there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.documents.run_configuration.keys import NAME, PARAMETERS, SETTINGS, STEPS
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.completion import DocumentationKey
    from stackls_core.documents.kind import Special
    from stackls_core.documents.place import Place
    from stackls_core.documents.rule import AnyRule
    from stackls_core.documents.run_configuration.view import RunConfigurationView
    from stackls_core.documents.section import Owner
    from stackls_core.text import LineIndex
    from stackls_core.yamltree.cursor.cursor import Cursor
    from stackls_core.yamltree.parse import Document


class RunConfigurationKind:
    """The kind of `RUN_CONFIGURATION`."""

    name = NAME
    suffixes = (".run.yaml", ".run.yml")
    blocks = frozenset({STEPS, SETTINGS, PARAMETERS})
    placeholder_words = (
        "Placeholder: ZenML puts the environment variable here, which has to be set."
    )

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        from stackls_core.documents.run_configuration.all_rules import RULES

        return RULES

    @property
    def specials(self) -> Mapping[str, Special]:
        """What may be written at each special place."""
        from stackls_core.documents.run_configuration.specials import SPECIALS

        return SPECIALS

    def detect(self, lines: LineIndex) -> bool:
        """Whether the content says so."""
        from stackls_core.documents.run_configuration.detect import looks_like_run_configuration

        return looks_like_run_configuration(lines)

    def zenml_version(self, lines: LineIndex) -> str | None:
        """Nothing in a run configuration says that."""
        del lines
        return None

    def view(
        self, document: Document, around: Surroundings = NOTHING_KNOWN
    ) -> RunConfigurationView:
        from stackls_core.documents.run_configuration.view import RunConfigurationView

        return RunConfigurationView(document, around)

    def place(
        self, cursor: Cursor, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
    ) -> Place:
        """What the place of the cursor means. Raises `CatalogError`."""
        from stackls_core.documents.run_configuration.place import place_of

        return place_of(cursor, catalog, around)

    def owner(self, key: tuple[str, ...], catalog: Catalog) -> Owner | None:
        """The top of a file, a step, or settings."""
        from stackls_core.documents.run_configuration.owners import owner_named

        return owner_named(key, catalog)

    def documentation(self, key: DocumentationKey, catalog: Catalog) -> str:
        """About settings."""
        from stackls_core.documents.run_configuration.docs import settings_documentation

        return settings_documentation(key.names[0], catalog) if key.names else ""


RUN_CONFIGURATION = RunConfigurationKind()
