"""Where ZenML's own import does what nobody meant, and applying the same file here does not.

Each test lets the real ``zenml stack import`` fall in first. When one of these starts to fail in
its first half, ZenML has fixed the trap.
"""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import plan_text
from stackls_core.plans.planned import Action
from stackls_core.registry.errors import NotPlannable
from stackls_core.registry.known import read_store
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import DISK, LOCAL, names, stack_file
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, empty
from tests.support.searches import FAILS, FINDS_DEFAULT, FINDS_NOTHING, JUST_NAMES, UNTOLD
from tests.support.stack_texts import Entry, stack_text

pytestmark = list(NEEDS_ZENML)


DEFAULT_STORE = Entry("artifact_store", "default", "local")


def imported(name: str, orchestrator: Entry, store: Entry = DEFAULT_STORE) -> str:
    """The file that ZenML's own command line is given."""
    return stack_text(orchestrator, store, name=name, version="0.98.0", typed=True)


def imports(zenml: RealZenML, text: str) -> bool:
    """Whether ZenML's own command line imports a file."""
    (zenml.work / "case.yaml").write_text(dedent(text), encoding="utf-8")
    return zenml.cli("stack", "import", "case.yaml").returncode == 0


SAME_NAME_OTHER_FLAVOR = imported("prod", Entry("orchestrator", "default", "kubernetes"))


def test_same_name_and_other_flavor(store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog):
    assert imports(zenml, SAME_NAME_OTHER_FLAVOR)
    assert store.stack("prod").of_type("orchestrator")[0].flavor == "local"  # fell in

    empty(store)
    plan = plan_text(SAME_NAME_OTHER_FLAVOR, store, shipped_catalog)
    assert "registered with flavor local" in plan.conflicts[0]
    with pytest.raises(NotPlannable):
        apply(plan, store)
    assert names(store.stacks()) == ["default"]


BEGINNING_OF_A_NAME = imported("dev", Entry("orchestrator", "k8", "kubernetes"))


def test_a_name_that_begins_another(store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog):
    store.create_component("orchestrator", "k8s", "kubernetes", {})
    assert imports(zenml, BEGINNING_OF_A_NAME)
    assert store.stack("dev").of_type("orchestrator")[0].name == "k8s"  # fell in

    store.delete_stack("dev")
    plan = plan_text(BEGINNING_OF_A_NAME, store, shipped_catalog)
    assert {c.name: c.action for c in plan.components} == {
        "k8": Action.CREATE,
        "default": Action.REUSE,
    }
    apply(plan, store)
    assert store.stack("dev").of_type("orchestrator")[0].name == "k8"


REFUSED_AT_THE_END = imported(
    "prod",
    Entry("orchestrator", "k8s", "kubernetes"),
    Entry("artifact_store", "bucket", "s3", "path: s3://data\npth: 1"),
)


def test_names_that_are_taken_for_the_beginning_of_another(
    store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog
):
    created = store.create_component("orchestrator", "k8s-prod", "local", {})
    for name in ("K8S", "k8s_", "%prod", created.id[:8]):
        text = imported("dev", Entry("orchestrator", f'"{name}"', "local"))
        found = check_text(text, None, shipped_catalog, read_store(store))
        assert [one.code for one in found if one.store] == ["name-taken"]
        assert imports(zenml, text)
        assert names(store.stack("dev").of_type("orchestrator")) == ["k8s-prod"]
        store.delete_stack("dev")


SEARCHING = """\
import json
def outcome(name):
    try:
        return "finds" if client.list_stacks(name=name) else "finds nothing"
    except Exception:
        return "fails"
print(json.dumps([outcome(name) for name in json.loads(NAMES)]))
"""


@pytest.mark.usefixtures("store")
def test_stack_names_that_are_searches(zenml: RealZenML):
    expected = {
        **dict.fromkeys((*FINDS_DEFAULT, *UNTOLD), "finds"),
        **dict.fromkeys((*FINDS_NOTHING, *JUST_NAMES), "finds nothing"),
        **dict.fromkeys(FAILS, "fails"),
    }
    code = SEARCHING.replace("NAMES", repr(json.dumps(list(expected))))
    outcomes = json.loads(zenml.run(code).splitlines()[-1])
    assert dict(zip(expected, outcomes, strict=True)) == expected


