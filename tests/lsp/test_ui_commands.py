"""The commands that talk to the user, in editors that have none of their own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pygls.uris import to_fs_path

from tests.lsp.editor import URI, Editor, editor
from tests.lsp.stack_support import Opener, command
from tests.support.eventually import eventually_async
from tests.support.stack_texts import HEAD, Entry, components

pytestmark = pytest.mark.asyncio

FILE = HEAD + components(
    Entry("orchestrator", "port", "harbor", "region: eu-west-1\ntoken: hunter2"),
    Entry("artifact_store", "default", "local"),
    typed=True,
)
INFO, ERROR = 3, 1


class Ed:
    """An editor whose user answers questions, and what was shown to them."""

    def __init__(self, found: Editor, opener: Opener) -> None:
        self.editor = found
        self.opener = opener

    async def run(self, name: str, /, **argument: Any) -> Any:
        params = command(name, **argument)
        return await self.editor.request("workspace/executeCommand", params)

    async def actions(self, line: int = 0, only: str | None = None, **more: Any) -> dict[str, Any]:
        """The commands of the code actions on a line, by their titles."""
        place = {"line": line, "character": 3}
        context: dict[str, Any] = {"diagnostics": [], **({"only": [only]} if only else {}), **more}
        params = {
            "textDocument": {"uri": URI},
            "range": {"start": place, "end": place},
            "context": context,
        }
        found = await self.editor.request("textDocument/codeAction", params)
        return {
            one["title"]: (one["command"]["command"], one["command"]["arguments"])
            for one in found
            if one["kind"] == "source.stackls"
        }

    async def message(self) -> tuple[int, str]:
        """The next message that is shown."""
        params = await self.editor.notification("window/showMessage")
        return params["type"], params["message"]

    async def question(self) -> tuple[str, list[str]]:
        """The next question that is asked, and its answers."""
        params = await self.editor.asked("window/showMessageRequest")
        return params["message"], [one["title"] for one in params["actions"]]

    async def page(self) -> Path:
        """The file that is opened next."""
        params = await self.editor.asked("window/showDocument")
        assert params["takeFocus"]
        path = to_fs_path(params["uri"])
        assert path is not None
        return Path(path)

    def answer(self, title: str | None) -> None:
        """What the user answers to all questions."""
        chosen = {"title": title} if title is not None else None
        self.editor.answers["window/showMessageRequest"] = chosen


@asynccontextmanager
async def connected(tmp_path: Path, *, shows_documents: bool = True) -> AsyncIterator[Ed]:
    opener = Opener(tmp_path / "stacks.db")
    capabilities = {
        "window": {"showDocument": {"support": shows_documents}},
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
        },
    }
    async with editor({"capabilities": capabilities}, open_store=opener) as found:
        found.answers["window/showDocument"] = {"success": True}
        found.open(URI, FILE)
        yield Ed(found, opener)


async def test_all_can_be_done_by_code_actions(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.answer("Apply")
        name, arguments = (await ed.actions())["Apply the stack demo…"]
        assert await ed.run(name.removeprefix("stackls."), **arguments[0]) is None
        assert await ed.question() == (
            "Apply demo? create orchestrator port, create stack demo.",
            ["Apply", "Apply and activate", "Show the plan"],
        )
        assert await ed.message() == (INFO, "Applied: demo is registered.")

        offered = await ed.actions()
        assert list(offered.values()) == [
            ("stackls.ui.activate", [{"name": "demo"}]),
            ("stackls.ui.show", [{"page": "plan", "uri": URI}]),
            ("stackls.ui.apply", [{"uri": URI}]),
            ("stackls.ui.show", [{"page": "stack", "name": "demo"}]),
            ("stackls.ui.show", [{"page": "stacks"}]),
            ("stackls.ui.activate", [{}]),
        ]
        for (name, arguments), first_line in zip(
            [one for one in offered.values() if one[0] == "stackls.ui.show"],
            ["# Plan for demo", "# Stack demo", "# Stacks in the fake store"],
            strict=True,
        ):
            await ed.run(name.removeprefix("stackls."), **arguments[0])
            assert (await ed.page()).read_text(encoding="utf-8").splitlines()[0] == first_line

        await ed.run("ui.activate", name="demo")
        assert await ed.message() == (INFO, "demo is the active stack in the fake store.")
        assert ed.opener.store.active().name == "demo"


async def test_actions_are_on_the_line_of_the_name_or_asked_for(tmp_path: Path):
    async with connected(tmp_path) as ed:
        assert await ed.actions(line=3) == {}
        assert await ed.actions(line=3, only="quickfix") == {}
        assert await ed.actions(line=3, only="source") == await ed.actions(triggerKind=1)


async def test_an_editor_that_asks_by_itself_gets_none_that_it_could_run_on_save(tmp_path: Path):
    async with connected(tmp_path) as ed:
        assert await ed.actions(only="source", triggerKind=2) == {}


async def test_a_client_with_commands_of_its_own_gets_no_such_actions(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.editor.session.stores.has_client_commands = True
        assert await ed.actions() == {}


async def test_another_stack_is_activated_by_asking_which(tmp_path: Path):
    async with connected(tmp_path) as ed:
        await ed.run("applyStack", text=FILE)
        ed.answer(None)
        await ed.run("ui.activate")
        assert await ed.question() == ("The active stack is default. Which one instead?", ["demo"])
        ed.answer("demo")
        await ed.run("ui.activate")
        assert await ed.message() == (INFO, "demo is the active stack in the fake store.")


@pytest.mark.parametrize("has_commands", [True, False])
async def test_the_lens_of_a_run_configuration_asks_for_another_stack(
    tmp_path: Path, has_commands: bool
):
    run = "file:///team/nightly.run.yaml"
    document = {"textDocument": {"uri": run}}
    async with connected(tmp_path) as ed:
        await ed.run("applyStack", text=FILE)
        ed.editor.session.stores.has_client_commands = has_commands
        ed.editor.open(run, "steps:\n  train:\n    enable_cache: false\n")

        async def lens(title: str) -> dict[str, Any] | None:
            found = await ed.editor.request("textDocument/codeLens", document)
            return next((one["command"] for one in found if one["command"]["title"] == title), None)

        shown = await eventually_async(lambda: lens("for stack default"), "the lens")
        ed.answer("demo")
        name, (argument,) = shown["command"], shown["arguments"]
        await ed.run(name.removeprefix("stackls."), **argument)
        question = ("Which stack is this file to be checked for?", ["default", "demo"])
        assert await ed.question() == question
        await eventually_async(lambda: lens("for stack demo"), "the lens for the other stack")


async def test_what_was_not_agreed_to_is_not_applied(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.answer(None)
        await ed.run("ui.apply", uri=URI)
        await ed.question()
        ed.answer("Show the plan")
        await ed.run("ui.apply", uri=URI)
        await ed.page()
        assert (await ed.question())[1][-1] == "Show the plan"
        assert (await ed.question())[1] == ["Apply", "Apply and activate"]
        assert ed.opener.store.executed == []


async def test_applying_and_activating(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.answer("Apply and activate")
        await ed.run("ui.apply", uri=URI)
        assert await ed.message() == (INFO, "Applied: demo is the active stack.")
        assert ed.opener.store.active().name == "demo"
        await ed.run("ui.apply", uri=URI)  # nothing to do, so there is nothing to ask
        assert "Nothing to do" in (await ed.page()).read_text(encoding="utf-8")


async def test_a_severity_is_set_for_the_session(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.editor.change(URI, 2, {"text": FILE.replace("flavor: harbor", "flavor: harbour")})
        assert await severities(ed) == {"unknown-flavor": 1}
        ed.answer("warning")
        await ed.run("ui.setSeverity", code="unknown-flavor")
        assert await ed.question() == (
            "How severe are findings of unknown-flavor?",
            ["error", "warning", "information", "hint", "off"],
        )
        kept = 'stackls.validation.severities: {"unknown-flavor": "warning"}'
        assert await ed.message() == (
            INFO,
            f"unknown-flavor: warning until the editor is closed. To keep it, set {kept}.",
        )
        assert await severities(ed) == {"unknown-flavor": 2}


async def severities(ed: Any) -> dict[str, int]:
    report = await ed.editor.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
    return {one["code"]: one["severity"] for one in report["items"]}


async def test_the_page_of_a_rule(tmp_path: Path):
    async with connected(tmp_path) as ed:
        page = await ed.run("page", page="rule", code="unknown-flavor")
        assert page["title"] == "unknown-flavor"
        assert page["text"].startswith("# unknown-flavor\n\n*Error.* ")
        assert "## " not in page["text"]
        await ed.run("ui.show", page="rule", code="no-such-rule")
        assert await ed.message() == (ERROR, "There is no page about the rule no-such-rule.")


async def test_what_fails_is_said(tmp_path: Path):
    async with connected(tmp_path) as ed:
        await ed.run("ui.activate", name="nope")
        assert await ed.message() == (ERROR, "There is no stack named nope.")
        await ed.run("ui.show", page="novel")
        kinds = "stacks, stack, component, plan, folder, difference, flavor, rule, run, version"
        assert await ed.message() == (ERROR, f"The argument page has to be one of {kinds}.")


async def test_an_editor_that_opens_no_files_shows_messages(tmp_path: Path):
    async with connected(tmp_path, shows_documents=False) as ed:
        await ed.run("ui.show", page="stacks")
        before = [one["method"] for one in ed.editor.notifications]
        assert "window/showMessage" in before, "what comes behind an answer may lie in Emacs"
        kind, text = await ed.message()
        assert kind == INFO
        assert text.startswith("# Stacks in the fake store\n\n- `default` (active)\n")


async def test_an_editor_that_refuses_to_open_a_file_shows_messages(tmp_path: Path):
    async with connected(tmp_path) as ed:
        ed.editor.answers["window/showDocument"] = {"success": False}
        await ed.run("ui.show", page="flavor", type="orchestrator", name="local")
        assert (await ed.message())[1].startswith("# Orchestrator flavor local\n")


async def test_pages_are_private_files_that_go_away(tmp_path: Path):
    async with connected(tmp_path) as ed:
        await ed.run("ui.show", page="stacks")
        first = await ed.page()
        assert first.name == "Stacks-in-the-fake-store.md"
        await ed.run("ui.show", page="stacks")
        assert await ed.page() == first
        await ed.run("applyStack", text=FILE)
        await ed.run("ui.show", page="stacks")
        second = await ed.page()
        assert second != first
        if os.name != "nt":
            assert first.stat().st_mode & 0o777 == 0o400
            assert first.parents[1].stat().st_mode & 0o077 == 0
        assert "`demo`" in second.read_text(encoding="utf-8")
    assert not first.exists()
    assert not first.parents[1].exists()


async def test_pages_as_texts(tmp_path: Path):
    async with connected(tmp_path) as ed:
        page = await ed.run("page", page="plan", uri=URI)
        assert page["title"] == "Plan for demo"
        assert "create   orchestrator port (harbor)" in page["text"]
        assert "hunter2" not in page["text"]


async def test_applying_a_folder_and_deleting_what_no_file_holds(tmp_path: Path):
    folder = tmp_path / "work" / "stacks"
    folder.mkdir(parents=True)
    (folder.parent / "stackls.toml").write_text('owner = "ml"\n', encoding="utf-8")
    for name in ("one", "two"):
        text = FILE.replace("stack_name: demo", f"stack_name: {name}")
        (folder / f"{name}.stack.yaml").write_text(text, encoding="utf-8")
    async with connected(tmp_path) as ed:
        ed.answer("Apply")
        await ed.run("ui.applyFolder", uris=[folder.as_uri()])
        question = "Plan for 2 stacks in the fake store: 3 to create, 1 as they are. Apply it?"
        assert await ed.question() == (question, ["Apply", "Show the plan"])
        assert (await ed.message())[1] == "Applied: 2 stacks are registered as the files say."
        (folder / "two.stack.yaml").unlink()
        ed.answer("Apply and delete 1")
        await ed.run("ui.applyFolder", uris=[folder.as_uri()])
        assert (await ed.question())[1] == ["Apply and delete 1", "Show the plan"]
        assert (await ed.message())[1] == "Applied: 1 stacks are registered as the files say."
        assert [one.name for one in ed.opener.store.stacks()] == ["default", "one"]
