"""``stackls mcp``, asked by a client of the protocol's own library."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from stackls_core.catalog.bundled import open_folder
from stackls_core.plans import in_time
from stackls_server.cli import mcp_tools
from stackls_server.cli.mcp import create_mcp_server
from stackls_server.cli.mcp_tools import Tools
from stackls_server.cli.stack_store import Opener
from tests.support.budgets import EndlessPlan, leave_no_time
from tests.support.eventually import eventually_async
from tests.support.stack_texts import Entry, stack_text

pytestmark = pytest.mark.asyncio

LOCAL = Entry("artifact_store", "default", "local")
FILE = stack_text(
    Entry("orchestrator", "port", "kubernetes", "kubernetes_context: minikube"),
    LOCAL,
    version=open_folder().zenml_version,
)
SECRET = stack_text(
    Entry("orchestrator", "o", "local"),
    Entry("artifact_store", "a", "s3", "path: s3://bucket\nkey: hunter2\nsecret: hunter3"),
    name="secretive",
    version=open_folder().zenml_version,
)
READING = [
    *("check", "list_stacks", "describe_stack", "export_stack", "list_components", "plan"),
    *("list_flavors", "describe_flavor", "list_rules", "explain_rule"),
]
CHANGING = ["activate_stack", "apply"]


class Agent:
    """A client and what its tools answer."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    async def tools(self) -> list[str]:
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, name: str, /, **arguments: Any) -> Any:
        result = await self.client.call_tool(name, arguments)
        assert not result.is_error, result.content
        return result.structured_content

    async def refused(self, name: str, /, **arguments: Any) -> str:
        result: Any = await self.client.call_tool(name, arguments)
        assert result.is_error, result.content
        return result.content[0].text.removeprefix(f"Error executing tool {name}: ")


def errors(checked: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in checked["findings"] if one["severity"] == "error"]


@asynccontextmanager
async def agent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, allow_changes: bool = True
) -> AsyncIterator[Agent]:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path / "stackls"))
    monkeypatch.chdir(folder)
    tools = Tools(Opener("local"), folder)
    async with Client(create_mcp_server(tools, allow_changes=allow_changes)) as client:
        yield Agent(client, folder)
    tools.close()


async def test_what_changes_something_has_to_be_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with agent(tmp_path, monkeypatch, allow_changes=False) as one:
        assert await one.tools() == READING
        assert "Unknown tool" in await one.refused("activate_stack", name="default")


async def test_tools_say_what_they_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with agent(tmp_path, monkeypatch) as one:
        tools = (await one.client.list_tools()).tools
        assert [tool.name for tool in tools] == [*READING, *CHANGING]
        assert all(tool.description for tool in tools)
        hints = [tool.annotations.read_only_hint for tool in tools if tool.annotations]
        assert hints == [True] * len(READING) + [None] * len(CHANGING)


async def test_checking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with agent(tmp_path, monkeypatch) as one:
        (one.folder / "stacks").mkdir()
        one.write("stacks/a.stack.yaml", FILE.replace("kubernetes_context", "kubernets_context"))
        one.write("stacks/b.yaml", "a: b\n")
        found = await one.call("check")
        assert (found["checked_files"], found["not_checked"]) == (1, [])
        (finding,) = errors(found)
        assert finding["message"].endswith("Did you mean kubernetes_context?")
        assert (finding["path"], finding["line"], finding["code"]) == (
            "stacks/a.stack.yaml",
            *(8, "unknown-parameter"),
        )
        explained = await one.call("explain_rule", code=finding["code"])
        assert "unknown-parameter" in explained["text"]
        assert errors(await one.call("check", path="stacks/a.stack.yaml")) == [finding]
        missing = await one.call("check", path="nope.yaml")
        assert missing["not_checked"] == [{"path": "nope.yaml", "reason": "no such file or folder"}]


async def test_by_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with agent(tmp_path, monkeypatch) as one:
        one.write("a.stack.yaml", FILE.replace("demo", "default"))
        alone = await one.call("check")
        beside = await one.call("check", with_registry=True)
        assert len(beside["findings"]) >= len(alone["findings"])


