"""What goes wrong on a real ZenML while a folder is applied: nothing half done, and it is said."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.stores.zenml import ZenMLStore
from tests.cli.conftest import Cli, Result
from tests.cli.test_stacks_as_code_zenml import DEMO, in_the_demo
from tests.faults.zenml import Served
from tests.support.real_zenml import NEEDS_ZENML, PYTHON, RealZenML
from tests.support.stack_texts import Entry, stack_text

pytestmark = list(NEEDS_ZENML)

ACCESS = """
import os
from pathlib import Path
from zenml.zen_server.rbac.models import Action, ResourceType
from zenml.zen_server.rbac.rbac_interface import RBACInterface

here = Path(__file__).parent


class Access(RBACInterface):
    # Everybody may do everything, but for two things that a test asks for by files.

    def check_permissions(self, user, resources, action):
        for one in resources:
            if one.type == ResourceType.STACK and action == Action.CREATE:
                self.count_down()
        return {one: self.allows(one) for one in resources}

    def allows(self, resource):
        is_connector = resource.type == ResourceType.SERVICE_CONNECTOR
        return not (is_connector and (here / "connectors-are-hidden").exists())

    def count_down(self):
        left = here / "stacks-until-death"
        if left.exists():
            number = int(left.read_text()) - 1
            left.write_text(str(number))
            if number == 0:
                left.unlink()
                os._exit(9)

    def list_allowed_resource_ids(self, user, resource, action):
        return self.allows(resource), []

    def update_resource_membership(self, *_, **__):
        pass

    def delete_resources(self, *_, **__):
        pass
"""
"""Rights on a ZenML server, as ZenML Pro has them: whose connectors can be hidden from its user,
and which dies when somebody registers a stack."""

BUCKETS = """
from zenml.models import ServiceConnectorRequest
client.zen_store.create_service_connector(ServiceConnectorRequest(
    name="buckets", connector_type="aws", auth_method="implicit",
    resource_types=["s3-bucket"], configuration={"region": "eu-west-1"}))
"""

CONSOLE = """
import json, sys
from zenml.client import Client
client = Client()
for line in sys.stdin:
    exec(json.loads(line))
    print("done", flush=True)
"""

OTHER = "somebody-else"

GONE = "There is no service connector cluster-prod, or none that you may see"
ADVICE = "Make it with zenml service-connector register, or name"


class Rights:
    """The rights on a server, from now on."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._database = server / "config/local_stores/default_zen_store/zenml.db"
        folder.mkdir(parents=True)
        (folder / "access.py").write_text(ACCESS, encoding="utf-8")
        self._folder = folder
        self.variables = {
            "PYTHONPATH": str(folder),
            "ZENML_SERVER_RBAC_IMPLEMENTATION_SOURCE": "access.Access",
        }

    def hide_connectors(self, hidden: bool) -> None:
        """Whoever has made one sees it, whatever their rights, so they become somebody else's."""
        with closing(sqlite3.connect(self._database)) as connection, connection:
            other = f"SELECT id FROM user WHERE name = '{OTHER}'"
            connection.execute(f"UPDATE service_connector SET user_id = ({other})")
        file = self._folder / "connectors-are-hidden"
        file.touch() if hidden else file.unlink(missing_ok=True)

    def die_at_stack(self, number: int) -> None:
        (self._folder / "stacks-until-death").write_text(str(number), encoding="utf-8")


