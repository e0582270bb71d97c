"""Completion of what the registry knows: secrets with their keys, and components by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import SecretInfo
from stackls_core.stores.local import LocalStore
from stackls_server.features.completion import Completion, complete
from tests.support.catalog import tiny_catalog
from tests.support.checks import accepted, snapshot_of
from tests.support.markers import parse_fixture
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
SECRETS = (
    SecretInfo("aws", ("key", "token")),
    SecretInfo("mine", ("token",), private=True),
    SecretInfo("odd", ()),
)
FILE = stack_text(Entry("orchestrator", "port", "harbor", "region: eu-west-1\ntoken: @"))


@pytest.fixture
def known(tmp_path: Path) -> KnownRegistry:
    store = LocalStore(lambda: CATALOG, tmp_path / "stacks.db")
    store.create_component("orchestrator", "sea port", "harbor", {"region": "eu-west-1"})
    store.create_component("orchestrator", "desk", "local", {})
    store.create_component("artifact_store", "disk", "local", {})
    return KnownRegistry(store.info(), store.snapshot(), SECRETS)


def offered(marked: str, known: KnownRegistry | None) -> tuple[str, list[Completion]]:
    snapshot, offset = snapshot_of(marked, CATALOG)
    return snapshot.text, complete(replace(snapshot, known=known), offset)


def labels(marked: str, known: KnownRegistry | None) -> list[str]:
    return [item.label for item in offered(marked, known)[1]]


def check(before: str, accept: str, after: str, known: KnownRegistry, *, snippets: bool = False):
    __tracebackhide__ = True
    text, items = offered(before, known)
    (item,) = (item for item in items if item.label == accept)
    assert accepted(text, item, snippets=snippets) == parse_fixture(after).text
    typed = text[item.span.start : text.find("\n", item.span.start)].strip("}'\"")
    start = item.filter_text.strip("'\"")
    assert start.startswith(typed.strip().rstrip("'\"")[:2])


# --- secrets ------------------------------------------------------------------------------------


def test_a_sensitive_parameter_offers_all_keys_its_own_first(known: KnownRegistry):
    assert labels(FILE.replace("@", "<CURSOR>"), known) == [
        "{{aws.token}}",
        "{{mine.token}}",
        "{{aws.key}}",
        "{{odd.token}}",
        "{{secret.key}}",
    ]
    assert labels(FILE.replace("@", "<CURSOR>"), None) == ["{{secret.key}}"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<CURSOR>", "'{{aws.key}}'"),
        ("'<CURSOR>'", "'{{aws.key}}'"),
        ('"<CURSOR>"', '"{{aws.key}}"'),
        ("'{{<CURSOR>'", "'{{aws.key}}'"),
        ("'{{aws.<CURSOR>}}'", "'{{aws.key}}'"),
        ('"{{aw<CURSOR>', '"{{aws.key}}"'),
        ("{{<CURSOR>", "'{{aws.key}}'"),
        ("{{<CURSOR>}}", "'{{aws.key}}'"),
        ("{{<CURSOR>}", "'{{aws.key}}'"),
        ("{{aws.k<CURSOR>ey}}", "'{{aws.key}}'"),
        ("{{<CURSOR>}}  # why", "'{{aws.key}}'  # why"),
    ],
)
def test_a_reference_is_written_in_quotes(known: KnownRegistry, before: str, after: str):
    check(FILE.replace("@", before), "{{aws.key}}", FILE.replace("@", after), known)


def test_a_reference_has_the_quotes_of_the_file(known: KnownRegistry):
    double = FILE.replace("region: eu-west-1", 'region: "eu-west-1"')
    for typed in ("<CURSOR>", "{{<CURSOR>"):
        after = double.replace("@", '"{{aws.key}}"')
        check(double.replace("@", typed), "{{aws.key}}", after, known)
    single = double.replace("@", "'{{<CURSOR>'")
    check(single, "{{aws.key}}", double.replace("@", "'{{aws.key}}'"), known)


def test_braces_open_references_in_any_text(known: KnownRegistry):
    region = FILE.replace("region: eu-west-1", "region: {{<CURSOR>").replace("token: @", "")
    assert "{{aws.key}}" in labels(region, known)
    quoted = FILE.replace("region: eu-west-1", "region: '{{<CURSOR>'").replace("token: @", "")
    assert "{{aws.key}}" in labels(quoted, known)
    plain = FILE.replace("region: eu-west-1", "region: <CURSOR>").replace("token: @", "")
    assert "{{aws.key}}" not in labels(plain, known)


@pytest.mark.parametrize("key", ["workers", "endpoint", "pod_settings", "unknown"])
@pytest.mark.parametrize("value", ["{{<CURSOR>", "'{{<CURSOR>'"])
def test_braces_open_nothing_where_no_reference_may_stand(
    known: KnownRegistry, key: str, value: str
):
    assert not any(
        "aws" in one for one in labels(FILE.replace("token: @", f"{key}: {value}"), known)
    )


def test_a_secret_without_known_keys_leaves_the_key_to_fill_in(known: KnownRegistry):
    _, items = offered(FILE.replace("@", "<CURSOR>"), known)
    (item,) = (item for item in items if item.label == "{{odd.token}}")
    assert item.text == "'{{odd.token}}'"
    assert item.snippet == "'{{odd.${1:token}\\}\\}'"
    assert item.detail == "secret, built-in registry, keys not known"


# --- names --------------------------------------------------------------------------------------


def test_a_name_offers_components_of_the_type_and_flavor(known: KnownRegistry):
    name = FILE.replace("@", "x")
    assert labels(name.replace("name: port", "name: <CURSOR>"), known) == [
        "sea port",
        "harbor",
        "harbor-orchestrator",
    ]
    without = name.replace("name: port\n      flavor: harbor", "name: <CURSOR>")
    assert labels(without, known) == ["default", "desk", "sea port"]
    assert labels(without, None) == []


def test_a_name_says_what_it_is(known: KnownRegistry):
    _, items = offered(FILE.replace("@", "x").replace("name: port", "name: <CURSOR>"), known)
    assert items[0].detail == "harbor, registered in built-in registry"
