"""The server as an editor sees it, with a real ZenML: its local database, and a server.

What others do to that ZenML is done by ZenML itself, in a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from stackls_server.lsp.registry.follower import CHECK_SECONDS
from tests.lsp.stack_support import command
from tests.lsp.wire import Wire, server_process
from tests.support.eventually import eventually_async
from tests.support.real_zenml import NEEDS_ZENML, PYTHON, RealZenML, ZenMLServer
from tests.support.stack_texts import Entry, stack_text

pytestmark = [*NEEDS_ZENML, pytest.mark.asyncio]

FILE = stack_text(
    Entry("orchestrator", "o1", "local_docker"),
    Entry("artifact_store", "s1", "s3", 'path: s3://data\nsecret: "{{aws.secret}}"'),
    version="0.98.0",
    typed=True,
)
CAPABILITIES = {
    "workspace": {"codeLens": {"refreshSupport": True}},
    "window": {"workDoneProgress": True},
}


class Real:
    """A folder with a ZenML of its own, and an editor in it."""

    def __init__(self, wire: Wire, zenml: RealZenML) -> None:
        self.wire = wire
        self.zenml = zenml
        self.folder = zenml.work
        self.uri = (self.folder / "demo.stack.yaml").as_uri()

    async def run(self, command_name: str, /, **argument: Any) -> Any:
        return await self.wire.request(
            "workspace/executeCommand", command(command_name, **argument)
        )

    async def refused(self, command_name: str, /, **argument: Any) -> dict[str, Any]:
        return await self.wire.error("workspace/executeCommand", command(command_name, **argument))

    async def others(self, code: str) -> None:
        """Somebody else does something with ZenML."""
        await asyncio.to_thread(self.zenml.run, code)

    async def cli(self, *arguments: str) -> None:
        done = await asyncio.to_thread(self.zenml.cli, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    async def lenses(self) -> list[str]:
        found = await self.wire.request(
            "textDocument/codeLens", {"textDocument": {"uri": self.uri}}
        )
        return [lens["command"]["title"] for lens in found]

    async def lenses_become(self, *titles: str) -> None:
        """Wait until the lenses are these; the server says when to ask."""
        while (found := await self.lenses()) != list(titles):
            try:
                await asyncio.wait_for(self.wire.asked("workspace/codeLens/refresh"), 90)
            except asyncio.TimeoutError:
                raise AssertionError(f"the lenses are {found}") from None

    async def findings_become(self, *codes: str) -> list[dict[str, Any]]:
        """Wait until these are the findings."""
        seen: list[list[str]] = []
        while True:
            try:
                found = await asyncio.wait_for(self.wire.diagnostics(self.uri), 90)
            except asyncio.TimeoutError:
                raise AssertionError(f"the findings were {seen}") from None
            seen.append(sorted(one["code"] for one in found))
            if seen[-1] == sorted(codes):
                return found

    async def active_becomes(self, name: str) -> None:
        """Wait until the client is told that this stack is active."""
        await self.wire.notification("stackls/stacksChanged", active=name)


@asynccontextmanager
async def connected(zenml: RealZenML) -> AsyncIterator[Real]:
    ours = {
        **zenml.environment,
        "STACKLS_STORE": "zenml",
        "STACKLS_ZENML_INTERPRETER": PYTHON,
        "STACKLS_HOME": str(zenml.work / "stackls"),
        # custom flavors of the folder are imported
        "STACKLS_TRUST_WORKSPACE": "1",
    }
    async with server_process(environment=ours) as (wire, _):
        root = [{"uri": zenml.work.as_uri(), "name": "work"}]
        await wire.initialize(CAPABILITIES, workspaceFolders=root)
        yield Real(wire, zenml)


@pytest_asyncio.fixture(params=["local", "server"])
async def real(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Real]:
    variables = {}
    if request.param == "server":
        variables["ZENML_STORE_URL"] = request.getfixturevalue("zenml_server").url
    async with connected(RealZenML.at(tmp_path, **variables)) as found:
        yield found
        # the server is shared
        await found.run("activateStack", name="default")
        for name in ("demo", "theirs"):
            if any(one["name"] == name for one in await found.run("listStacks")):
                await found.run("deleteStack", name=name, recursive=True)


async def test_from_a_file_to_the_active_stack(real: Real):
    info = await real.run("storeInfo")
    assert info["kind"] == "zenml"
    listed = await real.run("listStacks")
    assert [one["name"] for one in listed] == ["default"]
    real.wire.open(real.uri, FILE)
    await real.lenses_become("Plan", "Apply…", "not registered")
    found = await real.findings_become("missing-secret", "integration-not-installed")
    assert {one["source"] for one in found} == {f"stackls ({info['label']})"}

    planned = await real.run("planStack", uri=real.uri)
    assert not planned["empty"]
    applied = await real.run("applyStack", uri=real.uri, activate=True)
    assert applied["applied"]
    await real.active_becomes("demo")
    await real.lenses_become("Plan", "Apply…", "✓ active")
    assert (await real.run("planStack", uri=real.uri))["empty"]
    described = await real.run("describeStack", name="demo")
    assert {one["name"] for one in described["components"]} == {"o1", "s1"}
    exported = await real.run("exportStack", name="demo")
    assert (await real.run("planStack", text=exported["text"]))["empty"]

    changed = FILE.replace("s3://data", "s3://other")
    real.wire.change(real.uri, 2, {"text": changed})
    await real.lenses_become("Plan", "Apply…", "✓ active", "differs from registered in 1 place")


async def test_what_others_do_is_told(real: Real):
    await real.run("listStacks")
    real.wire.open(real.uri, FILE)
    await real.lenses_become("Plan", "Apply…", "not registered")
    await real.run("applyStack", uri=real.uri)
    await real.lenses_become("Plan", "Apply…", "Activate")
    await real.cli("stack", "set", "demo")
    await real.active_becomes("demo")
    await real.lenses_become("Plan", "Apply…", "✓ active")


async def test_activating_on_a_server_lists_nothing(zenml_server: ZenMLServer, tmp_path: Path):
    def listings() -> list[str]:
        asked = r"GET /api/v1/(?:stacks|components|flavors|secrets)\?"
        return re.findall(asked, zenml_server.log())

    async with connected(RealZenML.at(tmp_path, ZENML_STORE_URL=zenml_server.url)) as real:
        await real.run("copyStack", name="default", new_name="theirs")
        real.wire.open(real.uri, FILE)
        await real.lenses_become("Plan", "Apply…", "not registered")
        await real.run("listStacks")

        async def is_quiet() -> bool:
            before = listings()
            await asyncio.sleep(5 * CHECK_SECONDS)  # a busy machine is slow to begin
            return listings() == before

        await eventually_async(is_quiet, "what was begun before is over")
        before = listings()
        assert before
        revision = (await real.run("activateStack", name="theirs"))["revision"]
        await real.active_becomes("theirs")
        listed = await real.run("listStacks", revision=revision)
        assert [one["name"] for one in listed if one["active"]] == ["theirs"]
        await asyncio.sleep(2 * CHECK_SECONDS)  # what it wrote into ZenML's settings is no news
        assert listings()[len(before) :] == []
        await real.run("activateStack", name="default")
        await real.run("deleteStack", name="theirs")


async def test_refusals_are_in_words(real: Real):
    error = await real.refused("describeStack", name="nobody")
    assert error["message"].startswith("There is no stack named nobody")
    before = await real.run("listComponents")
    wrong = FILE.replace("s3://data", "gs://data").replace("s3\n", "gcp\n", 1)
    error = await real.refused("applyStack", text=wrong)
    assert "secret" in error["message"]
    assert [one["name"] for one in await real.run("listStacks")] == ["default"]
    assert await real.run("listComponents") == before


async def test_a_request_that_is_cancelled_is_answered_at_once(real: Real):
    # the first one waits for ZenML to start
    pending = real.wire.begin("workspace/executeCommand", command("listStacks"))
    await asyncio.sleep(0.1)
    real.wire.notify("$/cancelRequest", {"id": pending})
    answer = await asyncio.wait_for(real.wire.response(pending), 5)
    assert answer["error"]["code"] == -32800
    assert [one["name"] for one in await real.run("listStacks")] == ["default"]


CUSTOM = (Path(__file__).parents[1] / "stores" / "shelf_flavor.py").read_text("utf-8")


async def test_a_custom_flavor_is_known_as_soon_as_it_is_registered(tmp_path: Path):
    text = FILE + "  model_registry:\n    - {name: m, flavor: shelf, configuration: {width: 3}}\n"
    async with connected(RealZenML.at(tmp_path)) as real:
        (real.folder / "shelf.py").write_text(CUSTOM)
        await real.run("listStacks")
        real.wire.open(real.uri, text)
        live = ("missing-secret", "integration-not-installed")
        await real.findings_become("unknown-flavor", *live)
        await real.cli("init")
        await real.cli("model-registry", "flavor", "register", "shelf.ShelfFlavor")
        await real.findings_become(*live)
        listed = await real.run("listFlavors", type="model_registry")
        assert "shelf" in [one["name"] for one in listed]
        line = len(FILE.splitlines()) + 1
        place = {"textDocument": {"uri": real.uri}, "position": {"line": line, "character": 26}}
        (found,) = await real.wire.request("textDocument/definition", place)
        assert found["uri"] == (real.folder / "shelf.py").as_uri()
        written = CUSTOM.splitlines()[found["range"]["start"]["line"]]
        assert written.startswith("class ShelfFlavor")
        real.wire.change(real.uri, 2, {"text": text.replace("width: 3", "width: wide")})
        await real.findings_become("wrong-value", *live)
        # only its own code knows this
        real.wire.change(real.uri, 3, {"text": text.replace("width: 3", "width: 300")})
        found = await real.findings_become("refused-by-zenml", *live)
        (refusal,) = (one for one in found if one["code"] == "refused-by-zenml")
        assert "no wall is that wide" in refusal["message"]
        assert refusal["severity"] == 1


async def test_a_login_and_a_logout_are_noticed(zenml_server: ZenMLServer, tmp_path: Path):
    async with connected(RealZenML.at(tmp_path)) as real:
        await real.run("listStacks")
        real.wire.open(real.uri, FILE)
        await real.lenses_become("Plan", "Apply…", "not registered")
        await real.run("applyStack", uri=real.uri, activate=True)
        await real.active_becomes("demo")
        await real.others(
            "from zenml.config.global_config import GlobalConfiguration\n"
            "from zenml.zen_stores.rest_zen_store import RestZenStoreConfiguration\n"
            f"GlobalConfiguration().set_store(RestZenStoreConfiguration(url={zenml_server.url!r}))\n"
        )
        await real.active_becomes("default")
        await real.lenses_become("Plan", "Apply…", "not registered")
        assert (await real.run("storeInfo"))["is_shared"]
        await real.others(
            "from zenml.config.global_config import GlobalConfiguration\n"
            "GlobalConfiguration().set_default_store()\n"
        )
        await real.lenses_become("Plan", "Apply…", "Activate")
        assert not (await real.run("storeInfo"))["is_shared"]


async def test_a_repository_has_its_own_active_stack(tmp_path: Path):
    zenml = RealZenML.at(tmp_path)
    assert zenml.cli("init").returncode == 0
    async with connected(zenml) as real:
        await real.run("applyStack", text=FILE, activate=True)
        code = "print(client.active_stack_model.name)"
        assert zenml.run(code).strip() == "demo"
        assert zenml.in_folder(tmp_path / "elsewhere").run(code).strip() == "default"


@pytest.mark.skipif(os.name != "posix", reason="process groups")
async def test_the_worker_ends_with_the_server(tmp_path: Path):
    async with connected(RealZenML.at(tmp_path)) as real:
        await real.run("listStacks")
        assert workers(tmp_path)
        await real.wire.request("shutdown")
        real.wire.notify("exit")
        await eventually_async(lambda: not workers(tmp_path), "the worker has ended")


def workers(folder: Path) -> list[str]:
    """The probes that run for something in a folder."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if "stackls_probe" in line and str(folder) in line:
            found.append(process.name)
    return found
