"""What must work with every ZenML from 0.70 on, and what a version lacks, said with the version.

`nox -s old_zenml` runs this with a real ZenML of each of several versions. There is one fresh
database for all tests of this module, and they leave it as they found it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import AllCatalogs
from stackls_core.check import check_text
from stackls_core.findings import Severity
from stackls_core.plans.apply import apply
from stackls_core.plans.export import export
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.registry.errors import InvalidConfiguration, UnknownFlavor, Unsupported
from stackls_core.registry.model import Stack
from stackls_core.stores.zenml import ZenMLStore
from tests.stores.contract import DISK, LOCAL, names
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, empty

pytestmark = list(NEEDS_ZENML)

MAPS = """\
stack_name: prod
zenml_version: {version}
components:
  orchestrator:
    name: k8s
    type: orchestrator
    flavor: kubernetes
    configuration:
      kubernetes_context: gke
      synchronous: "yes"
  artifact_store:
    name: bucket
    type: artifact_store
    flavor: s3
    configuration:
      path: s3://data
      key: "{{{{aws.key}}}}"
"""


@pytest.fixture
def store(opened_any: ZenMLStore) -> ZenMLStore:
    empty(opened_any)
    return opened_any


@pytest.fixture(scope="module")
def opened_any(zenml: RealZenML, shipped_catalogs: AllCatalogs) -> Iterator[ZenMLStore]:
    store = zenml.open(shipped_catalogs.bundled)
    yield store
    store.close()


@pytest.fixture
def version(store: ZenMLStore) -> str:
    return store.info().zenml_version


@pytest.fixture
def catalog(shipped_catalogs: AllCatalogs, version: str) -> Catalog:
    """That of the ZenML, as it is without asking ZenML itself."""
    return shipped_catalogs.for_version(version)


@pytest.fixture
def planned(store: ZenMLStore, catalog: Catalog, version: str) -> Plan:
    return plan_text(MAPS.format(version=version), store, catalog)


@pytest.fixture
def prod(store: ZenMLStore, planned: Plan) -> Stack:
    apply(planned, store)
    return store.stack("prod")


# -- what must work ------------------------------------------------------------------------------


def test_a_fresh_database_has_the_default_stack(store: ZenMLStore, zenml: RealZenML):
    assert names(store.stacks()) == ["default"]
    default = store.active()
    assert {LOCAL, DISK} <= set(default.members)
    assert zenml.run("import zenml; print(zenml.__version__)").strip() == (
        store.info().zenml_version
    )


def test_it_says_what_a_stack_needs(store: ZenMLStore, catalog: Catalog):
    traits = store.snapshot().traits
    assert traits.required_types == catalog.imports.required
    assert traits.repeatable_types >= catalog.imports.repeatable


SEARCHES = """
from zenml.enums import GenericFilterOps
from zenml.models import StackFilter
def is_made(name):
    try:
        StackFilter(name=name)
    except ValueError:
        return False
    return True
