"""The demo folder on a real ZenML, from empty to healed, as docs/stacks-as-code.md goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.stores import opening
from stackls_core.stores.zenml import ZenMLStore
from tests.cli.conftest import Cli, Result
from tests.support.mariadb import INSTALL, SERVER, running_mariadb
from tests.support.real_zenml import NEEDS_ZENML, RealZenML, running_server

pytestmark = list(NEEDS_ZENML)

DEMO = Path(__file__).parents[2] / "fixtures" / "stacks-as-code"

NEEDS_MARIADB = pytest.mark.skipif(
    not (SERVER and INSTALL), reason="there is no mariadbd: install mariadb-server"
)

DRIFT = """
from zenml.enums import StackComponentType
bucket = client.get_stack_component(StackComponentType.ARTIFACT_STORE, "nlp-artifacts")
client.update_stack_component(
    bucket.id, StackComponentType.ARTIFACT_STORE, configuration={"path": "s3://by-hand"}
)
k8s = client.get_stack_component(StackComponentType.ORCHESTRATOR, "k8s-staging")
client.update_stack_component(k8s.id, StackComponentType.ORCHESTRATOR, labels={"owner": "me"})
client.update_stack("nlp-prod", labels={"stage": "test"})
client.delete_stack("vision-dev")
"""


KINDS = ["local", "served", pytest.param("mariadb", marks=NEEDS_MARIADB)]


NO_CONNECTOR = """
from zenml.enums import StackComponentType
client.delete_stack("nlp-staging")
client.delete_stack("vision-staging")
client.delete_stack_component("k8s-staging", StackComponentType.ORCHESTRATOR)
client.delete_service_connector("cluster-staging")
"""


@dataclass(frozen=True)
class Platform:
    """An empty ZenML with its connectors and secrets, and our store on it, open all along."""

    zenml: RealZenML
    store: ZenMLStore


@pytest.fixture(params=KINDS)
def platform(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    shipped_catalog: Catalog,
) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "mariadb":
        with running_mariadb(folder) as url:
            yield from _opened(folder / "client", shipped_catalog, ZENML_STORE_URL=url)
    elif request.param == "served":
        with running_server(folder) as server:
            yield from _opened(folder / "client", shipped_catalog, ZENML_STORE_URL=server.url)
    else:
        yield from _opened(folder / "client", shipped_catalog)


def _opened(folder: Path, catalog: Catalog, **variables: str) -> Iterator[Platform]:
    zenml = RealZenML.at(folder, **variables)
    store = zenml.open(catalog)
    store.snapshot()
    zenml.run((DEMO / "admin.py").read_text(encoding="utf-8"))
    yield Platform(zenml, store)
    store.close()


@pytest.fixture
def demo(platform: Platform, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    return in_the_demo(cli, platform.store, monkeypatch)


def in_the_demo(cli: Cli, store: ZenMLStore, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line in a copy of the demo; a ZenML takes too long to be opened each time."""
    shutil.copytree(DEMO, cli.folder, dirs_exist_ok=True)
    monkeypatch.setenv("STACKLS_STORE", "zenml")
    monkeypatch.setattr(opening, "open_store", lambda *_: Kept(store))
    return cli


class Kept:
    """A store that stays open."""

    def __init__(self, store: ZenMLStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def close(self) -> None:
        pass


def test_from_empty_to_healed(platform: Platform, demo: Cli):
    def plan(*more: str) -> Result:
        found = demo("stack", "plan", "stacks", "--exit-code", *more)
        assert "hunter2" not in found.out + found.err
        return found

    assert demo("check").code == 0
    first = plan()
    assert (first.code, first.out.splitlines()[-1]) == (2, "16 to create.")
    applied = demo("stack", "apply", "stacks")
    assert applied.code == 0, applied.err
    assert applied.out.endswith("All 8 stacks are registered as the files say.\n")
    again = plan("--format", "json")
    assert (again.code, again.json["empty"]) == (0, True)
    prod = platform.store.stack("nlp-prod")
    (k8s,), (bucket,) = prod.of_type("orchestrator"), prod.of_type("artifact_store")
    assert (k8s.connector, k8s.connector_resource_id) == ("cluster-prod", "ml-prod")
    assert bucket.configuration["path"] == "s3://ml-platform-artifacts/nlp"
    assert prod.secrets == ("wandb",)

    platform.zenml.run(DRIFT)
    comment = plan("--format", "markdown")
    assert comment.code == 2
    rows = [line.split("|") for line in comment.out.splitlines() if line.startswith("| `")]
    marks = {row[2].strip(" `"): row[1].strip(" `") for row in rows}
    assert (marks["nlp-prod"], marks["vision-dev"], marks["vision-prod"]) == ("~", "+", "=")
    for drifted in (
        "path: s3://by-hand → s3://ml-platform-artifacts/nlp",
        "labels.owner: me → platform",
        "labels.stage: test → prod",
    ):
        assert drifted in comment.out

    healed = demo("stack", "apply", "stacks", "--yes")
    assert healed.code == 0, healed.err
    assert plan().code == 0
    (demo.folder / "stacks" / "batch-nlp.stack.yaml").unlink()
    kept = plan()
    assert (kept.code, "= keep     stack nlp-batch" in kept.out) == (0, True)
    pruned = demo("stack", "apply", "stacks", "--prune", "--yes")
    assert pruned.code == 0, pruned.err
    assert "- delete   stack nlp-batch" in pruned.out
    assert plan("--prune").code == 0

    platform.zenml.run(NO_CONNECTOR)
    result = demo("stack", "apply", "stacks", "--yes")
    assert result.code == 1
    assert "There is no service connector cluster-staging" in result.out
    assert "stacks/staging-nlp.stack.yaml" in result.out.splitlines()[-1]
