"""What is read of a ZenML without starting it, held against what that ZenML itself says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stackls_core.zenml.direct import kept as kept_module
from stackls_core.zenml.direct.direct import Direct
from stackls_core.zenml.worker import Worker, serve_command
from tests.support.eventually import eventually
from tests.support.real_zenml import (
    NEEDS_ZENML,
    PYTHON,
    START_SECONDS,
    RealZenML,
    ZenMLServer,
    running_server,
)

pytestmark = list(NEEDS_ZENML)

VERSION = "0.98.0"

FILL = """
from zenml.enums import StackComponentType as T
from zenml.models import ComponentUpdate, ServiceConnectorRequest
connector = client.zen_store.create_service_connector(ServiceConnectorRequest(
    name="key", connector_type="kubernetes", auth_method="token",
    resource_types=["kubernetes-cluster"],
    configuration={"token": "t", "server": "https://127.0.0.1:1", "cluster_name": "c"},
))
k8s = client.create_stack_component(
    name="k8s", flavor="kubernetes", component_type=T.ORCHESTRATOR,
    configuration={"kubernetes_context": "k\\u00e4", "synchronous": False},
    labels={"team": "ml"},
)
client.zen_store.update_stack_component(k8s.id, ComponentUpdate(
    connector=connector.id, connector_resource_id="cluster", environment={"A": "1"},
))
for name in ("z", "a", "m"):
    client.create_stack_component(
        name=name, flavor="local", component_type=T.ARTIFACT_STORE,
        configuration={"path": "/data/" + name},
    )
    client.create_stack_component(
        name=name, flavor="kubernetes", component_type=T.STEP_OPERATOR, configuration={},
    )
