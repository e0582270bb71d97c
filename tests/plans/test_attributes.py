"""What components and stacks have beside their configuration: in exports, plans and changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import plan_text
from stackls_core.plans.planned import Action
from stackls_core.plans.written_like import written_like
from stackls_core.registry.changes import (
    CreateStack,
    ExpectStack,
    SetComponentAttributes,
    SetStackAttributes,
)
from stackls_core.registry.errors import InvalidStack, StoreChanged, Unsupported
from stackls_core.registry.model import Component, ConnectorInfo, Snapshot, Stack
from stackls_core.registry.rules import after
from stackls_core.registry.store import Capabilities
from stackls_core.registry.traits import NameComparison, Traits
from stackls_core.stores.local import LocalStore
from tests.support.catalog import tiny_catalog
from tests.support.frozen import FrozenStore
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
HEAD = "stack_name: prod\nzenml_version: 0.98.0\n"
OF_STACK = """\
description: Runs at night
labels:
  team: ml
environment:
  LOG_LEVEL: debug
  API_TOKEN: hunter2
secrets: [aws, wandb]
"""
OF_ORCHESTRATOR = """\
      connector: eks
      connector_resource_id: cluster-1
      labels: {tier: gold}
      environment: {REGION: eu}
      secrets: [kube]
"""
COMPONENTS = """\
components:
  orchestrator:
    - name: port
      flavor: harbor
      configuration:
        region: eu-west-1
"""
STORE = """\
  artifact_store:
    - name: shelf
      flavor: local
      configuration: {}
