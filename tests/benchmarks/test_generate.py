"""The generator, without ZenML: what a comparison relies on."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import yaml

from benchmarks.differential.catalog import BUNDLED, Catalog, load_catalog
from benchmarks.differential.generate import Case, generate, labels

COUNT = 2000


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def cases(catalog: Catalog) -> list[Case]:
    return list(generate(1, COUNT, catalog))


def test_a_seed_always_gives_the_same_cases(catalog: Catalog, cases: list[Case]) -> None:
    assert list(generate(1, 300, catalog)) == cases[:300]


def test_another_seed_gives_other_cases(catalog: Catalog, cases: list[Case]) -> None:
    texts = {case.text for case in cases}
    assert not any(case.text in texts for case in generate(2, 100, catalog))


def test_every_label_comes_up(cases: list[Case]) -> None:
    assert {case.label for case in cases} == set(labels())


def test_no_label_drowns_the_others(cases: list[Case]) -> None:
    (_, most), *_ = Counter(case.label for case in cases).most_common()
    assert most < COUNT / 20


def test_layouts_change_no_content_that_yaml_reads(cases: list[Case]) -> None:
    for case in cases:
        if case.label.startswith("layout/"):
            document = yaml.safe_load(case.text.removeprefix("\ufeff"))
            assert {"stack_name", "zenml_version", "components"} <= document.keys()
            assert {"orchestrator", "artifact_store"} <= document["components"].keys()


def test_every_flavor_and_nearly_every_parameter_comes_up(
    catalog: Catalog, cases: list[Case]
) -> None:
    met: set[tuple[str, str]] = set()
    parameters: set[tuple[str, str, str]] = set()
    for case in cases:
        for kind, entry in _components(case).items():
            for component in entry if isinstance(entry, list) else [entry]:
                if isinstance(component, dict) and isinstance(component.get("flavor"), str):
                    met.add((kind, component["flavor"]))
                    configuration = component.get("configuration")
                    if isinstance(configuration, dict):
                        parameters |= {(kind, component["flavor"], str(n)) for n in configuration}
    known = {(f.type, f.name, name) for f in catalog.flavors for name in f.parameters}
    assert {(f.type, f.name) for f in catalog.flavors} <= met
    assert len(known & parameters) > 0.97 * len(known)


def test_the_catalog_on_disk_is_all_there(catalog: Catalog) -> None:
    listed = json.loads((BUNDLED / "index.json").read_text("utf-8"))["flavors"]
    assert [(f.type, f.name) for f in catalog.flavors] == [(f["type"], f["name"]) for f in listed]


def _components(case: Case) -> dict[str, object]:
    try:
        document = yaml.safe_load(case.text.removeprefix("\ufeff"))
        return {str(kind): entry for kind, entry in document["components"].items()}
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return {}