known = [operator.value for operator in GenericFilterOps]
print({one: any(is_made(f"{one}:{value}") for value in ("1", "[]", "")) for one in known})
"""


def test_which_names_are_searches_is_known(catalog: Catalog, zenml: RealZenML):
    theirs = ast.literal_eval(zenml.run(SEARCHES).splitlines()[-1])
    newer = catalog.newer or catalog
    if catalog.is_exact or catalog.imports.searches == newer.imports.searches:
        assert theirs == catalog.imports.searches
    else:
        assert theirs in (catalog.imports.searches, newer.imports.searches)


def test_a_file_is_planned_and_applied(
    store: ZenMLStore, catalog: Catalog, planned: Plan, version: str, zenml: RealZenML
):
    assert (planned.conflicts, planned.is_blocked) == ((), False)
    assert apply(planned, store).created == 2
    assert plan_text(MAPS.format(version=version), store, catalog).is_empty
    kept = store.stack("prod").of_type("orchestrator")[0].configuration
    # up to 0.80, ZenML keeps what it was given rather than what it made of that
    assert kept["synchronous"] in (True, "yes")
    assert kept["kubernetes_context"] == "gke"
    assert "prod" in zenml.run("print([stack.name for stack in client.list_stacks()])")


def test_a_stack_is_activated(store: ZenMLStore, prod: Stack, zenml: RealZenML):
    store.activate("prod")
    assert store.active() == prod
    assert zenml.run("print(client.active_stack_model.name)").strip() == "prod"


def test_a_stack_is_described_as_it_is_registered(store: ZenMLStore, prod: Stack):
    assert store.stack(prod.id[:12]) == prod
    assert store.component("artifact_store", "bucket").configuration == {
        "path": "s3://data",
        "key": "{{aws.key}}",
    }


def test_an_export_is_what_that_zenml_imports(
    store: ZenMLStore, catalog: Catalog, prod: Stack, version: str, zenml: RealZenML
):
    text = export(prod, version, lists=catalog.imports.lists)
    assert plan_text(text, store, catalog).is_empty
    errors = [f for f in check_text(text, None, catalog) if f.severity is Severity.ERROR]
    assert errors == []
    (zenml.work / "out.yaml").write_text(text.replace("prod", "again"), "utf-8")
    done = zenml.cli("stack", "import", "again", "-f", "out.yaml")
    assert done.returncode == 0, done.stderr + done.stdout
    assert [c.flavor for c in store.stack("again").components] == ["kubernetes", "s3"]


def test_what_that_zenml_exports_plans_nothing(
    store: ZenMLStore, catalog: Catalog, prod: Stack, zenml: RealZenML
):
    done = zenml.cli("stack", "export", prod.name, str(zenml.work / "theirs.yaml"))
    assert done.returncode == 0, done.stderr + done.stdout
    text = (zenml.work / "theirs.yaml").read_text("utf-8")
    assert plan_text(text, store, catalog).is_empty


def test_components_and_stacks_are_renamed_copied_and_deleted(store: ZenMLStore, prod: Stack):
    store.rename_component("orchestrator", "k8s", "gke")
    store.copy_stack("prod", "copy")
    store.rename_stack("copy", "other")
    assert store.stack("other").members == (("orchestrator", "gke"), prod.members[1])
    store.update_component("artifact_store", "bucket", {"path": "s3://new"})
    store.delete_stack("other")
    assert names(store.stacks()) == ["default", "prod"]


def test_what_zenml_refuses_is_refused_and_changes_nothing(store: ZenMLStore):
    before = store.snapshot()
    with pytest.raises(InvalidConfiguration, match="path"):
        store.create_component("artifact_store", "bucket", "s3", {"path": "gs://data"})
    with pytest.raises(UnknownFlavor, match="no flavor s33"):
        store.create_component("artifact_store", "bucket", "s33", {"path": "s3://data"})
    assert store.snapshot() == before


def test_our_catalogs_have_the_flavors_of_that_zenml(
    store: ZenMLStore, catalog: Catalog, version: str, shipped_catalog: Catalog
):
    theirs = set(store.flavors().summaries)
    newer = catalog if catalog.is_exact else catalog.newer
    if version == shipped_catalog.zenml_version:
        assert not theirs  # only custom ones are asked for: ours are those of this very version
    elif newer is not None:
        assert flavors_of(catalog) <= theirs <= flavors_of(newer)


def flavors_of(catalog: Catalog) -> set[tuple[str, str]]:
    return {(kind, one.name) for kind in catalog.types for one in catalog.flavors(kind)}


# -- what a version lacks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "flavor", "came"),
    [("deployer", "docker", "0.90"), ("log_store", "otel", "0.93"), ("sandbox", "local", "0.95")],
)
def test_a_type_that_it_lacks_is_named_with_the_version_it_came_with(
    store: ZenMLStore, catalog: Catalog, version: str, kind: str, flavor: str, came: str
):
    if kind in catalog.types:
        store.create_component(kind, "new", flavor, minimal(catalog, kind, flavor))
        assert store.component(kind, "new").flavor == flavor
        return
    before = store.snapshot()
    said = rf"ZenML {version} has no component type {kind}\. It came with ZenML {came}\."
    with pytest.raises(Unsupported, match=said):
        store.create_component(kind, "new", flavor, {})
    with pytest.raises(Unsupported, match=said):
        store.normalized(kind, flavor, {})
    assert store.snapshot() == before


def minimal(catalog: Catalog, kind: str, flavor: str) -> dict[str, object]:
    known = catalog.flavor(kind, flavor)
    assert known is not None
    return dict(known.minimal)


def test_several_components_of_a_type_where_it_has_one(
    store: ZenMLStore, catalog: Catalog, version: str
):
    for name in ("one", "two"):
        store.create_component("alerter", name, "slack", {"slack_token": "{{slack.token}}"})
    members = [LOCAL, DISK, ("alerter", "one"), ("alerter", "two")]
    if "alerter" in catalog.imports.repeatable:
        assert len(store.create_stack("two", members).components) == 4
        return
    before = store.snapshot()
    said = rf"A stack of ZenML {version} has one alerter, not 2\. Several came with ZenML 0\.94\.3"
    with pytest.raises(Unsupported, match=said):
        store.create_stack("two", members)
    assert store.snapshot() == before


def test_lists_of_components_where_it_reads_maps(
    store: ZenMLStore, catalog: Catalog, version: str, prod: Stack
):
    listed = export(prod, version, lists=True)
    plan = plan_text(listed, store, catalog)
    if catalog.imports.lists:
        assert plan.is_empty
        return
    assert plan.is_blocked
    assert {finding.code for finding in plan.findings} >= {"list-of-components"}


def test_a_flavor_that_it_lacks_is_named_with_the_version_it_came_with(
    store: ZenMLStore, catalog: Catalog, version: str
):
    text = MAPS.format(version=version).replace("s3", "b2")
    plan = plan_text(text, store, catalog)
    if "b2" in {one.name for one in (catalog.newer or catalog).flavors("artifact_store")}:
        assert "unknown-flavor" not in {finding.code for finding in plan.findings}
        return
    (finding,) = [one for one in plan.findings if one.code == "unknown-flavor"]
    assert "It came with ZenML 0.96." in finding.message


def test_the_command_line_writes_what_that_zenml_reads(
    prod: Stack, catalog: Catalog, zenml: RealZenML, tmp_path: Path
):
    done = zenml.stackls(tmp_path, "stack", "export", prod.name)
    assert done.returncode == 0, done.stderr
    assert ("    - name: k8s" in done.stdout) == catalog.imports.lists


def test_attributes_that_a_version_lacks_are_named(
    store: ZenMLStore, catalog: Catalog, version: str
):
    text = MAPS.format(version=version) + "labels: {team: ml}\n"
    assert apply(plan_text(text, store, catalog), store).stack.labels == {"team": "ml"}
    described = plan_text(text + "description: Mine\n", store, catalog)
    if "description" in store.snapshot().traits.stack_attributes:
        text += "description: Mine\n"
        assert apply(described, store).stack.description == "Mine"
    else:
        (conflict,) = described.conflicts
        assert conflict.startswith("This ZenML keeps no description for the stack prod.")
    assert plan_text(text, store, catalog).is_empty
    again = plan_text(text + "environment: {A: b}\n", store, catalog)
    if "environment" in store.snapshot().traits.stack_attributes:
        assert apply(again, store).stack.environment == {"A": "b"}
    else:
        (conflict,) = again.conflicts
        assert conflict.startswith("This ZenML keeps no environment variables for the stack prod.")
