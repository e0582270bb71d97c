"""The commands about folders and comparisons, as an editor runs them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stackls_core.plans import in_time
from stackls_core.plans.ownership import OWNER
from stackls_core.registry.changes import Change, CreateStack
from stackls_core.registry.errors import ZenMLUnreachable
from stackls_core.stores.local import LocalStore
from stackls_server.lsp.handlers import folder_commands
from tests.lsp.stack_support import Opener
from tests.lsp.test_stack_commands import Ed, connected
from tests.support.budgets import EndlessPlan, leave_no_time
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async
from tests.support.stack_texts import Entry, stack_text

pytestmark = pytest.mark.asyncio


def text(name: str, region: str = "eu") -> str:
    return stack_text(
        Entry("orchestrator", f"o-{name}", "harbor", f"{{region: {region}, token: t}}"),
        Entry("artifact_store", "shared", "local"),
        name=name,
        version="1.2.3",
    )


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "stacks.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stacks = tmp_path / "work" / "stacks"
    stacks.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (stacks / f"{name}.stack.yaml").write_text(text(name), encoding="utf-8")
    (stacks / "notes.yaml").write_text("hello: world\n", encoding="utf-8")
    return stacks


def editing(opener: Opener, folder: Path) -> Any:
    top = {"uri": folder.parent.as_uri(), "name": "work"}
    return connected(opener, workspaceFolders=[top])


async def planned(ed: Ed, folder: Path, **more: Any) -> Any:
    return await ed.run("planFolder", uris=[folder.as_uri()], **more)


async def test_a_folder_is_planned_and_applied_as_one(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        plan = await planned(ed, folder)
        assert [one["path"] for one in plan["files"]] == [
            f"stacks/{name}.stack.yaml" for name in ("a", "b", "c")
        ]
        assert plan["files"][0]["uri"] == (folder / "a.stack.yaml").as_uri()
        assert plan["summary"] == "7 to create."
        listed = await ed.run("listStackFiles")
        assert [one["uri"] for one in listed] == [one["uri"] for one in plan["files"]]
        assert "+ stack a (stacks/a.stack.yaml): 3 to create" in plan["text"]
        done = await ed.run("applyFolder", uris=[folder.as_uri()], planned=plan["planned"])
        assert done["done"] == ["a", "b", "c"]
        assert len(opener.store.executed) == 1
        assert (await planned(ed, folder))["empty"]


async def test_a_plan_as_a_comment(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        assert "comment" not in await planned(ed, folder)
        comment = (await planned(ed, folder, comment=True))["comment"]
        assert comment.startswith("<!-- stackls plan -->\n### Plan for 3 stacks in ")
        assert "| `+` | `a` | `stacks/a.stack.yaml` | 3 to create |" in comment


async def test_what_is_open_counts_instead_of_what_is_on_the_disk(opener: Opener, folder: Path):
    file = folder / "b.stack.yaml"
    async with editing(opener, folder) as ed:
        ed.editor.open(file.as_uri(), text("unsaved"))
        plan = await planned(ed, folder)
        assert [one["stack"] for one in plan["files"]] == ["a", "unsaved", "c"]


async def test_the_configuration_says_what_is_searched_and_what_placeholders_are(
    opener: Opener, folder: Path
):
    top = folder.parent
    (top / "stackls.toml").write_text(
        'env-file = "common.env"\nexclude = ["b.*"]\ninclude = ["meant.yaml"]\n', encoding="utf-8"
    )
    (top / "common.env").write_text("REGION=there\n", encoding="utf-8")
    (folder / "a.stack.yaml").write_text(text("a", "${REGION}"), encoding="utf-8")
    (folder / "meant.yaml").write_text("{}\n", encoding="utf-8")
    async with editing(opener, folder) as ed:
        plan = await planned(ed, folder)
        assert [Path(one["path"]).name for one in plan["files"]] == [
            "a.stack.yaml",
            "c.stack.yaml",
            "meant.yaml",
        ]
        uri = (folder / "a.stack.yaml").as_uri()
        assert (await ed.run("planStack", uri=uri))["conflicts"] == []
        await ed.run("applyStack", uri=uri)
        [orchestrator] = opener.store.stack("a").of_type("orchestrator")
        assert orchestrator.configuration["region"] == "there"


async def test_conflicts_name_both_places_and_nothing_is_applied(opener: Opener, folder: Path):
    (folder / "c.stack.yaml").write_text(
        text("c").replace("o-c", "o-a").replace("region: eu", "region: us"), encoding="utf-8"
    )
    async with editing(opener, folder) as ed:
        plan = await planned(ed, folder)
        assert plan["blocked"]
        [conflict] = plan["files"][2]["conflicts"]
        assert conflict["message"] == (
            "The orchestrator o-a is defined differently in stacks/a.stack.yaml:5 and "
            "stacks/c.stack.yaml:5."
        )
        message = await ed.fails("applyFolder", uris=[folder.as_uri()])
        assert "c.stack.yaml" in message
        assert opener.store.executed == []


async def test_a_file_that_cannot_be_read_is_told(opener: Opener, folder: Path):
    (folder / "b.stack.yaml").write_bytes(b"\xff\xfe\x00")
    async with editing(opener, folder) as ed:
        message = await ed.fails("planFolder", uris=[folder.as_uri()])
        assert message.startswith("Nothing was planned: stacks/b.stack.yaml: ")
        assert "no such file" in await ed.fails("planFolder", uris=[folder.as_uri() + "/x"])


@pytest.mark.skipif(os.name == "nt", reason="There are no named pipes in folders.")
async def test_a_pipe_is_not_waited_for(opener: Opener, folder: Path):
    pipe = folder / "d.stack.yaml"
    os.mkfifo(pipe)
    async with editing(opener, folder) as ed:
        assert len((await planned(ed, folder))["files"]) == 3
        assert "Not a regular file" in await ed.fails("planStack", uri=pipe.as_uri())
        assert "not a regular file" in await ed.fails("planFolder", uris=[pipe.as_uri()])


async def test_a_plan_that_takes_too_long_is_none(
    opener: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    leave_no_time(monkeypatch, in_time)
    uri = (folder / "a.stack.yaml").as_uri()
    async with editing(opener, folder) as ed:
        for command in ("planFolder", "applyFolder"):
            message = await ed.fails(command, uris=[folder.as_uri()])
            assert message.startswith("Planning 3 files takes more than 60 seconds, so no plan is")
        for command in ("planStack", "applyStack"):
            message = await ed.fails(command, uri=uri)
            assert message.startswith("Planning this file takes more than 60 seconds, so no plan")
        assert opener.store.executed == []


@pytest.mark.parametrize("command", ["planFolder", "applyFolder"])
async def test_a_plan_that_is_cancelled_ends(
    opener: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    plan_for_ever = EndlessPlan()
    monkeypatch.setattr(folder_commands, "plan_set", plan_for_ever)
    async with editing(opener, folder) as ed:
        params = {"command": f"stackls.{command}", "arguments": [{"uris": [folder.as_uri()]}]}
        asked = ed.editor.begin("workspace/executeCommand", params)
        await eventually_async(plan_for_ever.begun.is_set, "planning has begun")
        ed.editor.notify("$/cancelRequest", {"id": asked})
        await eventually_async(plan_for_ever.ended.is_set, "planning has ended")
        assert opener.store.executed == []


async def test_what_no_file_holds_goes_only_if_it_is_asked_for(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        assert "owner" in await ed.fails("planFolder", uris=[folder.as_uri()], prune=True)
        (folder.parent / "stackls.toml").write_text('owner = "ml"\n', encoding="utf-8")
        await ed.run("applyFolder", uris=[folder.as_uri()])
        assert opener.store.stack("a").labels == {OWNER: "ml:stacks"}
        (folder / "b.stack.yaml").unlink()
        plan = await planned(ed, folder)
        assert [(one["type"], one["name"]) for one in plan["unheld"]] == [
            (None, "b"),
            ("orchestrator", "o-b"),
        ]
        assert plan["empty"]
        assert "= keep     stack b" in plan["text"]
        await ed.run("applyFolder", uris=[folder.as_uri()], planned=plan["planned"])
        assert opener.store.stack("b")
        await ed.run("applyFolder", uris=[folder.as_uri()], planned=plan["planned"], prune=True)
        assert [one.name for one in opener.store.stacks()] == ["a", "c", "default"]


async def test_a_plan_that_is_stale_says_what_has_changed(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        await ed.run("applyFolder", uris=[folder.as_uri()])
        (folder / "a.stack.yaml").write_text(text("a", "us"), encoding="utf-8")
        seen = (await planned(ed, folder))["planned"]
        (folder / "b.stack.yaml").write_text(text("b", "us"), encoding="utf-8")
        (folder / "c.stack.yaml").unlink()
        assert await ed.fails("applyFolder", uris=[folder.as_uri()], planned=seen) == (
            "stacks/b.stack.yaml has changed since the plan was made. "
            "stacks/c.stack.yaml is gone since the plan was made. Plan again."
        )
        seen = (await planned(ed, folder))["planned"]
        other = LocalStore(tiny_catalog, opener.path)
        other.update_component("orchestrator", "o-a", {"region": "x", "token": "secret"})
        message = await ed.fails("applyFolder", uris=[folder.as_uri()], planned=seen)
        assert message == (
            "The orchestrator o-a has changed since the plan was made: region was changed, "
            "token was changed. Plan again."
        )


async def test_one_by_one_says_exactly_what_is_done(
    opener: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    async with editing(opener, folder) as ed:
        await planned(ed, folder)
        execute = opener.store.execute

        def lost(changes: Sequence[Change], before: Any = None) -> Any:
            if any(isinstance(one, CreateStack) and one.name == "b" for one in changes):
                raise ZenMLUnreachable("The server is gone.")
            return execute(changes, before)

        monkeypatch.setattr(opener.store, "execute", lost)
        done = await ed.run("applyFolder", uris=[folder.as_uri()], one_by_one=True)
        assert (done["done"], done["failed"], done["untried"]) == (["a"], "b", ["c"])
        assert "gone" in done["error"]


async def test_how_far_it_is(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        await planned(ed, folder, progress="mine")
        told = [one["params"] for one in ed.editor.notifications if one["method"] == "$/progress"]
        said = [one["value"] for one in told if one["token"] == "mine"]
        assert [one["message"] for one in said] == [
            f"{n} of 3 stacks are planned" for n in (1, 2, 3)
        ]
        told.clear()
        await ed.run("applyFolder", uris=[folder.as_uri()], progress="mine")
        told = [one["params"] for one in ed.editor.notifications if one["method"] == "$/progress"]
        assert told[-1]["value"]["message"] == "all of it as one change"


# --- comparing ------------------------------------------------------------------------------------


async def test_two_files_a_registered_stack_and_a_revision(opener: Opener, folder: Path):
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)

    a, b = ((folder / f"{name}.stack.yaml").as_uri() for name in ("a", "b"))
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    async with editing(opener, folder) as ed:
        files = await ed.run("diffStacks", one={"uri": a}, other={"uri": b})
        assert files["text"].splitlines()[0] == "stacks/a.stack.yaml and stacks/b.stack.yaml"
        assert "~ orchestrator o-a → o-b (harbor)" in files["text"]
        assert (await ed.run("diffStacks", one={"uri": a, "revision": "HEAD"}))["same"]
        ed.editor.open(a, text("a", "us"))
        edited = await ed.run("diffStacks", one={"uri": a, "revision": "HEAD"})
        assert edited["one"] == "stacks/a.stack.yaml at HEAD"
        assert "region: eu → us" in edited["text"]
        message = await ed.fails("diffStacks", one={"uri": a, "revision": "absent"})
        assert "absent" in message
        assert "no revision" in await ed.fails("diffStacks", one={"uri": a, "revision": "--x"})
        assert "no stack" in await ed.fails("diffStacks", one={"uri": a})
        await ed.run("applyFolder", uris=[folder.as_uri()])
        assert (await ed.run("diffStacks", one={"uri": a}))["same"]
        registered = await ed.run("diffStacks", one={"stack": "a"}, other={"stack": "b"})
        assert [one["type"] for one in registered["differences"]] == [None, "orchestrator"]
        assert "secret" not in str(registered)


async def test_what_is_no_stack_file_is_told(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        a = (folder / "a.stack.yaml").as_uri()
        message = await ed.fails("diffStacks", one={"uri": a}, other={"text": ""})
        assert message == "a text is no stack file that can be read."


async def test_pages_for_editors_without_views(opener: Opener, folder: Path):
    async with editing(opener, folder) as ed:
        page = await ed.run("page", page="folder", uris=[folder.as_uri()])
        assert page["title"].startswith("Plan for 3 stacks in ")
        a, b = ((folder / f"{name}.stack.yaml").as_uri() for name in ("a", "b"))
        page = await ed.run("page", page="difference", one={"uri": a}, other={"uri": b})
        assert "o-a → o-b" in page["text"]


# --- the configuration in an editor ---------------------------------------------------------------


async def test_documents_are_what_their_configuration_says(opener: Opener, folder: Path):
    (folder.parent / "stackls.toml").write_text(
        'env-file = "common.env"\nexclude = ["c.*"]\ninclude = ["meant.yaml"]\n', encoding="utf-8"
    )
    variables = folder.parent / "common.env"
    variables.write_text("REGION=eu\n", encoding="utf-8")
    (folder / "meant.yaml").write_text("", encoding="utf-8")
    a = folder / "a.stack.yaml"
    a.write_text(text("a", "${REGION}"), encoding="utf-8")
    async with editing(opener, folder) as ed:
        listed = await ed.run("listStackFiles")
        names = ["a.stack.yaml", "b.stack.yaml", "meant.yaml"]
        assert [Path(one["uri"]).name for one in listed] == names
        meant = (folder / "meant.yaml").as_uri()
        assert (await ed.run("documentKind", uri=meant))["kind"] == "stack file"
        ed.editor.open(a.as_uri(), text("a", "${REGION}"))
        codes = [one["code"] for one in await ed.run("checkFile", uri=a.as_uri())]
        assert "placeholder" not in codes
        await ed.run("applyStack", uri=a.as_uri())
        assert (await ed.run("fileStatus", uri=a.as_uri()))["state"] == "same"

        variables.write_text("REGION=us\n", encoding="utf-8")
        change = {"uri": variables.as_uri(), "type": 2}
        ed.editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
        status = await ed.run("fileStatus", uri=a.as_uri())
        assert (status["state"], status["places"]) == ("different", 1)
        (folder.parent / "stackls.toml").unlink()
        change = {"uri": (folder.parent / "stackls.toml").as_uri(), "type": 3}
        ed.editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
        assert (await ed.run("fileStatus", uri=a.as_uri()))["state"] == "unknown"
        listed = await ed.run("listStackFiles")
        assert [Path(one["uri"]).name for one in listed] == [
            "a.stack.yaml",
            "b.stack.yaml",
            "c.stack.yaml",
        ]