SEARCHES = imported(
    '"contains:def"',
    Entry("orchestrator", '"contains:def"', "local"),
    Entry("artifact_store", '"in:a"', "local"),
)


def test_only_stacks_are_searched_for(
    store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog
):
    assert not imports(zenml, SEARCHES)
    assert imports(zenml, SEARCHES.replace('"contains:def"', "demo", 1))
    assert names(store.stack("demo").components) == ["contains:def", "in:a"]

    empty(store)
    apply(plan_text(SEARCHES, store, shipped_catalog), store)  # here names are names
    assert names(store.stacks()) == ["contains:def", "default"]


def test_a_refusal_leaves_orphans(store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog):
    assert not imports(zenml, REFUSED_AT_THE_END)
    assert names(store.components("orchestrator")) == ["default", "k8s"]  # fell in

    empty(store)
    plan = plan_text(REFUSED_AT_THE_END, store, shipped_catalog)
    assert [finding.code for finding in plan.findings] == ["unknown-parameter"]
    with pytest.raises(NotPlannable):
        apply(plan, store)
    assert names(store.components("orchestrator")) == ["default"]


def test_copying_drops_repeated_components(store: ZenMLStore):
    """ZenML 0.98.0 has fixed this one; here it never was one."""
    for name in ("first", "second"):
        store.create_component("sandbox", name, "local", {})
    boxes = [("sandbox", "first"), ("sandbox", "second")]
    store.create_stack("source", [LOCAL, DISK, *boxes])
    assert set(store.copy_stack("source", "copy").members) == {LOCAL, DISK, *boxes}


FURNISHED = """\
from zenml.enums import StackComponentType as T
client.create_secret("env", {"A": "b"})
c = client.get_stack("default").components
client.create_stack("full", {t: c[t][0].id for t in (T.ORCHESTRATOR, T.ARTIFACT_STORE)})
client.update_stack("full", description="Words", labels={"team": "ml"}, environment={"X": "1"},
                    add_secrets=["env"])
"""
FURNITURE = """\
s = client.get_stack("NAME")
print(s.description, s.labels, s.environment, len(s.secrets))
"""


def test_copying_drops_environment_and_secrets(store: ZenMLStore, zenml: RealZenML):
    def furniture(name: str) -> str:
        code = FURNITURE.replace("NAME", name)
        return zenml.run(code).splitlines()[-1]

    zenml.run(FURNISHED)
    whole = "Words {'team': 'ml'} {'X': '1'} 1"
    assert furniture("full") == whole
    zenml.cli("stack", "copy", "full", "theirs")
    assert furniture("theirs").endswith("{} 0")  # fell in

    store.copy_stack("full", "ours")
    assert furniture("ours") == whole


def test_zenml_imports_what_is_exported_here(
    store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog
):
    configuration = {
        "path": "s3://data",
        "key": "{{aws.key}}",
        "secret": "no",
        "config_kwargs": {"a": "0123", "b": "12:30", "c": [True, "yes", None, 1.5, "~"]},
        "client_kwargs": {"multi": "a\nb\n", "unicode": "ü ☕ 😀 \u2028", "1": "=", "e": "1e5"},
    }
    store.create_component("artifact_store", "1_000", "s3", configuration)
    store.create_stack("no", [LOCAL, ("artifact_store", "1_000")])
    text = export(store.stack("no"), "0.98.0")
    empty(store)
    assert imports(zenml, text)
    stack = store.stack("no")
    assert stack.of_type("artifact_store")[0].name == "1_000"
    assert stack.of_type("artifact_store")[0].configuration == configuration
    assert plan_text(text, store, shipped_catalog).is_empty


def test_what_zenml_exports_plans_nothing(
    store: ZenMLStore, zenml: RealZenML, shipped_catalog: Catalog
):
    apply(plan_text(stack_file(), store, shipped_catalog), store)
    done = zenml.cli("stack", "export", "prod", "out.yaml")
    assert done.returncode == 0, done.stderr
    text = (zenml.work / "out.yaml").read_text(encoding="utf-8")
    assert plan_text(text, store, shipped_catalog).is_empty
