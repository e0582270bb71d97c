"""Writing connectors, labels, environments and secrets: what is offered and shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackls_core.catalog.catalog import Catalogs
from stackls_core.documents.hidden_spans import hidden_spans
from stackls_core.registry.model import Component
from stackls_server.features.completion import complete
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.stack_data import shown_attributes
from tests.support.known import known_registry
from tests.support.markers import parse_fixture

KNOWN = known_registry()
CLUSTER = Component("orchestrator", "c", "kubernetes", {}, "9", "pier", {}, "blue")
REGISTERED = replace(KNOWN.registered, components=(*KNOWN.registered.components, CLUSTER))
HEAD = "stack_name: demo\nzenml_version: 0.98.0\n"
STORE = (
    HEAD + "components:\n  artifact_store:\n    - name: bucket\n      flavor: s3\n"
    "      configuration: {path: 's3://team'}\n"
)
CLUSTERS = (
    HEAD + "components:\n  orchestrator:\n    - name: c\n      flavor: kubernetes\n"
    "      configuration: {}\n"
)


def at(marked: str, catalogs: Catalogs) -> tuple[Snapshot, int]:
    fixture = parse_fixture(marked)
    snapshot = Snapshot(fixture.text, catalogs)
    return replace(snapshot, known=replace(KNOWN, registered=REGISTERED)), fixture.cursor


def offered(marked: str, catalogs: Catalogs) -> list[str]:
    return [item.label for item in complete(*at(marked, catalogs))]


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        (STORE + "      connector: <CURSOR>\n", ["bank"]),
        (CLUSTERS + "      connector: <CURSOR>\n", ["pier"]),
        (STORE + "      connector: bank\n      connector_resource_id: <CURSOR>\n", ["s3://team"]),
        (CLUSTERS + "      connector: pier\n      connector_resource_id: <CURSOR>\n", ["blue"]),
        (STORE + "      secrets: <CURSOR>\n", ["[aws]", "[odd]"]),
        (STORE + "      secrets: [<CURSOR>]\n", ["aws", "odd"]),
        (STORE + "      secrets: [aws, <CURSOR>]\n", ["aws", "odd"]),
        (STORE + "      secrets:\n        - <CURSOR>\n", ["aws", "odd"]),
        (HEAD + "secrets: [<CURSOR>]\n", ["aws", "odd"]),
        (HEAD + "secrets:\n  - <CURSOR>\n", ["aws", "odd"]),
        (STORE + "      labels:\n        <CURSOR>\n", []),
        (HEAD + "environment:\n  <CURSOR>\n", []),
    ],
)
def test_what_the_registry_has_is_offered(
    marked: str, labels: list[str], shipped_catalogs: Catalogs
):
    assert offered(marked, shipped_catalogs) == labels


def test_a_flavor_without_connectors_is_offered_none(shipped_catalogs: Catalogs):
    local = STORE.replace("flavor: s3", "flavor: local").replace("{path: 's3://team'}", "{}")
    found = offered(local + "      <CURSOR>\n", shipped_catalogs)
    assert found == ["type", "labels", "environment", "secrets"]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        (STORE + "      conn<CURSOR>ector: bank\n", ["**connector**", "zenml stack import"]),
        (STORE + "      connector: ba<CURSOR>nk\n", ["service connector", "`aws`", "`s3-bucket`"]),
        (STORE + "      secrets: [a<CURSOR>ws]\n", ["**aws** · secret", "`key`, `token`"]),
        (HEAD + "lab<CURSOR>els: {a: b}\n", ["**labels**", "of the stack"]),
        (STORE + "      lab<CURSOR>els: {a: b}\n", ["**labels**", "of the component"]),
    ],
)
def test_what_a_pointer_shows(marked: str, words: list[str], shipped_catalogs: Catalogs):
    found = hover(*at(marked, shipped_catalogs))
    assert found is not None
    assert all(one in found.markdown for one in words), found.markdown


def test_names_of_secrets_are_no_secrets_and_variables_may_be(shipped_catalogs: Catalogs):
    text = (
        STORE
        + "      secrets:\n        - hunter2\n      environment:\n        API_TOKEN: hunter3\n"
    )
    snapshot = Snapshot(text, shipped_catalogs)
    hidden = [text[s.start : s.end] for s in hidden_spans(snapshot.view, snapshot.catalog)]
    assert hidden == ["hunter3"]


def test_what_is_described_hides_variables_that_may_be_secrets():
    component = replace(CLUSTER, environment={"API_TOKEN": "hunter2", "LOG": "debug"})
    component = replace(component, labels={"stackls.folder": "infra", "team": "ml"})
    shown = shown_attributes(component.attributes)
    assert shown["environment"] == {"API_TOKEN": "********", "LOG": "debug"}
    assert shown["labels"] == {"team": "ml"}
    whole = shown_attributes(component.attributes, show_secrets=True)
    assert whole["environment"]["API_TOKEN"] == "hunter2"
