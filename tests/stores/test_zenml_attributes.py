"""Connectors, labels, environments and secrets on a real ZenML: nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import plan_text
from stackls_core.registry.changes import (
    CreateComponent,
    ExpectComponent,
    SetComponentAttributes,
    SetStackAttributes,
)
from stackls_core.registry.errors import NotPlannable, StoreChanged, StoreError
from stackls_core.registry.model import Stack
from stackls_core.stores.zenml import ZenMLStore
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, empty

pytestmark = list(NEEDS_ZENML)

MAKE = """
for name, token in (("lab", "one"), ("edge", "two")):
    client.create_service_connector(
        name=name,
        connector_type="kubernetes",
        auth_method="token",
        resource_type="kubernetes-cluster",
        configuration={
            "token": token, "server": "https://127.0.0.1:1", "cluster_name": name + "-cluster",
            "insecure": "true",
        },
        verify=False,
    )
for name in ("aws", "wandb", "kube"):
    client.create_secret(name, {"KEY": "hunter2"})
"""

FILE = """\
stack_name: prod
zenml_version: 0.98.0
description: Runs at night
labels:
  team: ml
environment:
  LOG_LEVEL: debug
secrets: [aws, wandb]
components:
  orchestrator:
    - name: k8s
      flavor: kubernetes
      configuration:
        synchronous: true
      connector: lab
      connector_resource_id: lab-cluster
      labels: {tier: gold}
      environment: {REGION: eu}
      secrets: [kube]
  artifact_store:
    - name: bucket
      flavor: s3
      configuration:
        path: s3://data
      labels: {tier: silver}
"""


@pytest.fixture(scope="module")
def surroundings(zenml: RealZenML) -> None:
    """Connectors and secrets, which no stack file makes."""
    zenml.run(MAKE)


@pytest.fixture
def prod(store: ZenMLStore, shipped_catalog: Catalog, surroundings: None) -> Stack:
    del surroundings
    return apply(plan_text(FILE, store, shipped_catalog), store).stack


def bare(stack: Stack) -> Stack:
    """A stack without ids, which no two have in common."""
    return replace(stack, id="", components=tuple(replace(c, id="") for c in stack.components))


def test_export_delete_apply_gives_back_an_equal_stack(
    store: ZenMLStore, shipped_catalog: Catalog, prod: Stack
):
    assert prod.of_type("orchestrator")[0].attributes == {
        "connector": "lab",
        "connector_resource_id": "lab-cluster",
        "labels": {"tier": "gold"},
        "environment": {"REGION": "eu"},
        "secrets": ["kube"],
    }
    assert prod.attributes == {
        "description": "Runs at night",
        "labels": {"team": "ml"},
        "environment": {"LOG_LEVEL": "debug"},
        "secrets": ["aws", "wandb"],
    }
    assert plan_text(FILE, store, shipped_catalog).is_empty
    text = export(store.stack("prod"), "0.98.0")
    empty(store)
    again = apply(plan_text(text, store, shipped_catalog), store).stack
    assert bare(again) == bare(prod)
    assert bare(store.stack("prod")) == bare(prod)


def test_an_export_is_still_a_file_that_zenml_imports(
    store: ZenMLStore, zenml: RealZenML, prod: Stack
):
    file = zenml.work / "prod.yaml"
    file.write_text(export(prod, "0.98.0"), encoding="utf-8")
    empty(store)
    done = zenml.cli("stack", "import", "imported", "-f", str(file))
    assert done.returncode == 0, done.stderr + done.stdout
    imported = store.stack("imported")
    assert [c.name for c in imported.components] == [c.name for c in prod.components]
    assert imported.labels == {}


def test_changes_of_attributes_keep_the_rest(
    store: ZenMLStore, shipped_catalog: Catalog, prod: Stack
):
    text = FILE.replace("tier: gold", "tier: lead").replace("[aws, wandb]", "[kube, aws]")
    text = text.replace("      connector: lab\n      connector_resource_id: lab-cluster\n", "")
    changed = apply(plan_text(text, store, shipped_catalog), store).stack
    assert changed.secrets == ("aws", "kube")
    (k8s,) = changed.of_type("orchestrator")
    assert k8s.attributes == {
        **prod.of_type("orchestrator")[0].attributes,
        "labels": {"tier": "lead"},
    }
    moved = apply(
        plan_text(FILE.replace("lab", "edge"), store, shipped_catalog), store
    ).stack.of_type("orchestrator")[0]
    assert (moved.connector, moved.connector_resource_id) == ("edge", "edge-cluster")
    cut = FILE.replace("connector: lab", "connector: null")
    cut = cut.replace("      connector_resource_id: lab-cluster\n", "")
    (alone,) = apply(plan_text(cut, store, shipped_catalog), store).stack.of_type("orchestrator")
    assert (alone.connector, alone.connector_resource_id) == (None, None)


def test_what_fails_later_is_undone(store: ZenMLStore, prod: Stack):
    before = store.snapshot()
    attributes = {
        "connector": "edge",
        "labels": {"x": "1"},
        "environment": {},
        "secrets": ["aws", "nobody's"],
    }
    with pytest.raises(StoreError, match="nobody's"):
        store.execute(
            [
                CreateComponent("orchestrator", "new", "local", {}),
                SetComponentAttributes("orchestrator", "new", {"labels": {"a": "b"}}),
                SetStackAttributes("prod", {"description": "Other", "secrets": []}),
                SetComponentAttributes("orchestrator", "k8s", attributes),
            ]
        )
    assert store.snapshot() == before
    assert prod in before.stacks


def test_connectors_and_secrets_have_to_exist(
    store: ZenMLStore, shipped_catalog: Catalog, surroundings: None
):
    del surroundings
    plan = plan_text(FILE.replace("connector: lab", "connector: gone"), store, shipped_catalog)
    (conflict,) = plan.conflicts
    assert conflict.startswith("There is no service connector gone, or none that you may see.")
    plan = plan_text(FILE.replace("[kube]", "[kube, gone]"), store, shipped_catalog)
    assert plan.conflicts == (
        (
            "There is no secret gone, or none that you may see. Make it with zenml secret create, "
            "or name one that zenml secret list shows."
        ),
    )
    with pytest.raises(NotPlannable):
        apply(plan, store)


def test_attributes_that_were_changed_meanwhile(store: ZenMLStore, prod: Stack):
    (k8s,) = prod.of_type("orchestrator")
    seen = {**k8s.attributes, "labels": {"tier": "none"}}
    expected = ExpectComponent("orchestrator", "k8s", "kubernetes", k8s.configuration, seen)
    with pytest.raises(StoreChanged, match="labels changed"):
        store.execute([expected])
    store.execute([replace(expected, attributes=k8s.attributes)])


def test_a_copy_has_all_of_it(store: ZenMLStore, prod: Stack):
    copy = store.copy_stack("prod", "copy")
    assert copy.attributes == prod.attributes
