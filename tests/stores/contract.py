"""What every store has to do, whichever keeps the stacks: inherit this and give it a ``store``.

The flavors used here are in every ZenML and need no integration to be installed.
"""

from __future__ import annotations

from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.plans.planned import Action
from stackls_core.registry.changes import CreateComponent, CreateStack, ExpectComponent
from stackls_core.registry.errors import (
    AlreadyExists,
    InUse,
    InvalidConfiguration,
    InvalidName,
    InvalidStack,
    NotFound,
    Protected,
    StackIsActive,
    StoreChanged,
    StoreError,
    UnknownFlavor,
)
from stackls_core.registry.model import Stack
from stackls_core.registry.store import StackStore
from tests.support.stack_texts import Entry, stack_text

Member = tuple[str, str]
LOCAL = ("orchestrator", "default")
DISK = ("artifact_store", "default")


def names(items: Any) -> list[str]:
    return [item.name for item in items]


def stack_file(
    name: str = "prod",
    bucket: str = "s3://data",
    cluster: str = "gke",
    extra: str = "",
    version: str = "0.98.0",
) -> str:
    orchestrator = f'kubernetes_context: {cluster}\nsynchronous: "yes"'
    store = f"path: {bucket}\nkey: AKIA\nsecret: hunter2"
    text = stack_text(
        Entry("orchestrator", "k8s", "kubernetes", orchestrator),
        Entry("artifact_store", "bucket", "s3", store),
        name=name,
        version=version,
        typed=True,
    )
    return text + extra


