"""Flavors from several sources."""

from __future__ import annotations

from stackls_core.flavors.registry import FlavorRegistry
from tests.support.registry import InMemorySource, flavor

BUNDLED = FlavorRegistry(
    [
        InMemorySource(
            [flavor("orchestrator", "local"), flavor("orchestrator", "new"), flavor("alerter", "x")]
        )
    ]
)


def names(registry: FlavorRegistry, component_type: str = "orchestrator") -> list[str]:
    return [summary.name for summary in registry.flavors(component_type)]


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
