"""Where ZenML's own import does what nobody meant, and applying the same file here does not.

Each test lets the real ``zenml stack import`` fall in first. When one of these starts to fail in
its first half, ZenML has mended the trap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.check import check_text
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import Action, plan_text
from stackls_core.registry.errors import NotPlannable
from stackls_core.registry.known import read_store
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import DISK, LOCAL, names, stack_file
from tests.stores.zenml_support import (
    PYTHON,
    SKIP,
    empty,
    open_zenml,
    run_in_zenml,
    zenml_cli,
    zenml_environment,
)
from tests.support.searches import FAILS, FINDS_DEFAULT, FINDS_NOTHING, JUST_NAMES

pytestmark = [
    pytest.mark.zenml,
    pytest.mark.skipif(not PYTHON, reason=SKIP),
    pytest.mark.timeout(300),
]


class Zoo:
    """One ZenML, seen by its own command line and by us."""

    def __init__(self, folder: Path, registry: FlavorRegistry) -> None:
        self.work = folder / "work"
        self.environment = zenml_environment(folder / "config")
        self.store = open_zenml(self.environment, self.work, registry)
        self.registry = registry

    def zenml_import(self, text: str) -> bool:
        (self.work / "case.yaml").write_text(dedent(text), encoding="utf-8")
        return (
            zenml_cli(self.environment, self.work, "stack", "import", "case.yaml").returncode == 0
        )


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, shipped_registry: FlavorRegistry
) -> Iterator[Zoo]:
    zoo = Zoo(tmp_path_factory.mktemp("traps"), shipped_registry)
    yield zoo
    zoo.store.close()


@pytest.fixture
def zoo(opened: Zoo) -> Zoo:
    empty(opened.store)
    return opened


@pytest.fixture
def store(zoo: Zoo) -> ZenMLStore:
    return zoo.store


SAME_NAME_OTHER_FLAVOR = """\
stack_name: prod
zenml_version: 0.98.0
components:
  orchestrator:
    - {name: default, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
    - {name: default, type: artifact_store, flavor: local, configuration: {}}
"""


def test_same_name_and_other_flavor(zoo: Zoo, store: ZenMLStore):
    assert zoo.zenml_import(SAME_NAME_OTHER_FLAVOR)
    assert store.stack("prod").of_type("orchestrator")[0].flavor == "local"  # fell in

    empty(store)
    plan = plan_text(SAME_NAME_OTHER_FLAVOR, store, zoo.registry)
    assert "registered with flavor local" in plan.conflicts[0]
    with pytest.raises(NotPlannable):
        apply(plan, store)
    assert names(store.stacks()) == ["default"]


BEGINNING_OF_A_NAME = """\
stack_name: dev
zenml_version: 0.98.0
components:
  orchestrator:
    - {name: k8, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
    - {name: default, type: artifact_store, flavor: local, configuration: {}}
"""


def test_a_name_that_begins_another(zoo: Zoo, store: ZenMLStore):
    store.create_component("orchestrator", "k8s", "kubernetes", {})
    assert zoo.zenml_import(BEGINNING_OF_A_NAME)
    assert store.stack("dev").of_type("orchestrator")[0].name == "k8s"  # fell in

    store.delete_stack("dev")
    plan = plan_text(BEGINNING_OF_A_NAME, store, zoo.registry)
    assert {c.name: c.action for c in plan.components} == {
        "k8": Action.CREATE,
        "default": Action.REUSE,
    }
    apply(plan, store)
    assert store.stack("dev").of_type("orchestrator")[0].name == "k8"


REFUSED_AT_THE_END = """\
stack_name: prod
zenml_version: 0.98.0
components:
  orchestrator:
    - {name: k8s, type: orchestrator, flavor: kubernetes, configuration: {}}
  artifact_store:
    - {name: bucket, type: artifact_store, flavor: s3, configuration: {path: 's3://data', pth: 1}}
"""


ANOTHER_NAME = """\
stack_name: dev
zenml_version: 0.98.0
components:
  orchestrator:
    - {{name: "{}", type: orchestrator, flavor: local, configuration: {{}}}}
  artifact_store:
    - {{name: default, type: artifact_store, flavor: local, configuration: {{}}}}
"""


def test_names_that_are_taken_for_the_beginning_of_another(zoo: Zoo, store: ZenMLStore):
    created = store.create_component("orchestrator", "k8s-prod", "local", {})
    for name in ("K8S", "k8s_", "%prod", created.id[:8]):
        text = ANOTHER_NAME.format(name)
        found = check_text(text, None, zoo.registry, read_store(store))
        assert [one.code for one in found if one.store] == ["name-taken"]
        assert zoo.zenml_import(text)
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


def test_stack_names_that_are_searches(zoo: Zoo):
    expected = {
        **dict.fromkeys(FINDS_DEFAULT, "finds"),
        **dict.fromkeys((*FINDS_NOTHING, *JUST_NAMES), "finds nothing"),
        **dict.fromkeys(FAILS, "fails"),
    }
    code = SEARCHING.replace("NAMES", repr(json.dumps(list(expected))))
    outcomes = json.loads(run_in_zenml(zoo.environment, zoo.work, code).splitlines()[-1])
    assert dict(zip(expected, outcomes, strict=True)) == expected


SEARCHES = """\
stack_name: "contains:def"
zenml_version: 0.98.0
components:
  orchestrator:
    - {name: "contains:def", type: orchestrator, flavor: local, configuration: {}}
  artifact_store:
    - {name: "in:a", type: artifact_store, flavor: local, configuration: {}}
"""


def test_only_stacks_are_searched_for(zoo: Zoo, store: ZenMLStore):
    assert not zoo.zenml_import(SEARCHES)
    assert zoo.zenml_import(SEARCHES.replace('"contains:def"', "demo", 1))
    assert names(store.stack("demo").components) == ["contains:def", "in:a"]

    empty(store)
    apply(plan_text(SEARCHES, store, zoo.registry), store)  # here names are names
    assert names(store.stacks()) == ["contains:def", "default"]


def test_a_refusal_leaves_orphans(zoo: Zoo, store: ZenMLStore):
    assert not zoo.zenml_import(REFUSED_AT_THE_END)
    assert names(store.components("orchestrator")) == ["default", "k8s"]  # fell in

    empty(store)
    plan = plan_text(REFUSED_AT_THE_END, store, zoo.registry)
    assert [finding.code for finding in plan.findings] == ["unknown-parameter"]
    with pytest.raises(NotPlannable):
        apply(plan, store)
    assert names(store.components("orchestrator")) == ["default"]


def test_copying_drops_repeated_components(zoo: Zoo, store: ZenMLStore):
    """ZenML 0.98.0 has mended this one; here it never was one."""
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


def test_copying_drops_environment_and_secrets(zoo: Zoo, store: ZenMLStore):
    def furniture(name: str) -> str:
        code = FURNITURE.replace("NAME", name)
        return run_in_zenml(zoo.environment, zoo.work, code).splitlines()[-1]

    run_in_zenml(zoo.environment, zoo.work, FURNISHED)
    whole = "Words {'team': 'ml'} {'X': '1'} 1"
    assert furniture("full") == whole
    zenml_cli(zoo.environment, zoo.work, "stack", "copy", "full", "theirs")
    assert furniture("theirs").endswith("{} 0")  # fell in

    store.copy_stack("full", "ours")
    assert furniture("ours") == whole


def test_zenml_imports_what_is_exported_here(zoo: Zoo, store: ZenMLStore):
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
    assert zoo.zenml_import(text)
    stack = store.stack("no")
    assert stack.of_type("artifact_store")[0].name == "1_000"
    assert stack.of_type("artifact_store")[0].configuration == configuration
    assert plan_text(text, store, zoo.registry).is_empty


def test_what_zenml_exports_plans_nothing(zoo: Zoo, store: ZenMLStore):
    apply(plan_text(stack_file(), store, zoo.registry), store)
    done = zenml_cli(zoo.environment, zoo.work, "stack", "export", "prod", "out.yaml")
    assert done.returncode == 0, done.stderr
    text = (zoo.work / "out.yaml").read_text(encoding="utf-8")
    assert plan_text(text, store, zoo.registry).is_empty