client.create_stack(
    name="several", components={
        T.ORCHESTRATOR: "k8s", T.ARTIFACT_STORE: "m", T.STEP_OPERATOR: ["z", "a", "m"],
    },
    labels={"x": "y"},
)
client.update_stack("several", description="Some words.", environment={"B": "2"})
"""

ATTACH_A_SECRET = """
from zenml.enums import StackComponentType as T
client.create_secret("keys", {"a": "b"})
client.update_stack("several", add_secrets=["keys"])
client.update_stack_component("k8s", T.ORCHESTRATOR, add_secrets=["keys"])
"""


@pytest.fixture(scope="module", params=["local", "served"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RealZenML:
    zenml = RealZenML.at(tmp_path_factory.mktemp(request.param))
    first = zenml
    if request.param == "served":
        server: ZenMLServer = request.getfixturevalue("zenml_server")
        # a login stays in the settings
        first = zenml.with_variables(ZENML_STORE_URL=server.url)
    first.run(FILL)
    return zenml


@pytest.fixture
def direct(filled: RealZenML) -> Direct:
    return Direct(VERSION, filled.environment, filled.work)


@pytest.fixture
def worker(filled: RealZenML) -> Iterator[Worker]:
    yield from worker_of(filled)


def worker_of(zenml: RealZenML) -> Iterator[Worker]:
    command = serve_command(PYTHON, zenml.work)
    worker = Worker(command, environment=zenml.environment, start_seconds=START_SECONDS)
    worker.ready(START_SECONDS)
    yield worker
    worker.close()


def in_no_order(snapshot: Any) -> Any:
    """What is registered; stacks and components are in no order, the members of a stack are."""
    found = {**snapshot, "traits": dict(snapshot["traits"])}
    found["traits"]["ignores"] = list(found["traits"]["ignores"])
    for name in ("component", "stack", "required", "repeatable"):
        found["traits"][name] = sorted(found["traits"][name])
    for name in ("stacks", "components"):
        found[name] = sorted(found[name], key=lambda one: one["id"])
    kinds = {one["id"]: one["type"] for one in found["components"]}
    for stack in found["stacks"]:
        # as whoever reads it puts them: by type, those of one type as they come
        stack["components"] = sorted(stack["components"], key=lambda one: kinds[one])
    return found


def test_it_is_what_zenml_says(direct: Direct, worker: Worker):
    snapshot = direct.answer("snapshot", {})
    assert snapshot is not None
    assert [one["name"] for one in snapshot["stacks"] if len(one["components"]) > 4] == ["several"]
    assert in_no_order(snapshot) == in_no_order(worker.call("snapshot", timeout=60))
    assert direct.answer("info", {}) == worker.call("info")


def test_zenml_finds_active_what_was_made_active(filled: RealZenML, direct: Direct, worker: Worker):
    for name in ("several", "default"):
        snapshot = direct.answer("snapshot", {})
        changes = {"changes": [{"do": "activate", "name": name}], "known": snapshot}
        answer = direct.answer("execute", changes)
        assert answer is not None
        assert answer == {"active": worker.call("snapshot", timeout=60)["active"]}
        assert filled.run("print(client.active_stack_model.name)").split() == [name]


def test_a_repository_has_an_active_stack_of_its_own(filled: RealZenML, tmp_path: Path):
    inside = filled.in_folder(tmp_path / "repository" / "deep")
    inside.in_folder(tmp_path / "repository").cli("init")
    direct = Direct(VERSION, inside.environment, inside.work)
    for worker in worker_of(inside):
        snapshot = direct.answer("snapshot", {})
        assert snapshot is not None
        assert in_no_order(snapshot) == in_no_order(worker.call("snapshot", timeout=60))
        assert direct.answer("info", {}) == worker.call("info")
        changes = {"changes": [{"do": "activate", "name": "several"}], "known": snapshot}
        answer = direct.answer("execute", changes)
        assert answer == {"active": worker.call("snapshot", timeout=60)["active"]}
        assert answer is not None
        assert len(answer["active"]) == 2
        assert direct.answer("info", {}) == worker.call("info")


def test_secrets_that_are_attached_have_their_names(filled: RealZenML):
    filled.run(ATTACH_A_SECRET)
    direct = Direct(VERSION, filled.environment, filled.work)
    for worker in worker_of(filled):
        snapshot = direct.answer("snapshot", {})
        theirs = worker.call("snapshot", timeout=60)
        assert [one["secrets"] for one in theirs["stacks"] if one["secrets"]] == [["keys"]]
        # which ones of a database may be seen is left to ZenML
        assert snapshot is None or in_no_order(snapshot) == in_no_order(theirs)


def test_a_login_is_used_and_never_renewed(tmp_path: Path):
    with running_server(tmp_path / "server", "OAUTH2_PASSWORD_BEARER") as server:
        zenml = RealZenML.at(tmp_path)
        login = {"ZENML_STORE_USERNAME": "default", "ZENML_STORE_PASSWORD": ""}
        zenml.with_variables(ZENML_STORE_URL=server.url, **login).run("client.active_stack_model")
        kept = (zenml.config / "credentials.yaml").read_text("utf-8")
        direct = Direct(VERSION, zenml.environment, zenml.work)
        for worker in worker_of(zenml):
            snapshot = direct.answer("snapshot", {})
            assert snapshot is not None
            assert in_no_order(snapshot) == in_no_order(worker.call("snapshot", timeout=60))
            assert direct.answer("info", {}) == worker.call("info")
        assert (zenml.config / "credentials.yaml").read_text("utf-8") == kept
        other = kept.replace("access_token: ", "access_token: x")
        (zenml.config / "credentials.yaml").write_text(other, "utf-8")
        assert other != kept
        assert direct.answer("snapshot", {}) is None


CHANGES = [
    (
        'client.update_stack_component("other", T.ORCHESTRATOR, labels={"team": "a"})\n'
        'client.update_stack_component("files", T.ARTIFACT_STORE, configuration={"path": "/b"})'
    ),
    'client.update_stack("kept", description="Other words.", labels={"team": "b"})',
    'client.update_stack("kept", component_updates={T.ORCHESTRATOR: ["other"]})',
    (
        'client.update_stack_component("other", T.ORCHESTRATOR, name="another")\n'
        'client.update_stack("kept", name="renamed")'
    ),
    (
        'client.update_stack("renamed", environment={"A": "1"})\n'
        'client.update_stack_component("another", T.ORCHESTRATOR, environment={"A": "1"})'
    ),
    (
        'client.create_stack("more", {T.ORCHESTRATOR: "another", T.ARTIFACT_STORE: "default"})\n'
        'client.delete_stack("renamed")'
    ),
]


def test_whatever_changes_of_what_is_kept_is_seen(
    zenml_server: ZenMLServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(kept_module, "_SETTLED", timedelta(0))
    zenml = RealZenML.at(tmp_path)
    zenml.with_variables(ZENML_STORE_URL=zenml_server.url).run(
        "from zenml.enums import StackComponentType as T\n"
        'client.create_stack_component("other", "local", T.ORCHESTRATOR, {})\n'
        'client.create_stack_component("files", "local", T.ARTIFACT_STORE, {"path": "/data"})\n'
        'client.create_stack("kept", {T.ORCHESTRATOR: "default", T.ARTIFACT_STORE: "default"})'
    )
    file = kept_module.KeptFile(tmp_path / "cache", zenml_server.url)
    keeping = kept_module.Keeping(tmp_path / "cache", lambda *_: True)
    direct = Direct(VERSION, zenml.environment, zenml.work, keeping)

    def is_kept() -> bool:
        """Whether the next answer is of what was read before: once the second is over."""
        snapshot = direct.answer("snapshot", {})
        assert snapshot is not None
        known = file.read()
        return all(
            (found := kept.get(one["id"])) is not None
            and (found.record is not None or not kept_module.has_public_attributes(one))
            for kept, registered in (
                (known.stacks, snapshot["stacks"]),
                (known.components, snapshot["components"]),
            )
            for one in registered
        )

    for worker in worker_of(zenml):
        for change in CHANGES:
            eventually(is_kept, "all is kept")
            zenml.run(f"from zenml.enums import StackComponentType as T\n{change}")
            snapshot = direct.answer("snapshot", {})
            assert snapshot is not None, change
            assert in_no_order(snapshot) == in_no_order(worker.call("snapshot", timeout=60))