"""
PLAIN = HEAD + COMPONENTS + STORE
FULL = HEAD + OF_STACK + COMPONENTS + OF_ORCHESTRATOR + STORE


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(lambda: CATALOG, tmp_path / "stacks.db")


def applied(store: LocalStore, text: str) -> Stack:
    return apply(plan_text(text, store, CATALOG), store).stack


def changes_of(store: LocalStore, text: str) -> list[str]:
    """The fields that a plan would change, those of the stack last."""
    plan = plan_text(text, store, CATALOG)
    assert plan.stack is not None
    assert (plan.findings, plan.conflicts) == ((), ())
    fields = [one for component in plan.components for one in component.fields]
    return [
        f"{one.action.value} {one.path}: {one.before} -> {one.after}"
        for one in (*fields, *plan.stack.fields)
    ]


def conflicts_of(store: LocalStore, text: str) -> tuple[str, ...]:
    return plan_text(text, store, CATALOG).conflicts


def test_all_of_a_file_is_registered(store: LocalStore):
    stack = applied(store, FULL)
    assert stack.attributes == {
        "description": "Runs at night",
        "labels": {"team": "ml"},
        "environment": {"LOG_LEVEL": "debug", "API_TOKEN": "hunter2"},
        "secrets": ["aws", "wandb"],
    }
    assert stack.of_type("orchestrator")[0].attributes == {
        "connector": "eks",
        "connector_resource_id": "cluster-1",
        "labels": {"tier": "gold"},
        "environment": {"REGION": "eu"},
        "secrets": ["kube"],
    }
    assert plan_text(FULL, store, CATALOG).is_empty
    assert "hunter2" not in repr(stack)


def test_an_export_gives_back_an_equal_stack(store: LocalStore, tmp_path: Path):
    stack = applied(store, FULL)
    text = export(stack, "0.98.0")
    assert plan_text(text, store, CATALOG).is_empty
    other = LocalStore(lambda: CATALOG, tmp_path / "other.db")
    again = applied(other, text)
    assert again.attributes == stack.attributes
    for one, two in zip(again.components, stack.components, strict=True):
        assert replace(one, id="") == replace(two, id="")
    data = yaml.safe_load(text)
    assert list(data)[-1] == "components"
    assert set(data["components"]["artifact_store"][0]) == {
        "name",
        "type",
        "flavor",
        "configuration",
    }


def test_a_plan_names_what_it_sets_and_hides_secrets(store: LocalStore):
    applied(store, PLAIN)
    assert changes_of(store, FULL) == [
        "add connector: None -> eks",
        "add connector_resource_id: None -> cluster-1",
        "add labels.tier: None -> gold",
        "add environment.REGION: None -> eu",
        "add secrets: None -> ['kube']",
        "add description: None -> Runs at night",
        "add labels.team: None -> ml",
        "add environment.LOG_LEVEL: None -> debug",
        "add environment.API_TOKEN: None -> ********",
        "add secrets: None -> ['aws', 'wandb']",
    ]


def test_what_a_file_does_not_name_stays(store: LocalStore):
    stack = applied(store, FULL)
    assert plan_text(PLAIN, store, CATALOG).is_empty
    moved = applied(store, PLAIN.replace("eu-west-1", "us-east-1"))
    assert moved.attributes == stack.attributes
    (port,) = moved.of_type("orchestrator")
    assert port.attributes == stack.of_type("orchestrator")[0].attributes


def test_what_a_file_leaves_empty_is_removed(store: LocalStore):
    applied(store, FULL)
    text = FULL.replace("connector: eks", "connector: null").replace(
        "      connector_resource_id: cluster-1\n", ""
    )
    text = text.replace("secrets: [kube]", "secrets: []").replace("tier: gold", "")
    assert changes_of(store, text) == [
        "remove connector: eks -> None",
        "remove labels.tier: gold -> None",
        "remove secrets: ['kube'] -> None",
        "remove connector_resource_id: cluster-1 -> None",
    ]
    (port,) = applied(store, text).of_type("orchestrator")
    assert port.attributes["connector_resource_id"] is None
    assert plan_text(text, store, CATALOG).is_empty


def test_another_connector_has_other_resources(store: LocalStore):
    applied(store, FULL)
    text = FULL.replace("connector: eks", "connector: gke")
    without = text.replace("      connector_resource_id: cluster-1\n", "")
    assert applied(store, text).of_type("orchestrator")[0].connector_resource_id == "cluster-1"
    applied(store, FULL)
    assert applied(store, without).of_type("orchestrator")[0].connector_resource_id is None


def test_a_resource_needs_a_connector(store: LocalStore):
    text = FULL.replace("      connector: eks\n", "")
    assert conflicts_of(store, text) == (
        "The orchestrator port: connector_resource_id needs a connector beside it.",
    )


@pytest.mark.parametrize(
    ("written", "instead", "conflict"),
    [
        ("connector: eks", "connector: 5", "The name of a service connector is a string"),
        ("labels: {tier: gold}", "labels: [gold]", "labels is a map of names to values"),
        ("tier: gold", "tier: ~", "The value of a label is a text or a number, not null."),
        ("REGION: eu", "REGION: 5", "The value of a variable is a string, not the integer 5."),
        ("secrets: [kube]", "secrets: kube", "secrets is a list of the names of secrets"),
        ("secrets: [kube]", "secrets: [5]", "The name of a secret is a string"),
        ("description: Runs at night", "description: [a]", "The stack prod: A description"),
    ],
)
def test_what_is_no_attribute_is_a_conflict(
    store: LocalStore, written: str, instead: str, conflict: str
):
    assert written in FULL
    (found,) = conflicts_of(store, FULL.replace(written, instead))
    assert conflict in found


class Connected(LocalStore):
    """A store that has service connectors."""

    capabilities = Capabilities(has_connectors=True)

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        return (
            ConnectorInfo("eks", "aws", ("s3-bucket", "kubernetes-cluster")),
            ConnectorInfo("buckets", "aws", ("s3-bucket",)),
        )


def test_a_connector_has_to_be_there_and_to_fit(tmp_path: Path, shipped_catalog: Catalog):
    store = Connected(lambda: shipped_catalog, tmp_path / "stacks.db")

    def conflicts(connector: str) -> tuple[str, ...]:
        text = stack_text(
            Entry("orchestrator", "k8s", "kubernetes"),
            Entry("artifact_store", "shelf", "local"),
            version=shipped_catalog.zenml_version,
        )
        text = text.replace("kubernetes\n", f"kubernetes\n      connector: {connector}\n")
        return plan_text(text, store, shipped_catalog).conflicts

    assert conflicts("eks") == ()
    assert conflicts("buckets") == (
        (
            "The service connector buckets is of type aws, for s3-bucket; the kubernetes "
            "orchestrator needs a connector for kubernetes-cluster. Name another one: zenml "
            "service-connector list shows them."
        ),
    )
    assert conflicts("gone") == (
        (
            "There is no service connector gone, or none that you may see. Make it with zenml "
            "service-connector register, or name one that zenml service-connector list shows."
        ),
    )


def test_labels_of_stackls_are_neither_shown_nor_removed(store: LocalStore):
    applied(store, FULL)
    labels = {"team": "ml", "stackls.folder": "infra"}
    stack = store.execute([SetStackAttributes("prod", {"labels": labels})]).stack_named("prod")
    assert stack is not None
    assert plan_text(FULL, store, CATALOG).is_empty
    assert "stackls.folder" not in export(stack, "0.98.0")
    text = FULL.replace("team: ml", "team: data")
    assert changes_of(store, text) == ["change labels.team: ml -> data"]
    assert applied(store, text).labels == {"team": "data", "stackls.folder": "infra"}


def test_a_plan_does_not_outlive_what_it_rests_on(store: LocalStore):
    applied(store, FULL)
    plan = plan_text(FULL.replace("team: ml", "team: data"), store, CATALOG)
    store.execute(
        [
            SetStackAttributes("prod", {"description": "Somebody else's"}),
            SetComponentAttributes("orchestrator", "port", {"labels": {}}),
        ]
    )
    with pytest.raises(StoreChanged) as caught:
        apply(plan, store)
    assert str(caught.value) == (
        "The orchestrator port has changed since the plan was made: labels changed. Plan again."
    )


def test_what_has_changed_is_said_by_name(store: LocalStore):
    before = store.snapshot()
    applied(store, PLAIN)
    members = (("orchestrator", "default"), ("artifact_store", "shelf"))
    stack = store.execute([ExpectStack("nobody", None)])
    with pytest.raises(StoreChanged, match=r"orchestrator port was added, orchestrator default"):
        after(stack, ExpectStack("prod", members), lambda: "")
    with pytest.raises(StoreChanged, match="it exists now"):
        after(stack, ExpectStack("prod", None), lambda: "")
    with pytest.raises(StoreChanged, match="it was deleted or renamed"):
        after(before, ExpectStack("prod", members), lambda: "")


def test_a_version_that_lacks_an_attribute_says_so(store: LocalStore):
    old = Traits(
        component_attributes=frozenset({"connector", "connector_resource_id", "labels"}),
        stack_attributes=frozenset({"description", "labels"}),
    )
    snapshot = replace(store.snapshot(), traits=old)
    stack = Stack("mine", snapshot.stacks[0].components, "1")
    change = SetStackAttributes("mine", {"environment": {"A": "1"}})
    with pytest.raises(Unsupported, match="keeps no environment variables for the stack mine"):
        after(replace(snapshot, stacks=(stack,)), change, lambda: "")


def test_a_registry_says_what_a_stack_needs_and_may_have_several_of(store: LocalStore):
    traits = Traits(
        required_types=("artifact_store",), repeatable_types=frozenset({"artifact_store"})
    )
    disk = Component("artifact_store", "disk", "local")
    snapshot = replace(store.snapshot(), traits=traits)
    snapshot = replace(snapshot, components=(*snapshot.components, disk))
    two = after(snapshot, CreateStack("two", (disk.key, ("artifact_store", "default"))), lambda: "")
    assert len(two.stacks[-1].components) == 2
    with pytest.raises(InvalidStack, match="A stack needs an artifact store"):
        after(snapshot, CreateStack("none", (("orchestrator", "default"),)), lambda: "")


def test_a_file_is_written_with_the_registered_attributes(store: LocalStore):
    stack = applied(store, FULL)
    changed = FULL.replace("team: ml", "team: data").replace("[kube]", "[kube, other]")
    changed = changed.replace("REGION: eu", "REGION: us").replace("connector: eks", "connector: x")
    assert written_like(changed, stack) == FULL.replace(
        "secrets: [kube]", "secrets:\n        - kube"
    )
    assert written_like(PLAIN, stack) == PLAIN
    bare = replace(
        stack,
        description="",
        labels={},
        components=tuple(replace(one, connector=None, labels={}) for one in stack.components),
    )
    text = written_like(FULL, bare)
    assert text is not None
    assert "Runs at night" not in text
    assert "tier" not in text
    assert "connector: " not in text


# -- names that a registry does not tell apart ---------------------------------------------------

SAME = NameComparison(ignores_case=True, ignores_accents=True, ignores_trailing_spaces=True)


@pytest.mark.parametrize("other", ["PORT", "Port", "pórt", "port "])
def test_names_that_compare_alike(other: str):
    assert SAME.same("port", other)
    assert not NameComparison().same("port", other)
    port = Component("orchestrator", "port", "harbor")
    assert Snapshot((), (port,), "").component_named("orchestrator", other) is None
    found = Snapshot((), (port,), "", traits=Traits(SAME)).component_named("orchestrator", other)
    assert found is port


def test_a_plan_means_what_the_registry_means():
    """Beside a registered Port, a file's port is that one."""
    port = Component("orchestrator", "Port", "harbor", {"region": "eu-west-1"}, "1")
    shelf = Component("artifact_store", "shelf", "local", {}, "2")
    registered = Snapshot(
        (Stack("Prod", (port, shelf), "3"),), (port, shelf), "3", traits=Traits(SAME)
    )
    plan = plan_text(PLAIN, FrozenStore(registered, CATALOG), CATALOG)
    assert plan.is_empty
    assert [one.name for one in plan.components] == ["Port", "shelf"]
    assert plan.stack is not None
    assert (plan.stack.name, plan.stack.action, plan.is_active) == ("Prod", Action.REUSE, True)


def test_names_of_a_file_that_the_registry_does_not_tell_apart(shipped_catalog: Catalog):
    text = stack_text(
        Entry("orchestrator", "lab", "local"),
        Entry("artifact_store", "disk", "local"),
        Entry("sandbox", "box", "local"),
        Entry("sandbox", "bóx", "local"),
        version=shipped_catalog.zenml_version,
    )
    store = FrozenStore(Snapshot((), (), "", traits=Traits(SAME)), shipped_catalog)
    plan = plan_text(text, store, shipped_catalog)
    assert plan.findings == ()
    assert plan.conflicts == (
        "The file has the sandbox box and bóx, which are one name to this registry.",
    )