class StoreContract:
    """The tests. ``store`` starts with nothing but the default stack, which is active."""

    @pytest.fixture
    def store(self) -> StackStore:
        raise NotImplementedError

    @pytest.fixture
    def catalog(self, shipped_catalog: Catalog) -> Catalog:
        return shipped_catalog

    @pytest.fixture
    def prod(self, store: StackStore) -> Stack:
        store.create_component("orchestrator", "k8s", "kubernetes", {"kubernetes_context": "gke"})
        store.create_component("artifact_store", "bucket", "s3", {"path": "s3://data"})
        return store.create_stack("prod", [("orchestrator", "k8s"), ("artifact_store", "bucket")])

    def plan(self, text: str, store: StackStore, catalog: Catalog, **options: Any) -> Plan:
        return plan_text(text, store, catalog, **options)

    # -- reading ---------------------------------------------------------------------------------

    def test_starts_with_the_default_stack(self, store: StackStore):
        assert names(store.stacks()) == ["default"]
        default = store.active()
        assert default.name == "default"
        assert {LOCAL, DISK} <= set(default.members)
        assert {component.flavor for component in default.components} == {"local"}

    def test_says_what_it_is(self, store: StackStore):
        info = store.info()
        assert info.kind in ("local", "zenml")
        assert info.location
        assert info.label
        assert info.zenml_version == "0.98.0"

    def test_a_stack_is_found_by_name_id_and_prefix_of_its_id(self, store: StackStore, prod: Stack):
        assert store.stack("prod") == prod
        assert store.stack(prod.id) == prod
        assert store.stack(prod.id[:12]) == prod
        assert store.stack(prod.id.replace("-", "")) == prod

    def test_a_stack_is_not_found_by_a_part_of_its_name(self, store: StackStore, prod: Stack):
        with pytest.raises(NotFound, match="Did you mean prod"):
            store.stack("pro")
        assert prod.name == "prod"

    def test_a_component_is_not_found_by_a_part_of_its_name(self, store: StackStore, prod: Stack):
        with pytest.raises(NotFound, match="orchestrator named k8"):
            store.component("orchestrator", "k8")
        with pytest.raises(NotFound):
            store.component("artifact_store", prod.of_type("orchestrator")[0].id)

    def test_an_unknown_component_type_is_named(self, store: StackStore):
        with pytest.raises(NotFound, match="Did you mean orchestrator"):
            store.components("orchestrators")

    def test_names_of_different_types_do_not_meet(self, store: StackStore, prod: Stack):
        store.create_component("artifact_store", "k8s", "local", {})
        assert store.component("artifact_store", "k8s").flavor == "local"
        assert store.component("orchestrator", "k8s").flavor == "kubernetes"
        assert prod

    # -- components ------------------------------------------------------------------------------

    def test_a_component_keeps_its_configuration(self, store: StackStore):
        configuration = {
            "path": "s3://data",
            "key": "{{aws.key}}",
            "client_kwargs": {"endpoint_url": "http://minio:9000", "nested": {"a": [1, 2.5, None]}},
        }
        made = store.create_component("artifact_store", "bucket", "s3", configuration)
        found = store.component("artifact_store", "bucket")
        assert found == made
        assert found.configuration == configuration
        assert found.id

    def test_a_configuration_is_kept_as_zenml_reads_it(self, store: StackStore):
        settings = '{"node_selectors": {"pool": "gpu"}}'
        configuration = {"synchronous": "yes", "timeout": "30", "pod_settings": settings}
        made = store.create_component("orchestrator", "k8s", "kubernetes", configuration)
        assert made.configuration["synchronous"] is True
        assert made.configuration["timeout"] == 30
        assert made.configuration["pod_settings"]["node_selectors"] == {"pool": "gpu"}

    def test_names_need_not_be_ascii_or_tidy(self, store: StackStore):
        for name in ("café ☕", "a/b:c", "no", "0123", "x" * 255, "%_%", "'\"", "😀"):
            store.create_component("orchestrator", name, "local", {})
            assert store.component("orchestrator", name).name == name

    @pytest.mark.parametrize("name", ["", "x" * 256, "a\nb", "tab\t", "{{secret.key}}"])
    def test_a_name_that_zenml_refuses_is_refused(self, store: StackStore, name: str):
        with pytest.raises(InvalidName):
            store.create_component("orchestrator", name, "local", {})

    def test_a_name_is_taken_once_per_type(self, store: StackStore, prod: Stack):
        with pytest.raises(AlreadyExists, match="an orchestrator named k8s, of flavor kubernetes"):
            store.create_component("orchestrator", "k8s", "local", {})
        assert store.stack("prod") == prod

    def test_an_unknown_flavor_is_refused(self, store: StackStore):
        with pytest.raises(UnknownFlavor, match="no flavor s33"):
            store.create_component("artifact_store", "bucket", "s33", {"path": "s3://data"})

    @pytest.mark.parametrize(
        "configuration",
        [{}, {"path": "gs://data"}, {"path": "s3://data", "pth": 1}, {"path": 5}],
        ids=["missing", "scheme", "unknown", "type"],
    )
    def test_a_configuration_that_zenml_refuses_is_refused(
        self, store: StackStore, configuration: dict[str, Any]
    ):
        before = store.snapshot()
        with pytest.raises(InvalidConfiguration):
            store.create_component("artifact_store", "bucket", "s3", configuration)
        with pytest.raises(InvalidConfiguration):
            store.normalized("artifact_store", "s3", configuration)
        assert store.snapshot() == before

    def test_no_error_shows_a_secret(self, store: StackStore):
        configuration = {"path": "gs://data", "secret": "hunter2", "key": ["hunter2"]}
        with pytest.raises(StoreError) as caught:
            store.create_component("artifact_store", "bucket", "s3", configuration)
        assert "hunter2" not in f"{caught.value!r} {caught.value}"

    def test_no_repr_shows_a_configuration(self, store: StackStore):
        configuration = {"path": "s3://data", "secret": "hunter2"}
        made = store.create_component("artifact_store", "bucket", "s3", configuration)
        assert "hunter2" not in repr((made, store.snapshot()))

    def test_a_component_is_given_another_configuration(self, store: StackStore, prod: Stack):
        changed = store.update_component("artifact_store", "bucket", {"path": "s3://other"})
        assert changed.configuration == {"path": "s3://other"}
        assert store.stack("prod").of_type("artifact_store") == (changed,)
        assert prod.of_type("artifact_store")[0].id == changed.id
        with pytest.raises(InvalidConfiguration):
            store.update_component("artifact_store", "bucket", {"path": "gs://other"})

    def test_a_component_is_renamed_in_its_stacks_too(self, store: StackStore, prod: Stack):
        renamed = store.rename_component("orchestrator", "k8s", "cluster")
        assert store.stack("prod").of_type("orchestrator") == (renamed,)
        assert renamed.configuration == prod.of_type("orchestrator")[0].configuration
        with pytest.raises(NotFound):
            store.component("orchestrator", "k8s")

    def test_a_component_cannot_take_the_name_of_another(self, store: StackStore, prod: Stack):
        with pytest.raises(AlreadyExists):
            store.rename_component("orchestrator", "k8s", "default")
        assert store.stack("prod") == prod

    def test_a_component_in_use_cannot_be_deleted(self, store: StackStore, prod: Stack):
        with pytest.raises(InUse, match="the stack prod"):
            store.delete_component("orchestrator", "k8s")
        store.delete_stack("prod")
        store.delete_component("orchestrator", "k8s")
        assert names(store.components("orchestrator")) == ["default"]
        assert prod

    def test_default_components_stay_as_they_are(self, store: StackStore):
        with pytest.raises(Protected):
            store.update_component("artifact_store", "default", {"path": "/elsewhere"})
        with pytest.raises(Protected):
            store.rename_component("orchestrator", "default", "mine")
        with pytest.raises(Protected):
            store.delete_component("orchestrator", "default")

    # -- stacks ----------------------------------------------------------------------------------

    def test_a_stack_needs_an_orchestrator_and_an_artifact_store(self, store: StackStore):
        with pytest.raises(InvalidStack, match="an artifact store"):
            store.create_stack("half", [LOCAL])
        with pytest.raises(InvalidStack, match="an orchestrator"):
            store.create_stack("half", [DISK])
        assert names(store.stacks()) == ["default"]

    def test_only_some_types_repeat(self, store: StackStore, prod: Stack):
        members = [LOCAL, ("orchestrator", "k8s"), DISK]
        with pytest.raises(InvalidStack, match="one orchestrator, not 2"):
            store.create_stack("two", members)
        for name in ("first", "second"):
            store.create_component("sandbox", name, "local", {})
        sandboxes = [("sandbox", "second"), ("sandbox", "first")]
        made = store.create_stack("two", [LOCAL, DISK, *sandboxes])
        assert made.of_type("sandbox")[0].name == "second"
        assert set(names(made.of_type("sandbox"))) == {"first", "second"}
        assert prod

    def test_a_component_is_in_a_stack_once(self, store: StackStore):
        store.create_component("sandbox", "box", "local", {})
        with pytest.raises(InvalidStack):
            store.create_stack("two", [LOCAL, DISK, ("sandbox", "box"), ("sandbox", "box")])

    def test_members_are_named_exactly(self, store: StackStore, prod: Stack):
        with pytest.raises(NotFound, match="named k8"):
            store.create_stack("other", [("orchestrator", "k8"), DISK])
        k8s = prod.of_type("orchestrator")[0]
        assert store.create_stack("other", [("orchestrator", k8s.id), DISK])

    def test_a_stack_name_is_taken_once(self, store: StackStore, prod: Stack):
        with pytest.raises(AlreadyExists):
            store.create_stack("prod", [LOCAL, DISK])
        with pytest.raises(AlreadyExists):
            store.copy_stack("default", "prod")
        assert store.stack("prod") == prod
        with pytest.raises(InvalidName):
            store.create_stack("", [LOCAL, DISK])

    def test_a_stack_name_that_begins_another_is_its_own(self, store: StackStore, prod: Stack):
        made = store.create_stack("pro", [LOCAL, DISK])
        assert store.stack("pro") == made
        store.delete_stack("pro")
        assert store.stack("prod") == prod

    def test_a_stack_is_given_other_components(self, store: StackStore, prod: Stack):
        changed = store.update_stack("prod", [LOCAL, ("artifact_store", "bucket")])
        assert changed.id == prod.id
        assert changed.members == (LOCAL, ("artifact_store", "bucket"))
        with pytest.raises(InvalidStack):
            store.update_stack("prod", [LOCAL])
        assert store.stack("prod") == changed

    def test_a_copy_has_every_component_repeated_ones_too(self, store: StackStore):
        for name in ("first", "second"):
            store.create_component("sandbox", name, "local", {})
        boxes = [("sandbox", "first"), ("sandbox", "second")]
        source = store.create_stack("source", [LOCAL, DISK, *boxes])
        copy = store.copy_stack("source", "copy")
        assert copy.members == source.members
        assert copy.id != source.id

    def test_a_stack_is_renamed(self, store: StackStore, prod: Stack):
        assert store.rename_stack("prod", "production").id == prod.id
        assert names(store.stacks()) == ["default", "production"]
        with pytest.raises(AlreadyExists):
            store.rename_stack("production", "default")

    def test_the_default_stack_stays_as_it_is(self, store: StackStore, prod: Stack):
        store.activate("prod")
        with pytest.raises(Protected):
            store.delete_stack("default")
        with pytest.raises(Protected):
            store.rename_stack("default", "mine")
        with pytest.raises(Protected):
            store.update_stack("default", prod.members)

    def test_deleting_a_stack_leaves_its_components(self, store: StackStore, prod: Stack):
        assert store.delete_stack(prod.id) == ()
        assert names(store.stacks()) == ["default"]
        assert store.component("orchestrator", "k8s") == prod.of_type("orchestrator")[0]

    def test_deleting_recursively_takes_what_nobody_else_uses(self, store: StackStore, prod: Stack):
        store.create_stack("other", [("orchestrator", "k8s"), DISK])
        removed = store.delete_stack("prod", recursive=True)
        assert removed == prod.of_type("artifact_store")
        assert names(store.components("artifact_store")) == ["default"]
        store.delete_stack("other", recursive=True)
        assert names(store.components("orchestrator")) == ["default"]

    # -- the active stack ------------------------------------------------------------------------

    def test_a_stack_is_activated(self, store: StackStore, prod: Stack):
        assert store.activate("prod") == prod
        assert store.active() == prod
        assert store.snapshot().active == prod.id
        store.activate("default")
        assert store.active().name == "default"

    def test_the_active_stack_cannot_be_deleted(self, store: StackStore, prod: Stack):
        store.activate("prod")
        with pytest.raises(StackIsActive):
            store.delete_stack("prod")
        assert store.active() == prod

    def test_an_active_stack_may_be_renamed(self, store: StackStore, prod: Stack):
        store.activate("prod")
        store.rename_stack("prod", "production")
        assert store.active().id == prod.id
        assert store.active().name == "production"

    def test_activation_is_exact(self, store: StackStore, prod: Stack):
        with pytest.raises(NotFound):
            store.activate("pr")
        assert store.active().name == "default"
        assert prod

    # -- lists of changes ------------------------------------------------------------------------

    def test_changes_are_all_made_or_none(self, store: StackStore):
        before = store.snapshot()
        changes = [
            CreateComponent("artifact_store", "bucket", "s3", {"path": "s3://data"}),
            CreateComponent("orchestrator", "k8s", "kubernetes", {"no_such_parameter": 1}),
        ]
        with pytest.raises(StoreError):
            store.execute(changes)
        assert store.snapshot() == before
        with pytest.raises(InvalidStack):
            store.execute([changes[0], CreateStack("half", (("artifact_store", "bucket"),))])
        assert store.snapshot() == before

    def test_changes_are_refused_when_something_else_has_changed(
        self, store: StackStore, prod: Stack
    ):
        before = store.snapshot()
        expected = ExpectComponent("artifact_store", "bucket", "s3", {"path": "s3://then"})
        made = CreateComponent("orchestrator", "other", "local", {})
        with pytest.raises(StoreChanged, match="bucket"):
            store.execute([made, expected])
        assert store.snapshot() == before
        assert prod

    def test_a_switch_is_no_number(self, store: StackStore):
        number, switch = ({"path": "s3://x", "client_kwargs": {"a": one}} for one in (1, True))
        store.create_component("artifact_store", "odd", "s3", number)
        store.update_component("artifact_store", "odd", switch)
        kept = store.component("artifact_store", "odd").configuration["client_kwargs"]
        assert repr(kept) == "{'a': True}"
        changes = [
            ExpectComponent("artifact_store", "odd", "s3", number),
            CreateComponent("orchestrator", "other", "local", {}),
        ]
        with pytest.raises(StoreChanged, match="odd"):
            store.execute(changes)

    # -- plan, apply, export ---------------------------------------------------------------------

    def test_a_new_stack_is_created(self, store: StackStore, catalog: Catalog):
        plan = self.plan(stack_file(), store, catalog)
        assert [c.action for c in plan.components] == [Action.CREATE, Action.CREATE]
        assert plan.stack
        assert plan.stack.action is Action.CREATE
        assert not plan.is_empty
        applied = apply(plan, store)
        assert (applied.created, applied.changed, applied.activated) == (2, 0, False)
        stack = store.stack("prod")
        assert applied.stack == stack
        assert stack.members == (("orchestrator", "k8s"), ("artifact_store", "bucket"))
        assert stack.of_type("artifact_store")[0].configuration["secret"] == "hunter2"

    def test_a_second_plan_is_empty(self, store: StackStore, catalog: Catalog):
        apply(self.plan(stack_file(), store, catalog), store)
        again = self.plan(stack_file(), store, catalog)
        assert again.is_empty
        before = store.snapshot()
        assert apply(again, store).created == 0
        assert store.snapshot() == before

    @pytest.mark.parametrize(
        "line",
        [
            'pod_settings: \'{"node_selectors": {"pool": "gpu"}}\'',
            "pod_settings: {node_selectors: {pool: gpu}, tolerations: []}",
            "timeout: '30'",
            "service_account_name: null",
            "parallel_step_startup_waiting_period: 1",
        ],
    )
    def test_a_second_plan_is_empty_whatever_zenml_makes_of_a_value(
        self, store: StackStore, catalog: Catalog, line: str
    ):
        text = stack_file().replace('synchronous: "yes"', line)
        apply(self.plan(text, store, catalog), store)
        assert self.plan(text, store, catalog).is_empty

    def test_a_plan_shows_changes_field_by_field_without_secrets(
        self, store: StackStore, catalog: Catalog
    ):
        apply(self.plan(stack_file(), store, catalog), store)
        text = stack_file(bucket="s3://new").replace("hunter2", "hunter3")
        plan = self.plan(text, store, catalog)
        (changed,) = [c for c in plan.components if c.action is Action.CHANGE]
        shown = {field.path: (field.before, field.after) for field in changed.fields}
        assert shown == {
            "path": ("s3://data", "s3://new"),
            "secret": ("********", "********"),
        }
        assert "hunter" not in repr(plan)
        assert plan.stack
        assert plan.stack.action is Action.REUSE
        apply(plan, store)
        found = store.component("artifact_store", "bucket").configuration
        assert (found["path"], found["secret"]) == ("s3://new", "hunter3")

    def test_a_changed_component_names_the_other_stacks_it_is_in(
        self, store: StackStore, catalog: Catalog
    ):
        apply(self.plan(stack_file(), store, catalog), store)
        store.create_stack("other", [LOCAL, ("artifact_store", "bucket")])
        plan = self.plan(stack_file(bucket="s3://new"), store, catalog)
        (changed,) = [c for c in plan.components if c.action is Action.CHANGE]
        assert changed.used_by == ("other",)

    def test_another_flavor_under_the_same_name_is_a_conflict(
        self, store: StackStore, catalog: Catalog
    ):
        text = stack_file().replace("name: k8s", "name: default")
        plan = self.plan(text, store, catalog)
        assert plan.is_blocked
        assert "registered with flavor local" in plan.conflicts[0]
        with pytest.raises(StoreError, match="flavor local"):
            apply(plan, store)
        assert names(store.components("artifact_store")) == ["default"]

    def test_a_name_that_begins_another_is_created(self, store: StackStore, catalog: Catalog):
        apply(self.plan(stack_file(), store, catalog), store)
        text = stack_file("second").replace("name: k8s", "name: k8")
        plan = self.plan(text, store, catalog)
        assert {c.name: c.action for c in plan.components} == {
            "k8": Action.CREATE,
            "bucket": Action.REUSE,
        }

    def test_a_stack_gets_and_loses_components(self, store: StackStore, catalog: Catalog):
        extra = """\
  sandbox:
    - {name: box, type: sandbox, flavor: local, configuration: {}}
"""
        apply(self.plan(stack_file(extra=extra), store, catalog), store)
        plan = self.plan(stack_file(), store, catalog)
        assert plan.stack
        assert plan.stack.removed == (("sandbox", "box"),)
        apply(plan, store)
        assert len(store.stack("prod").components) == 2
        assert store.component("sandbox", "box")

    def test_the_default_stack_can_be_planned_but_not_changed(
        self, store: StackStore, catalog: Catalog
    ):
        text = export(store.stack("default"), "0.98.0")
        assert self.plan(text, store, catalog).is_empty
        plan = self.plan(stack_file("default"), store, catalog)
        assert any("default stack stays" in reason for reason in plan.conflicts)

    def test_a_plan_that_no_longer_holds_is_not_applied(self, store: StackStore, catalog: Catalog):
        apply(self.plan(stack_file(), store, catalog), store)
        plan = self.plan(stack_file(bucket="s3://new", cluster="aks"), store, catalog)
        store.update_component("orchestrator", "k8s", {"kubernetes_context": "eks"})
        before = store.snapshot()
        with pytest.raises(StoreChanged, match="orchestrator k8s"):
            apply(plan, store)
        assert store.snapshot() == before
        fresh = self.plan(stack_file(name="new"), store, catalog)
        store.create_stack("new", [LOCAL, DISK])
        with pytest.raises(StoreChanged, match="stack new"):
            apply(fresh, store)

    def test_applying_activates_when_asked_to(self, store: StackStore, catalog: Catalog):
        plan = self.plan(stack_file(), store, catalog)
        assert apply(plan, store, activate=True).activated
        assert store.active().name == "prod"
        again = self.plan(stack_file(), store, catalog)
        assert again.is_active
        assert not apply(again, store, activate=True).activated

    def test_an_export_plans_nothing(self, store: StackStore, catalog: Catalog):
        configuration = {
            "path": "s3://data",
            "key": "{{aws.key}}",
            "secret": "no",
            "config_kwargs": {"a": "0123", "b": "12:30", "c": [True, "yes", None, 1.5, "~"]},
            "client_kwargs": {"multi": "a\nb\n", "unicode": "ü ☕ 😀 \u2028", "empty": ""},
        }
        store.create_component("artifact_store", "no", "s3", configuration)
        for box in ("b", "a"):
            store.create_component("sandbox", box, "local", {})
        members = [LOCAL, ("artifact_store", "no"), ("sandbox", "b"), ("sandbox", "a")]
        stack = store.create_stack("12:30", members)
        text = export(stack, "0.98.0")
        plan = self.plan(text, store, catalog)
        assert (plan.findings, plan.conflicts) == ((), ())
        assert plan.is_empty

    def test_placeholders_are_replaced(self, store: StackStore, catalog: Catalog):
        text = stack_file(bucket="s3://${BUCKET}", cluster="${CLUSTER}")
        variables = {"BUCKET": "prod-data", "CLUSTER": "gke: one"}
        apply(self.plan(text, store, catalog, variables=variables), store)
        found = {c.type: c.configuration for c in store.stack("prod").components}
        assert found["artifact_store"]["path"] == "s3://prod-data"
        assert found["orchestrator"]["kubernetes_context"] == "gke: one"

    def test_nothing_is_applied_with_a_placeholder_left(self, store: StackStore, catalog: Catalog):
        text = stack_file(bucket="s3://${BUCKET}", cluster="${CLUSTER}")
        plan = self.plan(text, store, catalog, variables={"CLUSTER": "gke"})
        assert [(u.name, u.line, u.column) for u in plan.unresolved] == [("BUCKET", 16, 20)]
        with pytest.raises(StoreError, match=r"\$\{BUCKET\}"):
            apply(plan, store)
        assert names(store.stacks()) == ["default"]