class Console:
    """ZenML's client in a process that stays: importing it takes longer than all else here."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, code: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


@contextmanager
def opened_console(zenml: RealZenML, program: Path) -> Generator[Console, None, None]:
    program.write_text(CONSOLE, encoding="utf-8")
    with subprocess.Popen(
        [PYTHON, str(program)],
        env=zenml.environment,
        cwd=zenml.work,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Console(process)
        process.kill()


@dataclass(frozen=True)
class Platform:
    """A ZenML with the connectors and secrets of the demo, and our store on it."""

    zenml: RealZenML
    console: Console
    store: ZenMLStore
    rights: Rights | None
    server: Served | None


@pytest.fixture(scope="module", params=["local", "served"])
def platform(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    shipped_catalog: Catalog,
) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp(request.param)
    rights = server = None
    if request.param == "served":
        rights = Rights(folder / "rights", folder / "server")
        server = Served(folder / "server", **rights.variables)
    try:
        variables = {"ZENML_STORE_URL": server.url} if server is not None else {}
        zenml = RealZenML.at(folder / "client", **variables)
        store = zenml.open(shipped_catalog)
        store.snapshot()
        with opened_console(zenml, folder / "console.py") as console:
            console.run((DEMO / "admin.py").read_text(encoding="utf-8") + BUCKETS)
            if rights is not None:
                console.run(f"client.create_user('{OTHER}', 'hunter2')")
            yield Platform(zenml, console, store, rights, server)
        store.close()
    finally:
        if server is not None:
            server.close()


@pytest.fixture
def demo(platform: Platform, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    return in_the_demo(cli, platform.store, monkeypatch)


@pytest.fixture
def applied_after(
    platform: Platform, demo: Cli, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Result]:
    """Applies the demo, with something that an administrator does between plan and apply."""
    execute = platform.store.execute

    def apply(code: str) -> Result:
        def after(*arguments: Any) -> Any:
            platform.console.run(code)
            return execute(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(platform.store, "execute", after)
            return demo("stack", "apply", "stacks", "--yes")

    return apply


def line_of(demo: Cli, file: str, text: str) -> int:
    lines = (demo.folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_connector_that_is_deleted_between_plan_and_apply(
    platform: Platform, demo: Cli, applied_after: Callable[[str], Result]
):
    before = platform.store.snapshot()
    place = (
        f"stacks/batch-nlp.stack.yaml:{line_of(demo, 'stacks/batch-nlp.stack.yaml', 'k8s-prod')}"
    )
    failed = applied_after("client.delete_service_connector('cluster-prod')")
    try:
        assert failed.code == 1
        assert (
            failed.err
            == f"stackls: {place}: {GONE}, so nothing was changed. {ADVICE} another one.\n"
        )
        assert platform.store.snapshot() == before
        planned = demo("stack", "plan", "stacks")
        assert planned.code == 1
        assert f"! conflict {place}: orchestrator k8s-prod (kubernetes)" in planned.out
        assert f"{GONE}. {ADVICE} one that zenml service-connector list shows." in planned.out
    finally:
        again = (DEMO / "admin.py").read_text(encoding="utf-8").partition("client.create_secret")[0]
        platform.console.run(again.replace('("prod", "staging")', '("prod",)'))
    assert demo("stack", "plan", "stacks").code == 0


def test_a_secret_that_is_deleted_between_plan_and_apply(
    platform: Platform, demo: Cli, applied_after: Callable[[str], Result]
):
    before = platform.store.snapshot()
    failed = applied_after("client.delete_secret('registry-login')")
    platform.console.run("client.create_secret('registry-login', {'password': 'hunter2'})")
    line = line_of(demo, "stacks/batch-nlp.stack.yaml", "name: images")
    assert failed.code == 1
    assert f"stacks/batch-nlp.stack.yaml:{line}: There is no secret registry-login" in failed.err
    assert "so nothing was changed. Make it with zenml secret create" in failed.err
    assert platform.store.snapshot() == before


def test_a_connector_of_another_type(platform: Platform, demo: Cli):
    before = platform.store.snapshot()
    file = demo.folder / "stacks/batch-nlp.stack.yaml"
    text = file.read_text(encoding="utf-8").replace("connector: cluster-prod", "connector: buckets")
    file.write_text(text, encoding="utf-8")
    failed = demo("stack", "apply", "stacks/batch-nlp.stack.yaml", "--yes")
    assert failed.code == 1
    line = line_of(demo, "stacks/batch-nlp.stack.yaml", "k8s-prod")
    assert f"! conflict line {line}:7: orchestrator k8s-prod (kubernetes)" in failed.out
    assert (
        "The service connector buckets is of type aws, for s3-bucket; the kubernetes orchestrator "
        "needs a connector for kubernetes-cluster. Name another one: zenml service-connector list "
        "shows them."
    ) in " ".join(failed.out.split())
    assert platform.store.snapshot() == before


def test_connectors_that_the_user_may_not_see_any_more(
    platform: Platform, demo: Cli, monkeypatch: pytest.MonkeyPatch
):
    if platform.rights is None:
        pytest.skip("a local ZenML has one user, who may do everything")
    rights, execute = platform.rights, platform.store.execute

    def hidden_first(*arguments):
        rights.hide_connectors(True)
        return execute(*arguments)

    before = platform.store.snapshot()
    with monkeypatch.context() as patched:
        patched.setattr(platform.store, "execute", hidden_first)
        failed = demo("stack", "apply", "stacks", "--yes")
    assert failed.code == 1
    assert f"{GONE}, so nothing was changed." in failed.err
    assert platform.store.snapshot() == before
    planned = demo("stack", "plan", "stacks")
    assert (planned.code, GONE in planned.out) == (1, True)
    rights.hide_connectors(False)
    assert demo("stack", "plan", "stacks").code == 0


@pytest.mark.parametrize("how", ["whole", "one-by-one"])
def test_a_server_that_dies_at_stack_12_of_30(platform: Platform, tmp_path: Path, how: str):
    if platform.server is None or platform.rights is None:
        pytest.skip("a local ZenML has no server")
    zenml = platform.zenml.in_folder(tmp_path / "work")
    names = [f"{how}-{number:02}" for number in range(1, 31)]
    for name in names:
        text = stack_text(
            Entry("orchestrator", f"o-{name}", "local"),
            Entry("artifact_store", f"shared-{how}", "s3", "{path: s3://data}"),
            name=name,
            version="0.98.0",
        )
        (zenml.work / f"{name}.stack.yaml").write_text(text, encoding="utf-8")

    def stackls(*arguments: str):
        return zenml.stackls(tmp_path / "home", "stack", *arguments)

    more = ["--one-by-one"] if how == "one-by-one" else []
    platform.rights.die_at_stack(12)
    failed = stackls("apply", ".", *more)
    platform.server.start()
    assert failed.returncode == 2, failed.stdout + failed.stderr
    registered = {stack.name for stack in platform.store.stacks()} & {*names}
    assert registered == {*names[:11]}
    told = failed.stderr
    assert "Changes of " in told
    for name in names[:12] if how == "whole" else names[11:12]:
        assert name in told
    if how == "one-by-one":
        last = failed.stdout.splitlines()[-3:]
        assert last[0].startswith("11 of 30 stacks are registered as the files say: one-by-one-01,")
        assert last[1] == "The stack one-by-one-12 is partly changed, as said above."
        assert last[2].startswith("Not tried: one-by-one-13, ")
    planned = stackls("plan", ".")
    assert "Changes of " in planned.stderr
    again = stackls("apply", ".", *more)
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith("All 30 stacks are registered as the files say.\n")
    done = stackls("plan", ".", "--exit-code")
    assert (done.returncode, done.stderr) == (0, "")
