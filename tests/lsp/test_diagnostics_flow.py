"""When a document is analysed, and which results still count."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.errors import CatalogError
from stackls_server.features.diagnostics import diagnose
from stackls_server.lsp.by_folder import ByFolder
from stackls_server.lsp.documents import analyses, warm_up
from stackls_server.lsp.settings import FilesSettings, Settings
from tests.lsp.editor import BAD, GOOD, URI, Editor, editor
from tests.lsp.wire import PATIENCE
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async

pytestmark = pytest.mark.asyncio

OTHER = "file:///team/other.stack.yaml"
PUBLISHED = "textDocument/publishDiagnostics"


class Gate:
    """Holds analyses until the test lets them go on."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self._open = threading.Semaphore(0)
        self._lock = threading.Lock()

    def diagnose(self, snapshot: Any, memo: Any = None) -> Any:
        with self._lock:
            self.texts.append(snapshot.text)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        assert self._open.acquire(timeout=PATIENCE)
        with self._lock:
            self.at_once -= 1
        return diagnose(snapshot, memo)

    def let_go(self, count: int = 1) -> None:
        self._open.release(count)

    async def reached(self, count: int) -> None:
        """Wait until this many analyses were begun."""
        await eventually_async(lambda: len(self.texts) >= count, f"{count} analyses are begun")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch):
    gate = Gate()
    monkeypatch.setattr(analyses, "diagnose", gate.diagnose)
    yield gate
    gate.let_go(100)


def published(one: Editor) -> list[tuple[int | None, int]]:
    """The versions for which diagnostics came, and how many of them."""
    return [
        (message["params"].get("version"), len(message["params"]["diagnostics"]))
        for message in one.notifications
        if message["method"] == PUBLISHED
    ]


async def quiet(one: Editor) -> None:
    """Wait until nothing is under way any more."""
    await eventually_async(lambda: not one.session.busy, "nothing is under way")
    for _ in range(10):
        await asyncio.sleep(0)


def _warm_ups(one: Callable[[], Editor], monkeypatch: pytest.MonkeyPatch) -> list[list[bool]]:
    """For each time that the rest is imported, which of the open documents have diagnostics."""
    begun: list[list[bool]] = []

    def load() -> None:
        begun.append([document.has_published for document in one().session.documents])

    monkeypatch.setattr(warm_up, "import_for_first_use", load)
    return begun


