"""What may be written at the special places of a run configuration, and what words there mean."""

from __future__ import annotations

from collections.abc import Mapping

from stackls_core.documents.kind import Special
from stackls_core.documents.run_configuration import docs, offers, place

SPECIALS: Mapping[str, Special] = {
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