async def test_planning_applying_listing_describing_activating(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with agent(tmp_path, monkeypatch) as one:
        one.write("a.stack.yaml", FILE)
        plan = await one.call("plan", path="a.stack.yaml")
        assert (plan["stack"], plan["blocked"], plan["empty"]) == ("demo", False, False)
        assert plan["text"].startswith("Plan for the stack demo in the built-in registry\n")
        unknown = await one.refused("apply", path="a.stack.yaml", planned="another")
        assert unknown == "This plan is not known any more. Plan again."
        one.write("a.stack.yaml", FILE + "# edited\n")
        changed = await one.refused("apply", path="a.stack.yaml", planned=plan["planned"])
        assert changed == "The file has changed since the plan was made. Plan again."
        one.write("a.stack.yaml", FILE)
        applied = await one.call("apply", path="a.stack.yaml", planned=plan["planned"])
        assert applied["applied"]
        listed = await one.call("list_stacks")
        assert [(stack["name"], stack["active"]) for stack in listed["stacks"]] == [
            ("default", True),
            ("demo", False),
        ]
        assert await one.call("activate_stack", name="demo") == {
            "active": "demo",
            "registry": "the built-in registry",
        }
        described = await one.call("describe_stack")
        assert described["components"][0]["configuration"] == {"kubernetes_context": "minikube"}
        assert (await one.call("export_stack", name="demo"))["text"].startswith("stack_name: demo")
        components = await one.call("list_components", type="orchestrator")
        assert [component["name"] for component in components["components"]] == ["default", "port"]


async def test_no_secret_reaches_an_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with agent(tmp_path, monkeypatch) as one:
        one.write("a.stack.yaml", SECRET)
        plan = await one.call("plan", path="a.stack.yaml")
        applied = await one.call("apply", path="a.stack.yaml", planned=plan["planned"])
        described = await one.call("describe_stack", name="secretive")
        refused = await one.refused("export_stack", name="secretive")
        assert "secrets in the clear" in refused
        checked = await one.call("check")
        assert "hunter" not in repr([plan, applied, described, refused, checked])


async def test_looking_flavors_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with agent(tmp_path, monkeypatch) as one:
        flavors = await one.call("list_flavors", type="orchestrator")
        assert "kubeflow" in [flavor["name"] for flavor in flavors["flavors"]]
        found = await one.call("describe_flavor", type="artifact_store", name="s3")
        assert [one["name"] for one in found["parameters"] if one["required"]] == ["path"]
        rules = await one.call("list_rules")
        assert "unknown-flavor" in [rule["code"] for rule in rules["rules"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        (
            "describe_flavor",
            {"type": "orchestrator", "name": "kubeflw"},
            "Unknown orchestrator flavor kubeflw. Did you mean kubeflow?",
        ),
        (
            "list_components",
            {"type": "orchestrater"},
            "Unknown component type orchestrater. Did you mean orchestrator?",
        ),
        ("explain_rule", {"code": "x"}, "Unknown rule x. list_rules lists all."),
        ("describe_stack", {"name": "nope"}, "There is no stack named nope."),
        (
            "check",
            {"path": ".."},
            ".. is outside of the folder that stackls was started in.",
        ),
        ("plan", {"path": ".env"}, ".env is not a YAML file."),
        (
            "plan",
            {"path": "nope.yaml"},
            "nope.yaml cannot be read: No such file or directory.",
        ),
    ],
)
async def test_what_fails_says_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tool: str,
    arguments: dict[str, Any],
    message: str,
):
    async with agent(tmp_path, monkeypatch) as one:
        one.write(".env", "TOKEN=hunter2\n")
        assert await one.refused(tool, **arguments) == message


@pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")
@pytest.mark.parametrize("tool", ["plan", "check"])
async def test_what_has_no_end_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
):
    async with agent(tmp_path, monkeypatch) as one:
        os.mkfifo(one.folder / "a.stack.yaml")
        said = await one.refused(tool, path="a.stack.yaml")
        assert said == "a.stack.yaml is neither a file nor a folder."


async def test_a_plan_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    leave_no_time(monkeypatch, in_time)
    async with agent(tmp_path, monkeypatch) as one:
        one.write("a.stack.yaml", FILE)
        said = await one.refused("plan", path="a.stack.yaml")
        assert said.startswith("Planning this file takes more than 60 seconds, so no plan is made.")


async def test_what_an_agent_gives_up_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plan_for_ever = EndlessPlan()
    async with agent(tmp_path, monkeypatch) as one:
        one.write("a.stack.yaml", FILE)
        with monkeypatch.context() as patch:
            patch.setattr(mcp_tools, "plan_text", plan_for_ever)
            asked = asyncio.ensure_future(one.call("plan", path="a.stack.yaml"))
            await eventually_async(plan_for_ever.begun.is_set, "planning has begun")
            asked.cancel()
            await eventually_async(plan_for_ever.ended.is_set, "planning has ended")
        assert (await one.call("plan", path="a.stack.yaml"))["stack"] is not None


async def test_a_link_out_of_the_folder_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with agent(tmp_path, monkeypatch) as one:
        (tmp_path / "other.yaml").write_text("a: b\n")
        try:
            (one.folder / "in.yaml").symlink_to(tmp_path / "other.yaml")
        except OSError:
            pytest.skip("Links cannot be made here.")
        assert "outside" in await one.refused("plan", path="in.yaml")


async def test_on_standard_streams(tmp_path: Path):
    (tmp_path / "a.stack.yaml").write_text(FILE, encoding="utf-8")
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "stackls_server", "mcp", "--store", "local"],
        cwd=str(tmp_path),
        env={**os.environ, "STACKLS_HOME": str(tmp_path / "stackls")},
    )
    async with Client(stdio_client(server)) as client:
        one = Agent(client, tmp_path)
        assert await one.tools() == READING
        assert errors(await one.call("check")) == []
