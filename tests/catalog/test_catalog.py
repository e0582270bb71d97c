"""Flavors from several sources."""

from __future__ import annotations

import pytest

from stackls_core.catalog.catalog import Catalog
from tests.support.catalog import InMemorySource, flavor

BUNDLED = Catalog(
    [
        InMemorySource(
            [flavor("orchestrator", "local"), flavor("orchestrator", "new"), flavor("alerter", "x")]
        )
    ]
)


def names(catalog: Catalog, component_type: str = "orchestrator") -> list[str]:
    return [summary.name for summary in catalog.flavors(component_type)]


def test_a_source_of_the_same_version_adds_to_what_is_known():
    live = BUNDLED.below(InMemorySource([flavor("orchestrator", "mine")]))
    assert names(live) == ["local", "mine", "new"]
    assert live.zenml_version == "1.2.3"


def test_a_source_of_another_version_has_all_of_its_flavors():
    older = InMemorySource([flavor("orchestrator", "local"), flavor("orchestrator", "old")], "1.1")
    live = BUNDLED.below(older)
    assert (names(live), names(live, "alerter")) == (["local", "old"], [])
    assert live.flavor("orchestrator", "new") is None
    assert live.flavor("orchestrator", "old") is not None
    assert live.zenml_version == "1.1"


def test_a_flavor_that_cannot_be_loaded_is_the_bundled_one():
    class Broken(InMemorySource):
        def load(self, component_type: str, name: str):
            return None

    live = BUNDLED.below(Broken([flavor("orchestrator", "local")], "1.1"))
    assert names(live) == ["local"]
    assert live.flavor("orchestrator", "local") == BUNDLED.flavor("orchestrator", "local")


@pytest.mark.parametrize(
    ("answers", "concluded"),
    [
        ((True, False), (True, False)),
        ((False, True), (False, True)),
        ((False, False), (None, None)),  # what a class says that does not say anything
        ((False, None), (None, None)),  # depends on the configuration
        ((None, None), (None, None)),
        ((True, None), (True, None)),
        ((True, True), (True, True)),
    ],
)
def test_where_a_flavor_is(
    answers: tuple[bool | None, bool | None], concluded: tuple[bool | None, bool | None]
):
    remote, local = answers
    shelf = flavor("artifact_store", "shelf", remote=remote, local=local)
    found = Catalog([InMemorySource([shelf])]).flavor("artifact_store", "shelf")
    assert found is not None
    assert (found.remote, found.local) == answers
    assert found.locality == concluded
