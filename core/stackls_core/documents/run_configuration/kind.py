"""Run configurations as a kind of document."""

from __future__ import annotations

from collections.abc import Mapping

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.completion import DocumentationKey
from stackls_core.documents.kind import Special
from stackls_core.documents.place import Place
from stackls_core.documents.rule import AnyRule
from stackls_core.documents.run_configuration import docs, offers, place
from stackls_core.documents.run_configuration.all_rules import RULES
from stackls_core.documents.run_configuration.detect import looks_like_run_configuration
from stackls_core.documents.run_configuration.keys import PARAMETERS, SETTINGS, STEPS
from stackls_core.documents.run_configuration.owners import owner_named
from stackls_core.documents.run_configuration.view import RunConfigurationView
from stackls_core.documents.section import Owner
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.text import LineIndex
from stackls_core.yamltree.cursor.cursor import Cursor
from stackls_core.yamltree.parse import Document


class RunConfigurationKind:
    """The kind of `RUN_CONFIGURATION`."""

    name = offers.NAME
    suffixes = (".run.yaml", ".run.yml")
    blocks = frozenset({STEPS, SETTINGS, PARAMETERS})
    placeholder_words = (
        "Placeholder: ZenML puts the environment variable here, which has to be set."
    )

    @property
    def rules(self) -> tuple[AnyRule, ...]:
        return RULES

    @property
    def specials(self) -> Mapping[str, Special]:
        """What may be written at each special place."""
        return _SPECIALS

    def detect(self, lines: LineIndex) -> bool:
        """Whether the content says so."""
        return looks_like_run_configuration(lines)

    def zenml_version(self, lines: LineIndex) -> str | None:
        """Nothing in a run configuration says that."""
        del lines
        return None

    def view(
        self, document: Document, around: Surroundings = NOTHING_KNOWN
    ) -> RunConfigurationView:
        return RunConfigurationView(document, around)

    def place(
        self, cursor: Cursor, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
    ) -> Place:
        """What the place of the cursor means. Raises `CatalogError`."""
        return place.place_of(cursor, catalog, around)

    def owner(self, key: tuple[str, ...], catalog: Catalog) -> Owner | None:
        """The top of a file, a step, or settings."""
        return owner_named(key, catalog)

    def documentation(self, key: DocumentationKey, catalog: Catalog) -> str:
        """About settings."""
        return docs.settings_documentation(key.names[0], catalog) if key.names else ""


RUN_CONFIGURATION = RunConfigurationKind()

_SPECIALS: Mapping[str, Special] = {
    place.TOP_KEY: Special(offers.top_keys, docs.key),
    place.STEP_NAME: Special(offers.step_names, docs.step),
    place.STEP_KEY: Special(offers.step_keys, docs.key),
    place.SETTINGS_KEY: Special(offers.settings_keys, docs.settings),
    place.PIPELINE_PARAMETER: Special(offers.nothing, docs.nothing),
    place.STEP_PARAMETER: Special(offers.nothing, docs.nothing),
    place.COMPONENT_NAME: Special(offers.component_names, docs.value),
    place.INTEGRATION: Special(offers.integrations, docs.value),
    place.RUN_NAME: Special(offers.run_names, docs.value, opens_by_itself=False),
}
