"""Plans of files that have something wrong or odd about them, on the local store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.limits import MAX_CHARACTERS
from stackls_core.plans.apply import apply
from stackls_core.plans.differences import FieldAction, field_changes
from stackls_core.plans.plan import digest_of, plan, plan_text
from stackls_core.plans.planned import Action
from stackls_core.registry.configurations import node_of, normalized, problems_of
from stackls_core.registry.errors import AmbiguousReference, NotFound, NotPlannable
from stackls_core.registry.model import Stack
from stackls_core.registry.plain import plain
from stackls_core.registry.references import find
from stackls_core.stores.local import LocalStore
from stackls_core.yamltree.values import to_value
from tests.stores.contract import stack_file


@pytest.fixture
def store(tmp_path: Path, shipped_catalog: Catalog) -> LocalStore:
    return LocalStore(lambda: shipped_catalog, tmp_path / "stacks.db")


def test_a_file_with_errors_cannot_be_planned(store: LocalStore, shipped_catalog: Catalog):
    text = stack_file(bucket="gs://data")
    found = plan_text(text, store, shipped_catalog)
    assert [finding.code for finding in found.findings] == ["wrong-scheme"]
    assert text[found.findings[0].span.start : found.findings[0].span.end] == "gs://data"
    assert found.is_blocked
    with pytest.raises(NotPlannable, match="an error: "):
        apply(found, store)


@pytest.mark.parametrize("text", ["", "a: [", "hello", "stack_name: x", "components: {}", "\x00"])
def test_what_is_no_stack_file_cannot_be_planned(
    store: LocalStore, shipped_catalog: Catalog, text: str
):
    found = plan_text(text, store, shipped_catalog)
    assert found.is_blocked
    assert not found.is_empty
    with pytest.raises(NotPlannable):
        apply(found, store)


def test_a_file_that_is_too_long_to_be_read_cannot_be_planned(
    store: LocalStore, shipped_catalog: Catalog
):
    text = stack_file() + "#" * MAX_CHARACTERS
    found = plan_text(text, store, shipped_catalog, stack_name="named")
    assert found.is_blocked
    with pytest.raises(NotPlannable, match="This file has more than 2,000,000 characters"):
        apply(found, store)


def test_findings_of_an_expanded_file_point_into_the_original(
    store: LocalStore, shipped_catalog: Catalog
):
    text = stack_file(bucket="${SCHEME}://data", cluster="${A_RATHER_LONG_VARIABLE}")
    variables = {"SCHEME": "gs", "A_RATHER_LONG_VARIABLE": "x"}
    found = plan_text(text, store, shipped_catalog, variables=variables)
    span = found.findings[0].span
    assert text[span.start : span.end] == "${SCHEME}://data"


def test_the_name_may_be_another_one(store: LocalStore, shipped_catalog: Catalog):
    found = plan_text(stack_file(), store, shipped_catalog, stack_name="staging")
    apply(found, store)
    assert store.stack("staging")


def test_the_mapping_form_anchors_and_merges(store: LocalStore, shipped_catalog: Catalog):
    text = """\
stack_name: prod
zenml_version: 0.98.0
_base: &base {path: 's3://data', key: AKIA}
components:
  artifact_store:
    name: bucket
    flavor: s3
    configuration: {<<: *base, key: OTHER}
  orchestrator: {name: default, flavor: local, configuration: {}}
"""
    apply(plan_text(text, store, shipped_catalog), store)
    found = store.component("artifact_store", "bucket").configuration
    assert found == {"path": "s3://data", "key": "OTHER"}
    assert plan_text(text, store, shipped_catalog).is_empty


def test_one_component_twice_cannot_be_planned(store: LocalStore, shipped_catalog: Catalog):
    extra = "  sandbox:\n" + 2 * "    - {name: box, flavor: local, configuration: {}}\n"
    found = plan_text(stack_file(extra=extra), store, shipped_catalog)
    assert [finding.code for finding in found.findings] == ["repeated-name"]
    assert found.is_blocked


def test_a_plan_knows_the_file_it_is_for(store: LocalStore, shipped_catalog: Catalog):
    text = stack_file(bucket="s3://${X}")
    found = plan_text(text, store, shipped_catalog, variables={"X": "data"})
    assert found.digest == digest_of(text)
    parsed = plan(parse_stack_file(text), store, shipped_catalog)
    assert parsed.digest == digest_of(text)
    assert [u.name for u in parsed.unresolved] == ["X"]
    assert parsed.stack
    assert parsed.stack.action is Action.CREATE


def test_no_part_of_a_plan_shows_a_secret(store: LocalStore, shipped_catalog: Catalog):
    text = stack_file().replace("hunter2", "${SECRET}")
    found = plan_text(text, store, shipped_catalog, variables={"SECRET": "hunter2"})
    assert "hunter2" not in repr(found)
    assert not found.is_blocked


# -- references ----------------------------------------------------------------------------------

ITEMS = [
    Stack("prod", (), "aaaa1111-0000"),
    Stack("aaaa", (), "bbbb2222-0000"),
    Stack("production", (), "aaaa1112-0000"),
]


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("prod", "prod"),
        ("aaaa", "aaaa"),
        ("aaaa1111", "prod"),
        ("AAAA1112", "production"),
        ("bbbb", "aaaa"),
        ("bbbb22220000", "aaaa"),
    ],
)
def test_references(reference: str, name: str):
    assert find(reference, ITEMS, "stack").name == name


@pytest.mark.parametrize("reference", ["pro", "aaa", "", "-", "zzzz", "Prod"])
def test_references_to_nothing(reference: str):
    with pytest.raises(NotFound):
        find(reference, ITEMS, "stack")


def test_a_beginning_of_several_ids():
    with pytest.raises(AmbiguousReference, match="prod, production"):
        find("aaaa111", ITEMS, "stack")


# -- plain values --------------------------------------------------------------------------------


def test_values_survive_the_way_through_nodes():
    value = {
        "text": "no",
        "number": 83,
        "float": 1e16,
        "huge": float("inf"),
        "yes": True,
        "nothing": None,
        "list": [1, "0123", {"a": []}],
        "odd": "{{a.b}} # ' \" \n\u2028",
        "": "empty key",
    }
    assert to_value(node_of(value)) == value


def test_what_only_yaml_knows_becomes_json():
    value = {2: {2, 1}, True: dt.date(2024, 1, 2), None: b"\x00", 1.5: (1,)}
    assert plain(value) == {"2": [1, 2], "true": "2024-01-02", "null": "AA==", "1.5": [1]}


def test_nested_keys_that_no_schema_knows_are_kept(shipped_catalog: Catalog):
    flavor = shipped_catalog.flavor("orchestrator", "kubernetes")
    assert flavor
    given = {"pod_settings": {"node_selectors": {"a": "b"}, "unheard_of": {"x": 1}}}
    assert normalized(flavor, given) == given
    assert problems_of(flavor, {"synchronous": "maybe"})


def test_field_changes_go_down_into_mappings():
    before = {"a": {"b": 1, "c": 2}, "gone": 1, "same": [1], "bool": 1}
    after = {"a": {"b": 1, "c": 3}, "new": {"password": "x"}, "same": [1], "bool": True}
    found = {c.path: (c.action, c.before, c.after) for c in field_changes(before, after, None)}
    assert found == {
        "a.c": (FieldAction.CHANGE, 2, 3),
        "gone": (FieldAction.REMOVE, 1, None),
        "new": (FieldAction.ADD, None, {"password": "********"}),
        "bool": (FieldAction.CHANGE, 1, True),
    }
