"""The contract of a store on a ZenML with MariaDB, where names are equal whatever their case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.apply_set import apply_set
from stackls_core.plans.plan import plan_text
from stackls_core.plans.plan_set import StackText, plan_set
from stackls_core.plans.planned import Action
from stackls_core.registry.errors import AlreadyExists
from stackls_core.registry.traits import NameComparison
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import StoreContract, names, stack_file
from tests.support.mariadb import INSTALL, SERVER, running_mariadb
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, empty

pytestmark = [
    *NEEDS_ZENML,
    pytest.mark.skipif(
        not (SERVER and INSTALL), reason="there is no mariadbd: install mariadb-server"
    ),
]


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, shipped_catalog: Catalog
) -> Iterator[ZenMLStore]:
    folder = tmp_path_factory.mktemp("mariadb")
    with running_mariadb(folder) as url:
        store = RealZenML.at(folder, ZENML_STORE_URL=url).open(shipped_catalog)
        yield store
        store.close()


@pytest.fixture
def store(opened: ZenMLStore) -> ZenMLStore:
    empty(opened)
    return opened


class TestContract(StoreContract):
    @pytest.fixture
    def store(self, opened: ZenMLStore) -> ZenMLStore:
        empty(opened)
        return opened


def test_it_says_how_names_compare(store: ZenMLStore):
    assert store.snapshot().traits.names == NameComparison(
        ignores_case=True, ignores_accents=True, ignores_trailing_spaces=True
    )


def test_a_password_is_not_shown(store: ZenMLStore):
    info = store.info()
    assert "stackls" not in info.location
    assert "stackls" not in info.label


@pytest.mark.parametrize("name", ["K8S", "k8S", "k8s "])
def test_a_file_means_the_component_that_the_database_finds(
    store: ZenMLStore, shipped_catalog: Catalog, name: str
):
    apply(plan_text(stack_file(), store, shipped_catalog), store)
    before = store.snapshot()
    text = stack_file(name="PROD").replace("name: k8s", f"name: '{name}'")
    plan = plan_text(text, store, shipped_catalog)
    assert (plan.conflicts, plan.is_empty) == ((), True)
    changed = plan_text(text.replace("gke", "eks"), store, shipped_catalog)
    assert [one.action for one in changed.components] == [Action.CHANGE, Action.REUSE]
    stack = apply(changed, store).stack
    assert stack.name == "prod"
    assert stack.of_type("orchestrator")[0].configuration["kubernetes_context"] == "eks"
    assert names(store.components()) == names(before.components)


def test_a_name_that_is_taken_in_another_case(store: ZenMLStore):
    store.create_component("orchestrator", "Orch", "local", {})
    for name in ("orch", "ORCH", "Örch", "orch "):
        with pytest.raises(AlreadyExists, match=f"does not tell {name} from that"):
            store.create_component("orchestrator", name, "local", {})
    store.create_component("orchestrator", "other", "local", {})
    with pytest.raises(AlreadyExists):
        store.rename_component("orchestrator", "other", "oRCH")


def test_the_case_of_a_name_can_be_changed(store: ZenMLStore, shipped_catalog: Catalog):
    apply(plan_text(stack_file(), store, shipped_catalog), store)
    assert store.rename_component("orchestrator", "k8s", "K8s").name == "K8s"
    assert store.rename_stack("prod", "Prod").name == "Prod"
    assert names(store.stack("Prod").components) == ["K8s", "bucket"]


def test_files_whose_names_differ_in_case_only(store: ZenMLStore, shipped_catalog: Catalog):
    one = StackText("one.yaml", stack_file(name="one"))
    two = StackText("two.yaml", stack_file(name="two").replace("name: k8s", "name: K8S"))
    plans = plan_set([one, two], store, shipped_catalog, owner="ml")
    assert [one.action for one in plans.files[1].plan.components] == [Action.REUSE, Action.REUSE]
    apply_set(plans, store)
    assert len(store.components("orchestrator")) == 2
    again = plan_set([one, two], store, shipped_catalog, owner="ml", removes=True)
    assert (again.is_empty, again.unheld) == (True, ())
    loud = StackText("loud.yaml", stack_file(name="ONE"))
    blocked = plan_set([one, loud], store, shipped_catalog)
    assert blocked.files[1].plan.conflicts == (
        "The stack one is defined in one.yaml:1 and loud.yaml:1.",
    )
