"""The commands about stacks, as an editor runs them, on a store that is no ZenML."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.errors import ApplyFailed, ZenMLNotFound, ZenMLUnreachable
from stackls_core.stores.local import LocalStore
from stackls_core.stores.opening import candidates
from stackls_core.zenml.interpreters import Candidate, Verdict
from stackls_core.zenml.trust import TrustList, python_in
from stackls_server.lsp.handlers.command_names import NAMES
from stackls_server.lsp.handlers.commands import COMMANDS
from stackls_server.lsp.registry import follower as store_follower
from stackls_server.lsp.registry import waiting
from tests.lsp.editor import URI, Editor, editor
from tests.lsp.stack_support import Opener, command
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async
from tests.support.stack_texts import HEAD, Entry, components

pytestmark = pytest.mark.asyncio

HARBOR = components(
    Entry("orchestrator", "port", "harbor", "region: eu-west-1\ntoken: hunter2"),
    Entry("artifact_store", "default", "local"),
    typed=True,
)
FILE = HEAD + HARBOR


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "stacks.db")


@asynccontextmanager
async def connected(opener: Opener, client: Any = "neovim-0.7", **more: Any) -> AsyncIterator[Ed]:
    async with editor(client, open_store=opener, **more) as found:
        yield Ed(found, opener)


class Ed:
    """An editor that runs commands."""

    def __init__(self, found: Editor, opener: Opener) -> None:
        self.editor = found
        self.opener = opener

    async def run(self, command_name: str, /, **argument: Any) -> Any:
        return await self.editor.request(
            "workspace/executeCommand", command(command_name, **argument)
        )

    async def fails(self, command_name: str, /, **argument: Any) -> str:
        error = await self.editor.error(
            "workspace/executeCommand", command(command_name, **argument)
        )
        return error["message"]


# --- what they answer ---------------------------------------------------------------------------


async def test_all_commands_are_announced(opener: Opener):
    async with editor(open_store=opener, initialize=False) as found:
        result = await found.initialize()
        announced = result["capabilities"]["executeCommandProvider"]["commands"]
        for name in (
            *("storeInfo", "listStacks", "describeStack", "activateStack", "listComponents"),
            *("planStack", "applyStack", "exportStack", "fileStatus"),
            *("documentKind", "insertComponent", "newRunConfiguration", "newStack"),
            *("copyStack", "renameStack", "deleteStack", "registerComponent"),
            *("describeComponent", "updateComponent", "renameComponent", "deleteComponent"),
        ):
            assert f"stackls.{name}" in announced


async def test_what_is_announced_is_there():
    assert list(COMMANDS) == list(NAMES)


async def test_all_commands_are_documented():
    page = (Path(__file__).parents[2] / "docs" / "editors.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}`" not in page] == []


async def test_plan_apply_list_describe_activate_export(opener: Opener):
    async with connected(opener) as ed:
        planned = await ed.run("planStack", text=FILE)
        assert (planned["stack"], planned["empty"], planned["blocked"]) == ("demo", False, False)
        assert planned["conflicts"] == []
        assert planned["steps"][0] == {
            "action": "create",
            "kind": "component",
            "type": "orchestrator",
            "name": "port",
            "detail": "flavor harbor",
        }
        assert planned["steps"][-1]["kind"] == "stack"
        assert planned["text"].endswith("2 to create, 1 reused.\n")
        applied = await ed.run("applyStack", text=FILE, activate=True)
        planned.pop("planned")
        assert applied == {**planned, "applied": True, "revision": 1}
        assert (await ed.run("planStack", text=FILE))["empty"]

        stacks = await ed.run("listStacks")
        assert [(one["name"], one["active"]) for one in stacks] == [
            ("default", False),
            ("demo", True),
        ]
        assert stacks[1]["components"][0] == {
            "type": "orchestrator",
            "name": "port",
            "flavor": "harbor",
        }
        described = await ed.run("describeStack", name="demo")
        assert described["id"] == stacks[1]["id"]
        assert described["components"][0] == {
            "type": "orchestrator",
            "name": "port",
            "flavor": "harbor",
            "configuration": {"region": "eu-west-1", "token": "********"},
            "remote": True,
            "local": False,
            "connector": None,
            "connector_resource_id": None,
            "labels": {},
            "environment": {},
            "secrets": [],
            "findings": described["components"][0]["findings"],
        }
        assert await ed.run("activateStack", name="default") == {"name": "default", "revision": 2}
        components = await ed.run("listComponents", type="orchestrator")
        assert [(one["name"], one["stacks"]) for one in components] == [
            ("default", ["default"]),
            ("port", ["demo"]),
        ]
        assert len(await ed.run("listComponents")) == 3
        exported = await ed.run("exportStack", name="demo")
        assert (await ed.run("planStack", text=exported["text"]))["empty"]
        info = await ed.run("storeInfo")
        assert (info["kind"], info["label"]) == ("local", "fake store")


async def test_an_export_may_be_written_like_an_open_document(opener: Opener):
    text = "# ours\n" + FILE.replace("region: eu-west-1", "region: 'eu-west-1'  # near us")
    async with connected(opener) as ed:
        await ed.run("applyStack", text=text)
        ed.editor.open(URI, text)
        assert await ed.run("exportStack", name="demo", uri=URI) == {"text": text}
        ed.editor.change(URI, 2, {"text": text.replace("'eu-west-1'", "'us-east-1'")})
        assert await ed.run("exportStack", name="demo", uri=URI) == {"text": text}
        exported = await ed.run("exportStack", name="demo")
        ed.editor.change(URI, 3, {"text": "components: ["})
        assert await ed.run("exportStack", name="demo", uri=URI) == exported
        closed = "file:///team/closed.yaml"
        assert await ed.fails("exportStack", name="demo", uri=closed) == (
            "This document is not open."
        )


async def test_a_command_is_about_the_open_document_or_the_file(opener: Opener, tmp_path: Path):
    path = tmp_path / "saved.stack.yaml"
    path.write_text(FILE.replace("demo", "saved"), encoding="utf-8")
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE)
        assert (await ed.run("planStack", uri=URI))["stack"] == "demo"
        assert (await ed.run("planStack", uri=path.as_uri()))["stack"] == "saved"
        missing = (tmp_path / "missing.yaml").as_uri()
        assert await ed.fails("planStack", uri=missing) == (
            "missing.yaml cannot be read: No such file or directory."
        )
        assert await ed.fails("planStack", uri="untitled:x") == "This document is not open."


async def test_what_keeps_a_file_from_being_applied(opener: Opener):
    async with connected(opener) as ed:
        wrong = await ed.run("planStack", text=FILE.replace("flavor: harbor", "flavor: harbr"))
        assert wrong["blocked"]
        assert wrong["conflicts"][0]["kind"] == "error"
        assert wrong["conflicts"][0]["line"] == 7
        placeholder = await ed.run("planStack", text=FILE.replace("eu-west-1", "${REGION}"))
        assert placeholder["conflicts"][0]["kind"] == "placeholder"
        await ed.run("applyStack", text=FILE)
        taken = FILE.replace("harbor", "mine").replace("        region: eu-west-1\n", "")
        taken = taken.replace("        token: hunter2\n", "        size: 1\n")
        conflict = await ed.run("planStack", text=taken)
        assert [one["kind"] for one in conflict["conflicts"]] == ["conflict"]
        assert "is registered with flavor harbor" in await ed.fails("applyStack", text=taken)
        assert "hunter2" not in json.dumps([wrong, placeholder, conflict])


async def test_a_stack_is_described_with_its_findings(opener: Opener):
    old = FILE.replace("        token: hunter2\n", "        old_mode: x\n")
    async with connected(opener) as ed:
        await ed.run("applyStack", text=old)

        async def codes() -> list[list[str]]:
            described = await ed.run("describeStack", name="demo")
            parts = [described, *described["components"]]
            return [[finding["code"] for finding in part["findings"]] for part in parts]

        missing, old_key = "integration-not-installed", "deprecated-parameter"
        assert await codes() == [[], [missing, old_key], ["mixed-local-remote"]]
        port = (await ed.run("describeStack", name="demo"))["components"][0]
        assert port["findings"][1] == {
            "severity": "hint",
            "code": old_key,
            "message": "old_mode is deprecated. Use mode instead.",
        }
        severities = {"mixed-local-remote": "off", "deprecated-parameter": "off"}
        settings = {"stackls": {"validation": {"severities": severities}}}
        ed.editor.notify("workspace/didChangeConfiguration", {"settings": settings})
        assert await codes() == [[], [missing], []]
        off = {"stackls": {"validation": {"enabled": False}}}
        ed.editor.notify("workspace/didChangeConfiguration", {"settings": off})
        assert await codes() == [[], [], []]


@pytest.mark.parametrize("name", ["default", "contains:def", "in:a"])
async def test_nothing_is_wrong_with_the_name_of_a_registered_stack(opener: Opener, name: str):
    async with connected(opener) as ed:
        if name != "default":
            await ed.run("copyStack", name="default", new_name=name)
        described = await ed.run("describeStack", name=name)
        parts = [described, *described["components"]]
        codes = [finding["code"] for part in parts for finding in part["findings"]]
        assert not [code for code in codes if code.endswith("-stack-name")]


async def test_stacks_are_copied_renamed_and_deleted(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("applyStack", text=FILE, activate=True)
        copied = await ed.run("copyStack", name="demo", new_name="other")
        renamed = await ed.run("renameStack", name="other", new_name="another")
        assert (copied["name"], renamed["name"]) == ("other", "another")
        assert copied["id"] == renamed["id"]
        assert await ed.fails("copyStack", name="demo", new_name="another") == (
            "There is already a stack named another."
        )
        assert await ed.fails("renameStack", name="default", new_name="mine") == (
            "The default stack stays as it is. Copy it under another name and change the copy."
        )
        assert await ed.fails("deleteStack", name="demo") == (
            "The stack demo is active and cannot be deleted. Activate another one first."
        )
        assert await ed.run("deleteStack", name="another", recursive=True) == {
            "name": "another",
            "components": [],
            "revision": 4,
        }
        await ed.run("activateStack", name="default")
        assert await ed.run("deleteStack", name="demo", recursive=True) == {
            "name": "demo",
            "components": [{"type": "orchestrator", "name": "port", "flavor": "harbor"}],
            "revision": 6,
        }
        assert [one["name"] for one in await ed.run("listStacks")] == ["default"]
        assert len(await ed.run("listComponents")) == 2


async def test_a_file_is_checked_without_being_open(opener: Opener, tmp_path: Path):
    path = tmp_path / "some.stack.yaml"
    path.write_text(FILE.replace("region: eu-west-1", "regoin: eu-west-1"), encoding="utf-8")
    async with connected(opener) as ed:
        found = await ed.run("checkFile", uri=path.as_uri())
        errors = [one for one in found if one["severity"] == "error"]
        assert [(one["code"], one["line"], one["column"]) for one in errors] == [
            ("missing-parameter", 8, 7),
            ("unknown-parameter", 9, 9),
        ]
        of_text = await ed.run("checkFile", text=FILE)
        assert [one for one in of_text if one["severity"] == "error"] == []


async def test_a_configuration_is_checked_before_it_is_registered(opener: Opener):
    async with connected(opener) as ed:
        harbor = {"type": "orchestrator", "flavor": "harbor"}
        given = {"region": "here", "workers": "3"}
        assert await ed.run("checkConfiguration", **harbor, configuration=given) == []
        found = await ed.run("checkConfiguration", **harbor, configuration={"workers": "many"})
        assert [one["parameter"] for one in found] == ["workers", ""]
        harbour = {"type": "orchestrator", "flavor": "harbour"}
        assert (await ed.fails("checkConfiguration", **harbour)).endswith("Did you mean harbor?")


async def test_a_component_is_described_updated_renamed_and_deleted(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("applyStack", text=FILE)
        pier = {"type": "orchestrator", "flavor": "harbor"}
        port = {"type": "orchestrator", "name": "port"}
        described = await ed.run("describeComponent", **port)
        assert described == {
            **pier,
            "name": "port",
            "id": described["id"],
            "stacks": ["demo"],
            "protected": False,
            "configuration": {"region": "eu-west-1", "token": "********"},
            "remote": described["remote"],
            "local": described["local"],
            "connector": None,
            "connector_resource_id": None,
            "labels": {},
            "environment": {},
            "secrets": [],
        }
        default = await ed.run("describeComponent", type="orchestrator", name="default")
        assert (default["protected"], default["stacks"]) == (True, ["default"])

        await ed.run("updateComponent", **port, configuration={"workers": "2", "region": "here"})
        changes = {"configuration": {"region": "eu-west-2"}, "unset": ["workers"]}
        updated = await ed.run("updateComponent", **port, **changes)
        assert updated == {**pier, "name": "port", "id": described["id"], "revision": 3}
        kept = opener.store.component("orchestrator", "port").configuration
        assert kept == {"region": "eu-west-2", "token": "hunter2"}
        refused = await ed.fails("updateComponent", **port, unset=["x"])
        assert refused == "The orchestrator port has no x set."
        wrong = {"configuration": {"workers": "many"}}
        assert "workers" in await ed.fails("updateComponent", **port, **wrong)

        renamed = await ed.run("renameComponent", **port, new_name="pier")
        assert renamed == {**pier, "name": "pier", "id": described["id"], "revision": 4}
        gone = {"type": "orchestrator", "name": "pier"}
        assert (await ed.fails("deleteComponent", **gone)).startswith(
            "The orchestrator pier is used by the stack demo."
        )
        await ed.run("deleteStack", name="demo")
        assert await ed.run("deleteComponent", **gone) == {**gone, "revision": 6}
        listed = await ed.run("listComponents", type="orchestrator")
        assert [one["name"] for one in listed] == ["default"]
        protected = await ed.fails("deleteComponent", type="orchestrator", name="default")
        assert protected.startswith("The orchestrator default belongs to the default stack")


async def test_a_component_is_registered_with_texts_as_values(opener: Opener):
    async with connected(opener) as ed:
        given = {"region": "eu-west-1", "workers": "3", "token": "hunter2"}
        made = await ed.run(
            "registerComponent",
            type="orchestrator",
            name="pier",
            flavor="harbor",
            configuration=given,
        )
        assert (made["type"], made["name"], made["flavor"]) == ("orchestrator", "pier", "harbor")
        kept = opener.store.component("orchestrator", made["id"])
        assert kept.configuration == {**given, "workers": 3}
        wrong = {**given, "workers": "many", "token": "s3cr3t"}
        refused = await ed.fails(
            "registerComponent",
            type="orchestrator",
            name="quay",
            flavor="harbor",
            configuration=wrong,
        )
        assert "workers" in refused
        assert "s3cr3t" not in refused
        assert await ed.fails(
            "registerComponent", type="orchestrator", name="quay", flavor="harbr"
        ) == ("The orchestrator has no flavor harbr. Did you mean harbor?")


async def test_how_a_file_stands_with_what_is_registered(opener: Opener):
    async with connected(opener) as ed:
        assert await ed.fails("fileStatus", uri=URI) == "This document is not open."
        ed.editor.open(URI, FILE)
        status = {"stack": "demo", "state": "unregistered", "places": 0}
        assert await ed.run("fileStatus", uri=URI) == status
        await ed.run("applyStack", uri=URI)
        assert await ed.run("fileStatus", uri=URI) == {**status, "state": "same"}
        ed.editor.change(URI, 2, {"text": FILE.replace("eu-west-1", "eu-west-2")})
        assert await ed.run("fileStatus", uri=URI) == {**status, "state": "different", "places": 1}
        ed.editor.change(URI, 3, {"text": FILE.replace("flavor: harbor", "flavor: harbr")})
        assert await ed.run("fileStatus", uri=URI) == {**status, "state": "unknown"}
        ed.editor.change(URI, 4, {"text": "a: b\n"})
        assert (await ed.run("fileStatus", uri=URI))["stack"] is None


@pytest.mark.parametrize(
    ("name", "argument", "message"),
    [
        ("copyStack", {"name": "default"}, "The argument new_name has to be a string."),
        (
            "registerComponent",
            {"type": "orchestrator", "name": "a", "flavor": "local", "configuration": []},
            "The argument configuration has to be an object.",
        ),
        (
            "registerComponent",
            {"type": "orchestratr", "name": "a", "flavor": "local"},
            "The orchestratr has no flavor local.",
        ),
        ("describeStack", {"name": "nope"}, "There is no stack named nope."),
        ("describeStack", {}, "The argument name has to be a string."),
        ("activateStack", {"name": 1}, "The argument name has to be a string."),
        (
            "applyStack",
            {"text": "", "activate": 1},
            "The argument activate has to be true or false.",
        ),
        ("planStack", {}, "One of the arguments uri and text has to be given."),
        (
            "listComponents",
            {"type": "alertr"},
            "Unknown component type alertr. Did you mean alerter?",
        ),
        (
            "exportStack",
            {"name": "defaul"},
            "There is no stack named defaul. Did you mean default?",
        ),
    ],
)
async def test_refusals(opener: Opener, name: str, argument: dict[str, Any], message: str):
    async with connected(opener) as ed:
        assert await ed.fails(name, **argument) == message


async def test_errors_carry_their_code(opener: Opener):
    async with connected(opener) as ed:
        opener.error = ZenMLNotFound("No ZenML.")
        params = command("listStacks")
        error = await ed.editor.error("workspace/executeCommand", params)
        assert (error["message"], error["data"]) == ("No ZenML.", {"code": "zenml-not-found"})
        opener.error = None
        assert len(await ed.run("listStacks")) == 1  # the next request tries again


# --- which store --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "options", "trusted"),
    [
        ("neovim-0.7", {"trusted": True}, True),
        ("neovim-0.7", {"trusted": False}, False),
        ("vscode", None, False),
        ("vscode", {"trusted": True}, True),
        ("vscode", {"trusted": "yes"}, False),
    ],
)
async def test_trust(opener: Opener, tmp_path: Path, client: str, options: Any, trusted: bool):
    more = {"rootUri": tmp_path.as_uri(), "workspaceFolders": None}
    if options is not None:
        more["initializationOptions"] = options
    async with connected(opener, client, **more) as ed:
        await ed.run("listStacks")
        around = opener.asked[0][1]
        assert (around.trust.code, around.workspace) == (trusted, tmp_path)


MARKS = "#!/bin/sh\necho run > {}\nexit 3\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
@pytest.mark.parametrize(
    ("yes", "settings", "is_run"),
    [
        (None, {}, False),
        (None, {"interpreter": ".venv"}, False),
        ("list", {}, True),
        ("list", {"interpreter": ".venv"}, True),
        ("variable", {}, True),
    ],
)
async def test_editors_that_do_not_know_trust_have_that_of_the_command_line(
    opener: Opener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    yes: str | None,
    settings: dict[str, str],
    is_run: bool,
):
    folder, mark = tmp_path / "clone", tmp_path / "was-run"
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(MARKS.format(mark))
    python.chmod(0o755)
    monkeypatch.setenv("STACKLS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "/nowhere")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "STACKLS_ZENML_INTERPRETER"):
        monkeypatch.delenv(name, raising=False)
    if yes == "list":
        TrustList().add(folder, [folder / ".venv"])
    elif yes == "variable":
        monkeypatch.setenv("STACKLS_TRUST_WORKSPACE", "1")
    more: dict[str, Any] = {"rootUri": folder.as_uri(), "workspaceFolders": None}
    async with connected(opener, "neovim-0.7", **more) as ed:
        await ed.run("listStacks")
        if settings:
            changed = {"settings": {"stackls": {"zenml": settings}}}
            ed.editor.notify("workspace/didChangeConfiguration", changed)
            await ed.run("listStacks")
    around = opener.asked[-1][1]
    assert around.interpreter == settings.get("interpreter")
    candidates(around)
    assert (mark.exists(), around.trust.code) == (is_run, is_run)


async def test_an_editor_logs_what_was_left_out(opener: Opener, tmp_path: Path):
    reason = "It belongs to a workspace that is not trusted. Allow it with: stackls trust"
    one = Candidate("/w/.venv/bin/python", "the workspace's .venv", Verdict.UNTRUSTED, reason)
    opener.left_out = one
    async with connected(opener) as ed:
        await ed.run("listStacks")
        logged = await ed.editor.notification("window/logMessage")
        assert logged["message"] == f"The interpreter {one.path} was not run. {reason}"


async def test_settings_choose_the_store(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        settings = {"stackls": {"store": "zenml", "zenml": {"interpreter": "/x/python"}}}
        ed.editor.notify("workspace/didChangeConfiguration", {"settings": settings})
        await ed.run("listStacks")
        assert [kind for kind, _ in opener.asked] == ["local", "zenml"]
        assert opener.asked[1][1].interpreter == "/x/python"
        await eventually_async(lambda: opener.stores[0].closed, "the first store is closed")
        other = {"stackls": {**settings["stackls"], "validation": {"enabled": False}}}
        ed.editor.notify("workspace/didChangeConfiguration", {"settings": other})
        await ed.run("listStacks")
        assert len(opener.asked) == 2


async def test_an_interpreter_that_is_named_is_meant(opener: Opener, monkeypatch):
    monkeypatch.delenv("STACKLS_STORE")
    settings = {"stackls": {"zenml": {"interpreter": "/x/python"}}}
    async with connected(opener, initializationOptions=settings) as ed:
        await ed.run("listStacks")
        assert opener.asked[0][0] == "zenml"


async def test_the_selected_interpreter_is_followed(opener: Opener, monkeypatch):
    monkeypatch.delenv("STACKLS_STORE")
    options = {"selectedInterpreter": "/one/python", "trusted": True}
    async with connected(opener, initializationOptions=options) as ed:
        for path in ("/two/python", "/two/python", None, 3):
            await ed.run("listStacks")
            ed.editor.notify("stackls/selectedInterpreter", {"path": path})
        await ed.run("listStacks")
        assert [kind for kind, _ in opener.asked] == ["auto"] * 3
        selected = [around.selected for _, around in opener.asked]
        assert selected == ["/one/python", "/two/python", None]
        named = {"stackls": {"zenml": {"interpreter": "/x/python"}}}
        ed.editor.notify("workspace/didChangeConfiguration", {"settings": named})
        await ed.run("listStacks")
        ed.editor.notify("stackls/selectedInterpreter", {"path": "/three/python"})
        await ed.run("listStacks")
        assert len(opener.asked) == 4  # who names one does not follow what is selected


async def test_without_a_folder_that_of_the_file_is_the_workspace(opener: Opener, tmp_path: Path):
    async with connected(opener) as ed:
        ed.editor.open((tmp_path / "other.yaml").as_uri(), "services: {}\n")
        ed.editor.open((tmp_path / "demo.stack.yaml").as_uri(), FILE)
        await ed.run("listStacks")
        assert opener.asked[0][1].workspace == tmp_path


async def test_an_open_folder_is_the_workspace_whatever_file_is_open(
    opener: Opener, tmp_path: Path
):
    folder = tmp_path / "project"
    folder.mkdir()
    async with connected(opener, rootUri=folder.as_uri()) as ed:
        ed.editor.open((tmp_path / "demo.stack.yaml").as_uri(), FILE)
        await ed.run("listStacks")
        assert opener.asked[0][1].workspace == folder


async def test_the_interpreters_that_were_looked_at(opener: Opener, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("PATH", "")
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    selected = str(tmp_path / "python")
    options = {"selectedInterpreter": selected, "trusted": True}
    async with connected(opener, initializationOptions=options) as ed:
        (only,) = await ed.run("listInterpreters")
        assert only == {
            "path": selected,
            "found": "the interpreter selected in the editor",
            "verdict": "missing",
            "reason": "There is no such file.",
            "zenml_version": None,
            "python_version": None,
        }


async def test_the_interpreters_that_can_be_chosen(opener: Opener, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("PATH", "")
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    options = {"trusted": True, "zenml": {"interpreter": "/named/python"}}
    async with connected(opener, initializationOptions=options) as ed:
        (only,) = await ed.run("listInterpreters")
        assert (only["path"], only["found"]) == ("/named/python", "the setting")
        found = await ed.run("listInterpreters", all=True, offered=[sys.executable, str(tmp_path)])
        missing = str(python_in(tmp_path))
        assert [(one["path"], one["verdict"]) for one in found] == [
            (sys.executable, "no-zenml"),
            (missing, "missing"),
        ]
        assert {one["found"] for one in found} == {"the editor's list of interpreters"}
        refused = await ed.fails("listInterpreters", offered="python")
        assert refused == "The argument offered has to be a list of strings."


async def test_only_the_plan_that_was_seen_is_applied(opener: Opener):
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE)
        seen = (await ed.run("planStack", uri=URI))["planned"]
        assert "hunter2" not in seen
        ed.editor.change(URI, 2, {"text": FILE.replace("eu-west-1", "us-east-1")})
        message = await ed.fails("applyStack", uri=URI, planned=seen)
        assert message == "The file has changed since the plan was made. Plan again."
        assert [one["name"] for one in await ed.run("listStacks")] == ["default"]

        seen = (await ed.run("planStack", uri=URI))["planned"]
        other = LocalStore(tiny_catalog, opener.path)
        other.create_component("orchestrator", "port", "harbor", {"region": "x", "token": "t"})
        assert await ed.fails("applyStack", uri=URI, planned=seen) == (
            "The orchestrator port has changed since the plan was made: it exists now. Plan again."
        )

        # what would be taken away by it was not there when the plan was made
        seen = (await ed.run("planStack", uri=URI))["planned"]
        kept = {"region": "x", "token": "t", "workers": 3}
        other.update_component("orchestrator", "port", kept)
        message = await ed.fails("applyStack", uri=URI, planned=seen)
        assert "since the plan was made: workers was added. Plan again." in message
        assert other.component("orchestrator", "port").configuration == kept

        # nor was the other stack that it changes
        seen = (await ed.run("planStack", uri=URI))["planned"]
        other.create_stack("beside", [("orchestrator", "port"), ("artifact_store", "default")])
        assert "Plan again" in await ed.fails("applyStack", uri=URI, planned=seen)

        seen = (await ed.run("planStack", uri=URI))["planned"]
        assert (await ed.run("planStack", uri=URI))["planned"] == seen
        assert (await ed.run("applyStack", uri=URI, planned=seen))["applied"]


# --- time ---------------------------------------------------------------------------------------


async def test_editing_never_waits_for_the_store(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("listStacks"))
        ed.editor.open(URI, FILE.replace("flavor: harbor", "flavor: harbr"))
        found = await ed.editor.diagnostics(URI)
        assert [one["code"] for one in found] == ["unknown-flavor"]
        assert pending not in ed.editor.responses
        opener.store.gate.set()
        assert "result" in await ed.editor.response(pending)


async def test_a_request_that_is_cancelled_is_answered_at_once(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("listStacks"))
        await eventually_async(lambda: opener.store.waiting, "the store is asked")
        ed.editor.notify("$/cancelRequest", {"id": pending})
        assert (await ed.editor.response(pending))["error"]["code"] == -32800
        opener.store.gate.set()
        assert len(await ed.run("listStacks")) == 1


async def test_a_change_that_is_cancelled_is_not_made(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        await eventually_async(lambda: opener.store.waiting, "the store is asked")
        ed.editor.notify("$/cancelRequest", {"id": pending})
        assert (await ed.editor.response(pending))["error"]["code"] == -32800
        opener.store.gate.set()
        told = await ed.editor.notification("window/logMessage")
        assert told["message"] == "Applying: It was cancelled. Nothing was changed."
        assert [one["name"] for one in await ed.run("listStacks")] == ["default"]
        assert [one["name"] for one in await ed.run("listComponents")] == ["default", "default"]


async def test_a_change_that_is_cancelled_too_late_is_told(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.late_gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        await eventually_async(lambda: opener.store.executed, "the changes are made")
        ed.editor.notify("$/cancelRequest", {"id": pending})
        assert (await ed.editor.response(pending))["error"]["code"] == -32800
        opener.store.late_gate.set()
        told = await ed.editor.notification("window/showMessage")
        assert told["message"] == "Applying was done before it could be cancelled."
        assert [one["name"] for one in await ed.run("listStacks")] == ["default", "demo"]


async def test_a_change_that_cannot_be_undone_is_told(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.late_gate.clear()
        opener.store.left = ApplyFailed("It was cancelled.", ["orchestrator port"])
        pending = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        await eventually_async(lambda: opener.store.executed, "the changes are made")
        ed.editor.notify("$/cancelRequest", {"id": pending})
        assert (await ed.editor.response(pending))["error"]["code"] == -32800
        opener.store.late_gate.set()
        told = await ed.editor.notification("window/showMessage")
        assert told["message"].startswith("Applying: It was cancelled. Undoing the earlier steps")
        assert "orchestrator port" in told["message"]


async def test_a_change_that_waits_for_another_one_can_be_cancelled(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.gate.clear()
        first = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        second = ed.editor.begin("workspace/executeCommand", command("activateStack", name="demo"))
        await eventually_async(lambda: opener.store.waiting, "the store is asked")
        ed.editor.notify("$/cancelRequest", {"id": second})
        assert (await ed.editor.response(second))["error"]["code"] == -32800
        opener.store.gate.set()
        assert "result" in await ed.editor.response(first)
        stacks = await ed.run("listStacks")
        assert [one["name"] for one in stacks if one["active"]] == ["default"]


async def test_reading_flavors_can_be_cancelled_and_goes_on_for_the_next_one(opener: Opener):
    async with connected(opener) as ed:
        opener.flavors_gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("planStack", text=FILE))
        await eventually_async(
            lambda: opener.stores and opener.store.flavors_read, "flavors are read"
        )
        ed.editor.notify("$/cancelRequest", {"id": pending})
        assert (await ed.editor.response(pending))["error"]["code"] == -32800
        again = ed.editor.begin("workspace/executeCommand", command("planStack", text=FILE))
        await asyncio.sleep(0.05)
        # afterwards a look in the background reads them, too
        assert opener.store.flavors_read == 1
        opener.store.flavors_gate.set()
        assert "result" in await ed.editor.response(again)


async def test_applies_happen_one_after_the_other(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        opener.store.gate.clear()
        first = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        second = ed.editor.begin("workspace/executeCommand", command("applyStack", text=FILE))
        await asyncio.sleep(0.05)
        opener.store.gate.set()
        answers = [await ed.editor.response(one) for one in (first, second)]
        # whichever thread comes first does it all; the other finds nothing left to do
        assert sorted(answer["result"]["empty"] for answer in answers) == [False, True]


async def test_what_takes_long_shows_progress_and_can_be_cancelled(opener: Opener, monkeypatch):
    capabilities = {"window": {"workDoneProgress": True}}
    async with connected(opener, {"capabilities": capabilities}) as ed:
        await ed.run("listStacks")
        monkeypatch.setattr(waiting, "PROGRESS_AFTER_SECONDS", 0.02)
        opener.store.gate.clear()
        pending = ed.editor.begin("workspace/executeCommand", command("listStacks"))
        begun = await ed.editor.notification("$/progress")
        assert begun["value"]["title"] == "Reading the stacks"
        ed.editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
        error = (await ed.editor.response(pending))["error"]
        assert (error["code"], error["message"]) == (-32800, "It was cancelled.")
        opener.store.gate.set()


# --- noticing changes ---------------------------------------------------------------------------


async def test_changes_of_others_are_told(opener: Opener, monkeypatch):
    monkeypatch.setattr(store_follower, "CHECK_SECONDS", 0.02)
    async with connected(opener) as ed:
        await ed.run("listStacks")
        await eventually_async(lambda: ed.editor.session.stores.known, "the registry is known")
        await asyncio.sleep(0.1)
        other = LocalStore(tiny_catalog, opener.path)
        other.copy_stack("default", "copied")
        assert await ed.editor.notification("stackls/stacksChanged") == {
            "active": "default",
            "revision": 1,
        }
        other.activate("copied")
        assert await ed.editor.notification("stackls/stacksChanged") == {
            "active": "copied",
            "revision": 2,
        }


async def test_own_changes_are_told(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
        await eventually_async(lambda: ed.editor.session.stores.known, "the registry is known")
        await ed.run("applyStack", text=FILE, activate=True)
        assert await ed.editor.notification("stackls/stacksChanged") == {
            "active": "demo",
            "revision": 1,
        }


async def test_nothing_is_made_for_a_look(opener: Opener):
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE)
        await ed.editor.diagnostics(URI)
        stores = ed.editor.session.stores
        await eventually_async(lambda: opener.asked and not stores.busy, "the look is over")
        assert not opener.path.exists()


async def test_nothing_is_opened_for_other_files(opener: Opener):
    async with connected(opener) as ed:
        ed.editor.open("file:///team/compose.yaml", "services: {}\n")
        ed.editor.open(URI.replace("stack.yaml", "txt"), "a: b\n")
        await ed.editor.request(
            "textDocument/hover",
            {
                "textDocument": {"uri": "file:///team/compose.yaml"},
                "position": {"line": 0, "character": 0},
            },
        )
        await asyncio.sleep(0.05)
        assert opener.asked == []


async def test_a_store_that_fails_in_the_background_is_left_alone(opener: Opener):
    opener.error = ZenMLUnreachable("The ZenML server cannot be reached.")
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE)
        told = await ed.editor.notification("window/logMessage")
        assert told["message"] == "The ZenML server cannot be reached."
        ed.editor.change(URI, 2, {"text": FILE + "\n"})
        await ed.editor.diagnostics(URI, version=2)
        await asyncio.sleep(0.05)
        assert len(opener.asked) == 1


async def test_the_store_is_closed_with_the_connection(opener: Opener):
    async with connected(opener) as ed:
        await ed.run("listStacks")
    await eventually_async(lambda: opener.store.closed, "the store is closed")


# --- what features know -------------------------------------------------------------------------


async def test_live_findings_come_after_the_static_ones(opener: Opener):
    LocalStore(tiny_catalog, opener.path).create_component("orchestrator", "port", "local", {})
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE.replace("token: hunter2", 'token: "{{nope.key}}"'))
        first = await ed.editor.diagnostics(URI)
        assert [one["code"] for one in first] == ["mixed-local-remote"]
        second = await ed.editor.diagnostics(URI)
        assert [(one["code"], one["source"]) for one in second] == [
            ("name-taken", "stackls (fake store)"),
            ("integration-not-installed", "stackls (fake store)"),
            ("missing-secret", "stackls (fake store)"),
            ("mixed-local-remote", "stackls"),
        ]


async def test_flavors_of_the_store_are_known_without_a_restart(opener: Opener):
    LocalStore(tiny_catalog, opener.path).snapshot()
    text = FILE.replace("flavor: harbor", "flavor: mine").replace("region: eu-west-1", "size: 3")
    text = text.replace("        token: hunter2\n", "")
    async with connected(opener) as ed:
        ed.editor.open(URI, text)
        first = await ed.editor.diagnostics(URI)
        assert [one["code"] for one in first] == ["unknown-flavor"]
        assert await ed.editor.diagnostics(URI) == []
        assert await ed.editor.notification("stackls/flavorsChanged") == {}
        flavors = await ed.run("listFlavors", type="orchestrator")
        assert "mine" in [one["name"] for one in flavors]


# --- lenses -------------------------------------------------------------------------------------


async def lenses(ed: Ed) -> list[tuple[str, str, Any]]:
    params = {"textDocument": {"uri": URI}}
    found = await ed.editor.request("textDocument/codeLens", params)
    assert all(one["range"]["start"] == {"line": 0, "character": 0} for one in found)
    commands = [one["command"] for one in found]
    return [(one["title"], one["command"], one.get("arguments")) for one in commands]


async def test_lenses_run_commands_of_the_server(opener: Opener):
    async with connected(opener) as ed:
        ed.editor.open(URI, FILE)
        assert await lenses(ed) == [
            ("Plan", "stackls.ui.show", [{"page": "plan", "uri": URI}]),
            ("Apply…", "stackls.ui.apply", [{"uri": URI}]),
        ]


async def test_lenses_run_commands_of_a_client_that_has_some(opener: Opener):
    capabilities = {"workspace": {"codeLens": {"refreshSupport": True}}}
    options = {"commands": True}
    async with connected(
        opener, {"capabilities": capabilities}, initializationOptions=options
    ) as ed:
        ed.editor.open(URI, FILE)
        await ed.run("applyStack", text=FILE, activate=True)
        await ed.editor.asked("workspace/codeLens/refresh")

        async def is_active() -> bool:  # that refresh may be about the store's being opened
            return (await lenses(ed))[-1][0] == "✓ active"

        await eventually_async(is_active, "the lens says active")
        about = [{"uri": URI, "name": "demo"}]
        assert await lenses(ed) == [
            ("Plan", "stackls.planFile", about),
            ("Apply…", "stackls.applyFile", about),
            ("✓ active", "", None),
        ]
