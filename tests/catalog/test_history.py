"""Past versions of ZenML: what is kept of them, and what is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from build_history import facts_in, lifetimes, write_history
from stackls_core.catalog.bundled import CatalogFolder, open_folder
from stackls_core.catalog.delta import applied, difference
from stackls_core.catalog.errors import CatalogError
from stackls_core.catalog.facts import facts_of, with_words
from stackls_core.catalog.history import HISTORY, LIFETIMES, History

NEWEST = open_folder()
KNOWN = History(NEWEST)


def texts(node: Any) -> list[str]:
    """Every string below a key that ZenML's own words stand under."""
    found: list[str] = []
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "title", "message", "attribute_docs", "docs_url"):
                found += [value] if isinstance(value, str) else []
            found += texts(value)
    elif isinstance(node, list):
        for item in node:
            found += texts(item)
    return found


@pytest.mark.parametrize(
    "version", ["0.68.1", "0.75.1", "0.80.2", "0.85.0", "0.90.0", "0.94.6", "0.97.0"]
)
def test_the_newest_patch_of_a_minor_release_is_known(version: str):
    assert version in KNOWN.versions


@pytest.mark.parametrize("version", KNOWN.versions)
def test_every_flavor_of_a_past_version_can_be_read(version: str):
    catalog = KNOWN.catalog(version)
    found = [catalog.flavor(kind, s.name) for kind in catalog.types for s in catalog.flavors(kind)]
    assert len(found) >= 56
    assert {flavor.zenml_version for flavor in found if flavor} == {version}
    assert all(flavor and (flavor.parameters or flavor.schema) for flavor in found)


@pytest.mark.parametrize("path", sorted(HISTORY.glob("*.json")), ids=lambda path: path.stem)
def test_no_text_of_zenmls_is_kept(path: Path):
    assert texts(json.loads(path.read_text(encoding="utf-8"))) == []


def test_a_version_has_what_it_had():
    old, new = KNOWN.catalog("0.85.0"), KNOWN.catalog("0.97.0")
    assert ("sandbox" in old.types, "sandbox" in new.types) == (False, True)
    assert (old.imports.lists, new.imports.lists) == (False, True)
    assert (old.imports.refuses_unknown_keys, new.imports.refuses_unknown_keys) == (False, True)
    assert (len(old.imports.repeatable), len(new.imports.repeatable)) == (0, 4)
    drops, refuses = KNOWN.catalog("0.91.0").imports, KNOWN.catalog("0.91.2").imports
    assert (drops.refuses_unknown_keys, refuses.refuses_unknown_keys) == (False, True)
    aws = KNOWN.catalog("0.90.0").flavor("deployer", "aws")
    assert aws is not None
    assert "port" in aws.parameters
    assert KNOWN.lifetimes.of("deployer", "aws", "port").words == "since 0.90, until 0.90"
    assert KNOWN.lifetimes.of("sandbox").sentence == "It came with ZenML 0.95."


def test_a_parameter_that_lives_on_has_the_words_of_the_newest_version():
    old = KNOWN.catalog("0.85.0").flavor("artifact_store", "s3")
    new = NEWEST.load("artifact_store", "s3")
    assert old is not None
    assert new is not None
    assert old.parameters["key"].description == new.parameters["key"].description != ""
    assert old.parameters["key"].sensitive


@pytest.mark.parametrize("key", ["artifact_store/s3", "orchestrator/kubernetes", "deployer/aws"])
def test_words_are_no_facts(key: str):
    record = NEWEST.record(*key.split("/"))
    facts = facts_of(record)
    assert texts(facts) == []
    restored = with_words(facts, record)
    assert facts_of(restored) == facts
    assert restored["description"] == record["description"]
    assert restored["schema"] == record["schema"]


def test_a_parameter_may_be_called_like_a_word_of_schemas():
    schema = {
        "title": "C",
        "properties": {"title": {"type": "string", "title": "Title", "default": {"title": "x"}}},
    }
    record = {"type": "t", "name": "n", "schema": schema, "facts": {}}
    kept = facts_of(record)["schema"]
    assert kept == {"properties": {"title": {"type": "string", "default": {"title": "x"}}}}


@pytest.mark.parametrize(
    ("before", "after", "delta"),
    [
        ({}, {}, {}),
        ({"a": 1}, {}, {"-": ["a"]}),
        ({}, {"a": None}, {"+": {"a": None}}),
        ({"a": 1}, {"a": True}, {"+": {"a": True}}),
        ({"a": [1]}, {"a": [1.0]}, {"+": {"a": [1.0]}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, {"~": {"a": {"-": ["b"]}}}),
        ({"a": {"b": 1}}, {"a": None}, {"+": {"a": None}}),
    ],
)
def test_a_difference_leads_from_one_to_the_other(before: Any, after: Any, delta: Any):
    assert difference(before, after) == delta
    assert repr(applied(delta, before)) == repr(after)


def test_what_does_not_fit_is_noticed():
    with pytest.raises(KeyError):
        applied({"-": ["a"]}, {})


def all_facts() -> dict[str, Any]:
    past = {version: KNOWN.facts(version) for version in KNOWN.versions}
    return {**past, NEWEST.zenml_version: facts_in(NEWEST)}


def test_writing_what_is_known_changes_nothing(tmp_path: Path):
    write_history(all_facts(), tmp_path)
    for path in HISTORY.glob("*.json"):
        assert (tmp_path / path.name).read_text("utf-8") == path.read_text("utf-8"), path.name


def test_lifetimes_are_from_the_first_to_the_last_version_that_has_it():
    def facts(*names: str) -> dict[str, Any]:
        flavor = {"schema": {"properties": {name: {} for name in names}}}
        imports = {"lists": False, "repeatable": []}
        return {"types": ["t"], "import": imports, "flavors": {"t/f": flavor}}

    found = dict(
        lifetimes({"0.1.0": facts("a", "b"), "0.2.0": facts("b"), "0.3.0": facts("b", "c")})
    )
    assert found == {"t/f.a": [None, "0.1.0"], "t/f.c": ["0.3.0", None]}


def test_a_history_beside_another_version_is_refused(tmp_path: Path):
    (tmp_path / "0.1.0.json").write_text('{"newer": "0.2.0", "changes": {}}', "utf-8")
    (tmp_path / f"{LIFETIMES}.json").write_text("{}", "utf-8")
    history = History(NEWEST, tmp_path)
    assert not history.starts_here
    with pytest.raises(CatalogError, match=r"written beside those of 0.2.0"):
        history.catalog("0.1.0")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"newer": "0.98.0"}'])
def test_a_damaged_history_is_named(tmp_path: Path, content: str):
    (tmp_path / "0.1.0.json").write_text(content, "utf-8")
    (tmp_path / f"{LIFETIMES}.json").write_text("{}", "utf-8")
    with pytest.raises(CatalogError):
        History(NEWEST, tmp_path).catalog("0.1.0")


def test_nothing_is_read_before_a_version_is_asked_for(tmp_path: Path):
    newest: CatalogFolder = open_folder()
    assert History(newest, tmp_path / "nowhere").versions == ()
    assert newest.loaded == 0