async def test_the_rest_is_imported_once_the_first_findings_are_out(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    begun = _warm_ups(lambda: one, monkeypatch)
    async with editor() as one:
        one.open(URI, BAD)
        await gate.reached(1)
        assert begun == []
        gate.let_go(2)
        await eventually_async(lambda: begun, "the rest is imported")
        one.change(URI, 2, {"text": GOOD})
        await one.diagnostics(URI, version=2)
        await quiet(one)
        assert begun == [[True]]


async def test_the_rest_waits_for_the_first_findings_of_each_document(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    begun = _warm_ups(lambda: one, monkeypatch)
    async with editor() as one:
        for uri in (URI, f"{URI}.second.yaml", f"{URI}.third.yaml"):
            one.open(uri, BAD)
        await gate.reached(1)
        gate.let_go(3)
        await eventually_async(lambda: begun, "the rest is imported")
        assert begun == [[True, True, True]]


async def test_open_edit_close():
    async with editor() as one:
        one.open(URI, BAD)
        first = await one.notification(PUBLISHED)
        assert (first["version"], len(first["diagnostics"])) == (1, 1)
        one.change(URI, 2, {"text": GOOD})
        assert (await one.notification(PUBLISHED)) == {"uri": URI, "version": 2, "diagnostics": []}
        one.change(URI, 3, {"text": BAD})
        assert len(await one.diagnostics(URI, version=3)) == 1
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert (await one.notification(PUBLISHED)) == {"uri": URI, "diagnostics": []}


async def test_an_edit_during_an_analysis_makes_its_result_worthless(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        await gate.reached(1)
        one.change(URI, 2, {"text": GOOD})
        gate.let_go(2)
        await one.diagnostics(URI, version=2)
        await quiet(one)
        assert published(one) == []
        assert gate.texts == [BAD, GOOD]


async def test_a_document_is_analysed_by_one_thread_at_a_time(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        await gate.reached(1)
        for version in range(2, 30):
            one.change(URI, version, {"text": GOOD + "#" * version})
            await asyncio.sleep(0)
        gate.let_go(2)
        await one.diagnostics(URI, version=29)
        assert gate.most_at_once == 1
        assert gate.texts == [BAD, GOOD + "#" * 29], "what was outdated is not analysed"


async def test_two_documents_do_not_wait_for_each_other(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        one.open(OTHER, BAD)
        await gate.reached(2)
        assert gate.most_at_once == 2


async def test_closing_during_an_analysis_leaves_nothing_behind(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        await gate.reached(1)
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        gate.let_go()
        await quiet(one)
        assert published(one) == []


async def test_opening_again_with_the_same_version_is_another_document(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        await gate.reached(1)
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        one.open(URI, GOOD)
        gate.let_go(2)
        assert await one.diagnostics(URI) == []
        await quiet(one)
        assert published(one) == []


async def test_opening_twice_without_closing_shows_the_second():
    async with editor() as one:
        one.open(URI, BAD)
        await one.diagnostics(URI)
        one.open(URI, GOOD)
        assert await one.diagnostics(URI) == []


async def test_edits_of_documents_that_are_not_open_are_ignored():
    async with editor() as one:
        one.change(URI, 2, {"text": BAD})
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        one.open(OTHER, BAD)
        await one.diagnostics(OTHER)
        assert published(one) == []
        assert not [m for m in one.notifications if m["method"] == "window/logMessage"]


async def test_other_peoples_files_are_met_with_silence():
    async with editor() as one:
        uri = "file:///team/deployment.yaml"
        one.open(uri, "apiVersion: v1\nkind: Pod\n")
        one.change(uri, 2, {"text": "apiVersion: v1\nkind: [\n"})
        one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        one.open(URI, GOOD)
        await one.diagnostics(URI)
        await quiet(one)
        assert published(one) == []


async def test_a_file_that_stops_being_a_stack_file_is_cleared():
    async with editor() as one:
        uri = "file:///team/some.yaml"
        one.open(uri, BAD)
        assert len(await one.diagnostics(uri)) == 1
        one.change(uri, 2, {"text": "kind: Pod\n"})
        assert await one.diagnostics(uri) == []


async def test_typing_costs_the_component_that_is_typed_in():
    async with editor() as one:
        one.open(URI, GOOD)
        await one.diagnostics(URI)
        document = one.session.documents.get(URI)
        assert document is not None
        before = document.memo.validated
        one.change(URI, 2, {"text": GOOD.replace("- name: local", "- name: mine", 1)})
        await one.diagnostics(URI)
        assert document.memo.validated == before + 1


async def test_requests_for_one_snapshot_share_its_analysis(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        document = {"textDocument": {"uri": URI}}
        nowhere = {"line": 0, "character": 0}
        action = {
            **document,
            "range": {"start": nowhere, "end": nowhere},
            "context": {"diagnostics": []},
        }
        first = one.begin("textDocument/diagnostic", document)
        second = one.begin("textDocument/codeAction", action)
        await gate.reached(1)
        gate.let_go()
        await one.response(first)
        await one.response(second)
        await one.request("textDocument/codeAction", action)
        assert gate.texts == [BAD]


async def test_a_cancelled_request_is_answered_at_once(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        document = {"textDocument": {"uri": URI}}
        cancelled = one.begin("textDocument/diagnostic", document)
        other = one.begin("textDocument/diagnostic", document)
        await gate.reached(1)
        one.notify("$/cancelRequest", {"id": cancelled})
        assert (await one.response(cancelled))["error"]["code"] == -32800
        gate.let_go()
        assert len((await one.response(other))["result"]["items"]) == 1


async def test_cancelling_what_was_answered_is_nothing():
    async with editor("vscode") as one:
        one.notify("$/cancelRequest", {"id": 4711})
        one.notify("$/cancelRequest", {"id": "no such"})
        assert (await one.request("textDocument/hover", one.place("", 0))) is None


async def test_a_pull_during_an_edit_answers_for_the_newest_text(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        pull = one.begin("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        await gate.reached(1)
        one.change(URI, 2, {"text": GOOD})
        gate.let_go(2)
        assert (await one.response(pull))["result"]["items"] == []


async def test_no_fix_for_a_text_that_is_no_more(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
        context = {"diagnostics": []}
        params = {"textDocument": {"uri": URI}, "range": whole, "context": context}
        asked = one.begin("textDocument/codeAction", params)
        await gate.reached(1)
        one.change(URI, 2, {"text": "\n" + BAD})
        gate.let_go(2)
        assert (await one.response(asked))["result"] is None


async def test_settings_that_change_meanwhile_take_no_fix_away(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
        params = {"textDocument": {"uri": URI}, "range": whole, "context": {"diagnostics": []}}
        asked = one.begin("textDocument/codeAction", params)
        await gate.reached(1)
        one.session.configure(ByFolder(Settings(files=FilesSettings(("*.stack.yaml",)))))
        gate.let_go(2)
        assert (await one.response(asked))["result"]


async def test_unchanged_diagnostics_are_not_sent_again():
    async with editor("vscode") as one:
        one.open(URI, BAD)
        document = {"textDocument": {"uri": URI}}
        first = await one.request("textDocument/diagnostic", document)
        assert first["kind"] == "full"
        again = {**document, "previousResultId": first["resultId"]}
        second = await one.request("textDocument/diagnostic", again)
        assert second == {"kind": "unchanged", "resultId": first["resultId"]}
        one.change(URI, 2, {"text": BAD + "# the end\n"})
        assert (await one.request("textDocument/diagnostic", again))["kind"] == "unchanged"
        one.change(URI, 3, {"text": "# the start\n" + BAD})
        third = await one.request("textDocument/diagnostic", again)
        assert third["kind"] == "full"
        assert third["items"][0]["range"]["start"]["line"] == 6


# --- what takes long ----------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyses, "PATIENCE", 0.001)


@pytest.mark.usefixtures("impatient")
async def test_a_long_analysis_shows_progress(gate: Gate):
    async with editor() as one:
        one.open(URI, BAD)
        token = (await one.asked("window/workDoneProgress/create"))["token"]
        begun = await one.notification("$/progress", token=token)
        assert begun["value"] == {
            "kind": "begin",
            "title": "Checking demo.stack.yaml",
            "cancellable": True,
        }
        gate.let_go()
        assert len(await one.diagnostics(URI)) == 1
        assert (await one.notification("$/progress"))["value"] == {"kind": "end"}


@pytest.mark.usefixtures("impatient")
async def test_no_progress_for_a_client_that_shows_none(gate: Gate):
    async with editor("minimal") as one:
        one.open(URI, BAD)
        await gate.reached(1)
        await asyncio.sleep(0.01)
        gate.let_go()
        assert len(await one.diagnostics(URI)) == 1
        assert one.requests == []


@pytest.mark.usefixtures("impatient")
async def test_cancelling_progress_ends_it_and_keeps_what_was_shown(gate: Gate):
    async with editor() as one:
        gate.let_go()
        one.open(URI, BAD)
        await one.diagnostics(URI)
        one.requests.clear()
        one.notifications.clear()
        one.change(URI, 2, {"text": GOOD})
        token = (await one.asked("window/workDoneProgress/create"))["token"]
        await one.notification("$/progress", token=token)
        one.notify("window/workDoneProgress/cancel", {"token": token})
        assert (await one.notification("$/progress"))["value"] == {"kind": "end"}
        gate.let_go()
        await quiet(one)
        assert published(one) == []
        gate.let_go()
        one.change(URI, 3, {"text": BAD})
        assert len(await one.diagnostics(URI, version=3)) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_pull_whose_progress_is_cancelled_is_not_to_be_tried_again(gate: Gate):
    async with editor("vscode") as one:
        one.open(URI, BAD)
        pull = one.begin("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        token = (await one.asked("window/workDoneProgress/create"))["token"]
        await one.notification("$/progress", token=token)
        one.notify("window/workDoneProgress/cancel", {"token": token})
        error = (await one.response(pull))["error"]
        assert error["code"] == -32802
        assert error["data"] == {"retriggerRequest": False}


async def test_cancelling_progress_nobody_knows_is_nothing():
    async with editor() as one:
        one.notify("window/workDoneProgress/cancel", {"token": "no such"})
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1


# --- what goes wrong ----------------------------------------------------------------------------


async def test_without_a_catalog_the_user_is_told_once():
    opened = []

    def broken() -> Catalog:
        opened.append(1)
        raise CatalogError("The catalog is gone. Install stackls again.")

    async with editor(open_catalogs=broken) as one:
        one.open(URI, BAD)
        await one.diagnostics(URI)
        one.open(OTHER, BAD)
        await one.diagnostics(OTHER)
        shown = await one.notification("window/showMessage")
        assert shown == {"type": 1, "message": "The catalog is gone. Install stackls again."}
        assert len(opened) == 1
        assert not [m for m in one.notifications if m["method"] == "window/showMessage"]


async def test_a_flavor_that_cannot_be_read_is_logged_once(monkeypatch: pytest.MonkeyPatch):
    def broken(snapshot: Any, memo: Any = None) -> Any:
        raise CatalogError("One flavor is broken.")

    monkeypatch.setattr(analyses, "diagnose", broken)
    async with editor() as one:
        for version in range(2, 5):
            one.open(URI, GOOD, version)
            assert await one.diagnostics(URI) == []
        logged = [m["params"] for m in one.notifications if m["method"] == "window/logMessage"]
        assert logged == [{"type": 1, "message": "One flavor is broken."}]


async def test_a_defect_keeps_what_was_shown_and_the_server_up(monkeypatch: pytest.MonkeyPatch):
    async with editor() as one:
        one.open(URI, BAD)
        await one.diagnostics(URI)

        def defect(snapshot: Any, memo: Any = None) -> Any:
            raise KeyError("hunter2")

        monkeypatch.setattr(analyses, "diagnose", defect)
        one.change(URI, 2, {"text": GOOD})
        pulled = await one.error("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        assert pulled["message"] == "stackls could not handle textDocument/diagnostic (KeyError)."
        monkeypatch.undo()
        one.change(URI, 3, {"text": GOOD})
        assert await one.diagnostics(URI) == []
        assert published(one) == []


async def test_the_registry_is_opened_when_it_is_first_needed():
    opened = []

    def open_catalog() -> Catalog:
        opened.append(1)
        return tiny_catalog()

    async with editor(open_catalogs=open_catalog) as one:
        assert opened == []
        one.open(URI, GOOD)
        await one.diagnostics(URI)
        assert opened == [1]
