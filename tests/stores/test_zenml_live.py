"""What only a real ZenML has: secrets, connectors, custom flavors, a repository, failures."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

import pytest

from stackls_core.cancellation import Cancellation
from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.apply import apply
from stackls_core.plans.plan import plan_text
from stackls_core.registry.changes import CreateComponent, CreateStack
from stackls_core.registry.errors import (
    Cancelled,
    InvalidConfiguration,
    StoreError,
    ZenMLError,
    ZenMLStopped,
    ZenMLUnauthorized,
    ZenMLUnreachable,
)
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.flavor_cache import FlavorCache
from stackls_core.zenml.worker import WorkerRefusal
from tests.stores.contract import DISK, LOCAL, names, stack_file
from tests.support.real_zenml import NEEDS_ZENML, PYTHON, RealZenML, running_server

pytestmark = list(NEEDS_ZENML)


def test_secrets_have_names_and_keys_and_never_values(store: ZenMLStore, zenml: RealZenML):
    code = "client.create_secret('aws', {'key': 'AKIA1', 'secret': 'hunter2'})"
    zenml.run(code)
    (secret,) = store.secrets()
    assert (secret.name, secret.keys) == ("aws", ("key", "secret"))
    answer = store.worker.call("secrets")
    assert "hunter2" not in repr(answer)
    assert "AKIA1" not in repr(answer)


def test_a_secret_that_cannot_be_read_is_told_at_its_parameter(store: ZenMLStore, zenml: RealZenML):
    zenml.run("client.create_secret('runs', {'uri': 'http://runs'})")
    database = zenml.config / "local_stores/default_zen_store/zenml.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE secret SET \"values\" = NULL WHERE name = 'runs'")
    configuration = {"tracking_uri": "{{runs.uri}}", "experiment_name": "{{runs.name}}"}
    with pytest.raises(InvalidConfiguration) as caught:
        store.normalized("experiment_tracker", "mlflow", configuration)
    (problem,) = caught.value.problems
    assert problem.startswith("tracking_uri: ZenML cannot read the key uri of the secret runs; ")


def test_a_component_keeps_its_connector_when_it_is_changed(store: ZenMLStore, zenml: RealZenML):
    store.create_component("artifact_store", "bucket", "s3", {"path": "s3://data"})
    code = (
        "from zenml.models import ComponentUpdate, ServiceConnectorRequest\n"
        "from zenml.enums import StackComponentType as T\n"
        "c = client.zen_store.create_service_connector(ServiceConnectorRequest(\n"
        "    name='aws', connector_type='aws', auth_method='implicit',\n"
        "    resource_types=['s3-bucket'], configuration={'region': 'eu-west-1'}))\n"
        "b = client.get_stack_component(T.ARTIFACT_STORE, 'bucket')\n"
        "client.zen_store.update_stack_component(b.id, ComponentUpdate(\n"
        "    connector=c.id, connector_resource_id='s3://data'))\n"
    )
    zenml.run(code)
    (connector,) = store.connectors()
    assert (connector.name, connector.resource_types) == ("aws", ("s3-bucket",))
    assert store.component("artifact_store", "bucket").connector == "aws"
    changed = store.update_component("artifact_store", "bucket", {"path": "s3://other"})
    assert changed.connector == "aws"
    assert store.rename_component("artifact_store", "bucket", "pail").connector == "aws"


def test_integrations_that_are_missing_are_told(store: ZenMLStore):
    found = store.installed_integrations(["s3", "no-such-integration"])
    assert found["no-such-integration"] is None
    assert found["s3"] in (True, False)


CUSTOM = (Path(__file__).parent / "shelf_flavor.py").read_text("utf-8")


def test_custom_flavors_are_known(
    shipped_catalog: Catalog, zenml: RealZenML, opened_zenml: ZenMLStore, tmp_path: Path
):
    project = zenml.in_folder(tmp_path / "project")
    (project.work / "shelf.py").write_text(CUSTOM)
    assert project.cli("init").returncode == 0
    done = project.cli("model-registry", "flavor", "register", "shelf.ShelfFlavor")
    assert done.returncode == 0, done.stderr + done.stdout

    # without leave to import it: what is registered of it
    source = opened_zenml.flavors()
    assert source.summaries[("model_registry", "shelf")].is_custom
    flavor = source.load("model_registry", "shelf")
    assert flavor is not None
    assert flavor.source == "shelf.ShelfFlavor"
    assert list(flavor.parameters) == ["width", "password"]
    assert flavor.parameters["password"].sensitive

    trusting = project.open(shipped_catalog, import_root=project.work)
    try:
        flavor = trusting.flavors().load("model_registry", "shelf")
        assert flavor is not None
        assert flavor.parameters["width"].description == "How wide the shelf is."
        assert "shelf" in flavor.description
        catalog = Catalog([trusting.flavors()])
        assert catalog.flavor("model_registry", "shelf") == flavor
        made = trusting.create_component("model_registry", "mine", "shelf", {"width": "3"})
        assert made.configuration == {"width": 3}
    finally:
        trusting.close()


def test_all_flavors_of_another_version_are_read(
    tmp_path: Path, shipped_catalog: Catalog, zenml: RealZenML
):
    store = zenml.open(shipped_catalog)
    store._bundled = None  # pyright: ignore[reportPrivateUsage]
    store._cache = FlavorCache(tmp_path)  # pyright: ignore[reportPrivateUsage]
    try:
        source = store.flavors()
        (kept,) = tmp_path.iterdir()
        written = kept.stat().st_ino
        again = store.flavors()
        assert again.summaries == source.summaries
        assert kept.stat().st_ino == written
    finally:
        store.close()
    known = shipped_catalog.flavors("orchestrator")
    assert {s.name for s in known} <= {n for t, n in source.summaries if t == "orchestrator"}
    loaded = source.load("artifact_store", "s3")
    shipped = shipped_catalog.flavor("artifact_store", "s3")
    assert shipped is not None
    # a ZenML says nothing of the models of Kubernetes
    assert loaded == replace(shipped, pod_models=None)


def test_the_repository_has_an_active_stack_of_its_own(
    store: ZenMLStore, shipped_catalog: Catalog, zenml: RealZenML, tmp_path: Path
):
    repository = zenml.in_folder(tmp_path / "repository")
    assert repository.cli("init").returncode == 0
    store.create_stack("mine", [LOCAL, DISK])
    inside = zenml.in_folder(repository.work / "sub").open(shipped_catalog)
    try:
        inside.activate("mine")
        assert inside.info().active_from == "workspace"
        assert (inside.active().name, store.active().name) == ("mine", "default")
        shown = repository.cli("stack", "get").stderr
        shown += repository.cli("stack", "get").stdout
        assert "mine" in shown
        inside.activate("default")
    finally:
        inside.close()


def test_what_others_do_is_noticed(store: ZenMLStore, zenml: RealZenML):
    store.create_stack("mine", [LOCAL, DISK])
    done = zenml.cli("stack", "set", "mine")
    assert done.returncode == 0, done.stderr
    assert store.active().name == "mine"
    assert store.info().active_from == "global"


def test_the_environment_may_decide_which_stack_is_active(
    store: ZenMLStore, shipped_catalog: Catalog, zenml: RealZenML
):
    made = store.create_stack("mine", [LOCAL, DISK])
    other = zenml.with_variables(ZENML_ACTIVE_STACK_ID=made.id).open(shipped_catalog)
    settings = zenml.config / "config.yaml"
    before = settings.read_bytes()
    try:
        assert other.active() == made
        assert other.snapshot().active == made.id
        assert settings.read_bytes() == before, "looking has changed which stack is active"
        assert other.info().active_from == "environment"
        with pytest.raises(StoreError, match="ZENML_ACTIVE_STACK_ID"):
            other.activate("default")
    finally:
        other.close()


def test_a_step_that_fails_late_undoes_the_earlier_ones(store: ZenMLStore):
    store.create_component("artifact_store", "bucket", "s3", {"path": "s3://data"})
    store.create_stack("mine", [LOCAL, DISK])
    before = store.snapshot()
    steps = [
        {
            "do": "create-component",
            "type": "orchestrator",
            "name": "new",
            "flavor": "local",
            "configuration": {},
        },
        {
            "do": "update-component",
            "type": "artifact_store",
            "name": "bucket",
            "configuration": {"path": "s3://other"},
        },
        {"do": "update-stack", "name": "mine", "members": [["orchestrator", "new"], list(DISK)]},
        {"do": "create-stack", "name": "second", "members": [list(LOCAL), list(DISK)]},
        {"do": "activate", "name": "second"},
        # ZenML refuses the last one, whatever is checked before
        {"do": "rename-stack", "name": "default", "new_name": "mine"},
    ]
    with pytest.raises(WorkerRefusal, match="default stack") as caught:
        store.worker.call("execute", {"changes": steps}, 60)
    assert (caught.value.details["left"], caught.value.details["undone"]) == ([], 5)
    assert store.snapshot() == before


def test_a_worker_that_is_killed_is_started_again(store: ZenMLStore, shipped_catalog: Catalog):
    pid = store.worker._process._popen.pid  # type: ignore[union-attr]  # pyright: ignore
    plan = plan_text(stack_file(), store, shipped_catalog)
    os.kill(pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    with suppress(ZenMLStopped):  # unless it is noticed before the call
        store.worker.call("snapshot")
    apply(plan, store)
    assert store.worker.starts > 1
    assert plan_text(stack_file(), store, shipped_catalog).is_empty


def test_secrets_of_a_custom_name_are_not_in_messages(store: ZenMLStore):
    long = "an-innocent-looking-name-with-a-very-secret-value"
    with pytest.raises(StoreError) as caught:
        store.create_component("artifact_store", "bucket", "s3", {"path": long})
    assert long not in str(caught.value)


# -- servers that are not well -------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_an_unreachable_server(shipped_catalog: Catalog, tmp_path: Path):
    url = f"http://127.0.0.1:{free_port()}"
    store = RealZenML.at(tmp_path, ZENML_STORE_URL=url).open(shipped_catalog)
    try:
        with pytest.raises(ZenMLUnreachable, match="cannot be reached"):
            store.stacks()
    finally:
        store.close()


@pytest.mark.parametrize(("status", "kind"), [(401, ZenMLUnauthorized), (500, ZenMLError)])
def test_a_server_that_refuses(
    shipped_catalog: Catalog, status: int, kind: type[StoreError], tmp_path: Path
):
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.send_response(status)
            self.end_headers()

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    store = RealZenML.at(tmp_path, ZENML_STORE_URL=url).open(shipped_catalog)
    try:
        with pytest.raises(kind):
            store.stacks()
    finally:
        store.close()
        server.shutdown()
        server.server_close()


def test_a_server_that_is_slow_holds_nobody_up(shipped_catalog: Catalog, tmp_path: Path):
    asked, over = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            over.wait(60)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    store = RealZenML.at(tmp_path, ZENML_STORE_URL=url).open(shipped_catalog)
    cancellation = Cancellation()
    outcome: list[object] = []

    def ask() -> None:
        with cancellation.active():
            try:
                outcome.append(store.stacks())
            except StoreError as error:
                outcome.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    try:
        assert asked.wait(60)
        cancellation.cancel()
        thread.join(5)
        assert isinstance(outcome[0], Cancelled)
    finally:
        over.set()
        store.worker._process.kill()  # type: ignore[union-attr]  # pyright: ignore
        store.close()
        server.shutdown()
        server.server_close()


def test_a_login_that_has_expired(tmp_path: Path, shipped_catalog: Catalog):
    with running_server(tmp_path / "server", "OAUTH2_PASSWORD_BEARER") as server:
        expired = RealZenML.at(tmp_path, ZENML_STORE_URL=server.url)
        code = (
            "from datetime import datetime, timedelta, timezone\n"
            "from zenml.login.credentials import APIToken\n"
            "from zenml.login.credentials_store import get_credentials_store\n"
            "from zenml.models import OAuthTokenResponse\n"
            "token = OAuthTokenResponse(access_token='a.b.c', expires_in=1, token_type='bearer')\n"
            f"get_credentials_store().set_token({server.url!r}, token)\n"
            "import os, sys; sys.stdout.flush(); os._exit(0)\n"
        )
        done = subprocess.run([PYTHON, "-c", code], env=expired.environment, check=False)
        assert done.returncode == 0
        store = expired.open(shipped_catalog)
        try:
            for _ in range(2):
                with pytest.raises(ZenMLUnauthorized, match="zenml login"):
                    store.stacks()
        finally:
            store.close()


def test_changes_that_make_no_sense_reach_nobody(store: ZenMLStore):
    starts = store.worker.starts
    with pytest.raises(StoreError):
        store.execute([CreateStack("x", (("orchestrator", "nobody"), DISK))])
    with pytest.raises(StoreError):
        store.execute([CreateComponent("orchestrator", "", "local", {})])
    assert names(store.stacks()) == ["default"]
    assert store.worker.starts == starts
