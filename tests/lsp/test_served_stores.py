"""A registry on a server, which others change without a file that tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.errors import ApplyFailed, ZenMLUnreachable
from stackls_core.stores.local import LocalStore
from stackls_server.lsp.registry import follower as store_follower
from stackls_server.lsp.registry.polling import SLOW_SECONDS, Polling
from tests.lsp.editor import GOOD, URI, Editor, editor
from tests.lsp.stack_support import Opener, command, served_opener
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# --- when ---------------------------------------------------------------------------------------


def test_a_question_is_due_after_some_time():
    clock = Clock()
    polling = Polling(60, 960, 300, clock)
    assert not polling.is_due
    clock.now += 60
    assert polling.is_due
    polling.answered()
    assert not polling.is_due


def test_a_server_that_does_not_answer_is_asked_ever_less():
    clock = Clock()
    polling = Polling(60, 960, 300, clock)
    waited: list[float] = []
    for _ in range(6):
        polling.failed()
        before = clock.now
        while not polling.is_due:
            clock.now += 10
        waited.append(clock.now - before)
    assert waited == [120, 240, 480, 960, 960, 960]
    polling.answered()
    clock.now += 60
    assert polling.is_due


def test_a_slow_answer_counts_as_a_sign_to_ask_less():
    clock = Clock()
    polling = Polling(60, 960, 300, clock)
    polling.answered(SLOW_SECONDS + 1)
    clock.now += 60
    assert not polling.is_due


def test_whoever_gets_an_answer_makes_it_worth_asking_again():
    clock = Clock()
    polling = Polling(60, 960, 300, clock)
    assert not polling.asked_lately
    polling.failed()
    polling.user_asked()
    clock.now += 60
    assert polling.is_due
    assert polling.asked_lately
    clock.now += 300
    assert not polling.asked_lately


# --- what comes of it ---------------------------------------------------------------------------


class Served:
    """An editor beside a served registry, whose clock the test sets."""

    def __init__(self, found: Editor, opener: Opener, clock: Clock) -> None:
        self.editor = found
        self.opener = opener
        self.clock = clock
        self.stores = found.session.stores

    @property
    def asked(self) -> int:
        """How often the server was asked what it holds."""
        return self.opener.store.snapshots

    async def run(self, command_name: str, /, **argument: Any) -> Any:
        params = command(command_name, **argument)
        return await self.editor.request("workspace/executeCommand", params)

    async def list_stacks(self) -> Any:
        return await self.run("listStacks")

    async def announced(self) -> Any:
        return await self.editor.notification("stackls/stacksChanged")

    async def get_known(self) -> None:
        """Wait until everything that was begun is over, and the watch goes on."""
        await eventually_async(
            lambda: self.stores.known is not None and not self.stores.busy, "the registry is known"
        )

    async def pass_time(self, seconds: float) -> None:
        """Let the clock go on, and the watch look at it several times."""
        self.clock.now += seconds
        await asyncio.sleep(0.05)


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return served_opener(tmp_path / "stacks.db")


@asynccontextmanager
async def served(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setattr(store_follower, "CHECK_SECONDS", 0.005)
    async with editor(open_store=opener) as found:
        clock = Clock()
        found.session.stores.follower.polling = Polling(60, 960, 300, clock)
        yield Served(found, opener, clock)


def somebody(opener: Opener) -> LocalStore:
    return LocalStore(tiny_catalog, opener.path)


@pytest.mark.asyncio
async def test_what_others_do_is_told_while_a_stack_file_is_open(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        somebody(opener).copy_stack("default", "copied")
        here.clock.now += 60
        announced = await here.announced()
        assert announced == {"active": "default", "revision": 1}
        somebody(opener).activate("copied")
        here.clock.now += 60
        announced = await here.announced()
        assert announced == {"active": "copied", "revision": 2}
        somebody(opener).activate("default")
        somebody(opener).delete_stack("copied")
        here.clock.now += 60
        announced = await here.announced()
        assert announced == {"active": "default", "revision": 3}


@pytest.mark.asyncio
async def test_a_component_of_others_is_known(opener: Opener, monkeypatch: pytest.MonkeyPatch):
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        somebody(opener).create_component("artifact_store", "shelf", "local", {})

        def names() -> list[str]:
            known = here.stores.known
            return [one.name for one in known.registered.components] if known else []

        here.clock.now += 60
        await eventually_async(lambda: "shelf" in names(), "the flavor shelf is offered")


@pytest.mark.asyncio
async def test_a_server_is_asked_once_in_a_while_and_only_for_those_who_look(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with served(opener, monkeypatch) as here:
        await here.list_stacks()
        await here.get_known()
        before = here.asked
        await here.pass_time(59)
        assert here.asked == before
        here.clock.now += 1
        await eventually_async(lambda: here.asked == before + 1, "one more question")
        await here.pass_time(0)
        assert here.asked == before + 1
        await here.pass_time(301)  # nobody has asked for that long, and no stack file is open
        assert here.asked == before + 1
        here.editor.open("file:///team/compose.yaml", "services: {}\n")
        await here.pass_time(60)
        assert here.asked == before + 1
        here.editor.open(URI, GOOD)
        await eventually_async(lambda: here.asked == before + 2, "two more questions")


@pytest.mark.asyncio
async def test_a_server_that_is_gone_is_left_alone_until_it_is_asked(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        known, before = here.stores.known, here.asked
        opener.store.error = ZenMLUnreachable("The ZenML server cannot be reached.")
        here.clock.now += 60
        told = await here.editor.notification("window/logMessage")
        assert told["message"] == "The ZenML server cannot be reached."
        assert here.asked == before + 1
        await here.pass_time(119)
        assert here.asked == before + 1
        here.clock.now += 1
        await eventually_async(lambda: here.asked == before + 2, "two more questions")
        assert here.stores.known is known  # what was seen last is still shown
        opener.store.error = None
        assert await here.list_stacks()
        somebody(opener).copy_stack("default", "copied")
        here.clock.now += 60
        assert await here.announced() == {
            "active": "default",
            "revision": 1,
        }


@pytest.mark.asyncio
async def test_editing_goes_on_while_a_server_takes_its_time(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        opener.store.gate.clear()
        here.clock.now += 60
        await eventually_async(lambda: opener.store.waiting == 1, "the store is asked")
        here.editor.change(URI, 2, {"text": GOOD.replace("flavor: local", "flavor: locall", 1)})
        assert await here.editor.diagnostics(URI, version=2)
        await here.pass_time(600)
        assert opener.store.waiting == 1  # and no second question meanwhile
        opener.store.gate.set()
        await eventually_async(lambda: not here.stores.busy, "nothing is under way")


@pytest.mark.asyncio
async def test_a_change_that_is_seen_while_zenml_judges_is_not_lost(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        opener.store.gate.clear()
        here.clock.now += 60
        await eventually_async(lambda: opener.store.waiting == 1, "the store is asked")
        here.stores.follower.add_verdicts({("orchestrator", "local", "{}"): ()})
        somebody(opener).copy_stack("default", "copied")
        opener.store.gate.set()
        announced = await here.announced()
        assert announced == {"active": "default", "revision": 1}


# --- what a change costs --------------------------------------------------------------------------


@asynccontextmanager
async def listed(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """A served registry with a stack to activate, whose stacks a client has listed."""
    somebody(opener).copy_stack("default", "copied")
    async with served(opener, monkeypatch) as here:
        here.editor.open(URI, GOOD)
        await here.get_known()
        await here.list_stacks()
        await here.pass_time(0)
        opener.store.calls.clear()
        yield here


@pytest.mark.asyncio
async def test_activating_costs_one_change_and_no_listing(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        answer = await here.run("activateStack", name="copied")
        assert answer == {"name": "copied", "revision": 1}
        assert await here.announced() == {"active": "copied", "revision": 1}
        stacks = await here.run("listStacks", revision=1)
        assert [one["name"] for one in stacks if one["active"]] == ["copied"]
        described = await here.run("describeStack", name="copied", revision=1)
        assert described["active"]
        exported = await here.run("exportStack", name="copied", revision=1)
        assert "stack_name: copied" in exported["text"]
        assert (await here.run("storeInfo", revision=1))["is_shared"]
        await here.pass_time(59)
        assert opener.store.calls == ["execute"]


@pytest.mark.asyncio
async def test_what_others_have_registered_a_moment_ago_is_found(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        somebody(opener).copy_stack("default", "new")
        assert (await here.run("activateStack", name="new"))["revision"] == 1
        assert opener.store.calls == ["snapshot", "execute"]
        known = here.stores.known
        assert known is not None
        assert [stack.name for stack in known.registered.stacks] == ["copied", "default", "new"]


@pytest.mark.asyncio
async def test_a_change_that_changes_nothing_is_no_revision(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        assert (await here.run("activateStack", name="default"))["revision"] == 0
        assert (await here.run("activateStack", name="copied"))["revision"] == 1
        assert await here.announced() == {"active": "copied", "revision": 1}


@pytest.mark.asyncio
async def test_after_a_change_that_fails_half_way_everything_is_read_again(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        opener.store.left = ApplyFailed("The server has failed.", ["stack copied"])
        params = command("activateStack", name="copied")
        error = await here.editor.error("workspace/executeCommand", params)
        assert error["message"].startswith("The server has failed.")
        assert await here.announced() == {"active": "copied", "revision": 1}
        assert opener.store.calls[:3] == ["execute", "info", "snapshot"]


@pytest.mark.asyncio
async def test_what_a_command_reads_is_known_to_all(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        somebody(opener).activate("copied")
        await here.list_stacks()
        assert await here.announced() == {"active": "copied", "revision": 1}
        await here.run("listStacks", revision=1)
        await here.pass_time(0)
        assert here.asked == 1


@pytest.mark.asyncio
async def test_a_poll_reads_what_is_registered_once(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        somebody(opener).activate("copied")
        here.clock.now += 60
        assert await here.announced() == {"active": "copied", "revision": 1}
        rest = ["info", "secrets", "flavors", "installed_integrations"]
        await eventually_async(lambda: opener.store.calls == ["snapshot", *rest], "one look")


@pytest.mark.asyncio
async def test_what_is_read_while_it_is_changed_is_no_revision(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        opener.store.late_gate.clear()
        params = command("activateStack", name="copied")
        pending = here.editor.begin("workspace/executeCommand", params)
        await eventually_async(lambda: opener.store.executed, "the changes are made")
        # it is there already, as a half of a longer change would be
        assert [one["name"] for one in await here.list_stacks() if one["active"]] == ["copied"]
        assert here.stores.follower.revision == 0
        opener.store.late_gate.set()
        assert (await here.editor.response(pending))["result"]["revision"] == 1


@pytest.mark.asyncio
async def test_another_registry_is_another_revision(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    async with listed(opener, monkeypatch) as here:
        settings = {"stackls": {"store": "zenml"}}
        here.editor.notify("workspace/didChangeConfiguration", {"settings": settings})
        assert await here.announced() == {"active": None, "revision": 1}
        await here.run("listStacks", revision=1)
        assert (await here.run("activateStack", name="copied"))["revision"] == 2
