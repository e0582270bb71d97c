"""What takes too long is ended, and what is kept has a bound; the server answers for all others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from stackls_core import budget
from stackls_core.budget import Budget, go_on
from stackls_server.features.diagnostics import diagnose
from stackls_server.lsp.documents import analyses, documents, requests
from stackls_server.lsp.handlers import features as handlers
from stackls_server.lsp.handlers import navigation
from tests.lsp.editor import BAD, URI, Editor, editor
from tests.support.eventually import eventually_async

pytestmark = pytest.mark.asyncio

OTHER = "file:///team/other.stack.yaml"
WAIT = 60


async def codes(one: Editor, uri: str = URI) -> list[str]:
    report = await one.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return [item["code"] for item in report["items"]]


class Stuck:
    """Work that ends when the test says so, or when nobody wants it any more."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.let_go = threading.Event()

    def hang(self) -> None:
        """Go on for ever, without coming by where that is noticed."""
        self.begun.set()
        assert self.let_go.wait(WAIT)
        self.ended.set()

    def work(self) -> None:
        """Go on for ever."""
        self.begun.set()
        try:
            while not self.let_go.is_set():
                go_on()
        finally:
            self.ended.set()


@pytest.fixture
def stuck():
    one = Stuck()
    yield one
    one.let_go.set()


def hanging(stuck: Stuck, texts: set[str], work: Callable[[], None]) -> Callable[..., Any]:
    """An analysis that does not end for some texts."""

    def analyse(snapshot: Any, memo: Any = None) -> Any:
        if snapshot.text in texts:
            with Budget(WAIT):
                work()
        return diagnose(snapshot, memo)

    return analyse


async def test_an_analysis_that_hangs_concerns_its_document_alone(
    stuck: Stuck, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(analyses, "diagnose", hanging(stuck, {BAD, BAD + "#"}, stuck.hang))
    monkeypatch.setattr(analyses, "OVERDUE", 0.01)
    async with editor("vscode") as one:
        one.open(URI, BAD)
        assert await codes(one) == ["not-checked"]
        logged = (await one.notification("window/logMessage"))["message"]
        assert logged.startswith("Checking demo.stack.yaml does not end")
        one.change(URI, 2, {"text": BAD + "#"})
        assert await codes(one) == ["not-checked"]
        monkeypatch.setattr(analyses, "OVERDUE", WAIT)
        for number in range(3):
            uri = f"{OTHER}-{number}"
            one.open(uri, BAD + "\n")
            assert await codes(one, uri) == ["unknown-flavor"]
        stuck.let_go.set()
        await eventually_async(lambda: not one.session.analyses.busy, "the analysis is over")
        one.change(URI, 3, {"text": BAD})
        assert await codes(one) == ["unknown-flavor"]


async def test_nothing_is_analysed_for_a_document_that_is_closed(
    stuck: Stuck, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(analyses, "diagnose", hanging(stuck, {BAD}, stuck.work))
    async with editor("vscode") as one:
        one.open(URI, BAD)
        asked = one.begin("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        await eventually_async(stuck.begun.is_set, "the analysis has begun")
        one.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert (await one.response(asked))["result"]["items"] == []
        assert stuck.ended.is_set()


async def test_a_request_that_is_cancelled_ends_its_work(
    stuck: Stuck, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(navigation, "folds", lambda *_: stuck.work())
    async with editor("vscode") as one:
        one.open(URI, BAD)
        asked = one.begin("textDocument/foldingRange", {"textDocument": {"uri": URI}})
        await eventually_async(stuck.begun.is_set, "the work has begun")
        one.notify("$/cancelRequest", {"id": asked})
        assert (await one.response(asked))["error"]["code"] == -32800
        await eventually_async(stuck.ended.is_set, "the work has ended")


@pytest.mark.parametrize("method", ["foldingRange", "hover"])
async def test_a_request_that_takes_too_long_says_about_what(
    method: str, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budget, "STEPS", 1)
    monkeypatch.setattr(requests, "MAX_REQUEST_SECONDS", -1)
    monkeypatch.setattr(navigation, "folds", lambda *_: stuck.work())
    monkeypatch.setattr(handlers, "hover", lambda *_: stuck.work())
    async with editor("vscode") as one:
        one.open(URI, BAD)
        error = await one.error(f"textDocument/{method}", one.place(BAD, 0))
        said = f"stackls gave up on textDocument/{method} of demo.stack.yaml: "
        assert error == {"code": -32803, "message": said + "it takes more than 10 seconds."}


async def test_a_request_that_hangs_is_answered_and_others_go_on(
    stuck: Stuck, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(navigation, "folds", lambda *_: stuck.hang())
    monkeypatch.setattr(requests, "OVERDUE", 0.01)
    async with editor("vscode") as one:
        one.open(URI, BAD)
        for _ in range(8):
            error = await one.error("textDocument/foldingRange", one.place(BAD, 0))
            assert error["code"] == -32803
        monkeypatch.setattr(requests, "OVERDUE", WAIT)
        assert await one.request("textDocument/documentSymbol", one.place(BAD, 0))
        stuck.let_go.set()
        await eventually_async(lambda: not one.session.requests.busy, "nothing hangs")


async def test_what_is_worked_out_of_many_documents_is_not_all_kept(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(documents, "MAX_KEPT_CHARACTERS", 3 * len(BAD))
    analysed: list[str] = []

    def analyse(snapshot: Any, memo: Any = None) -> Any:
        analysed.append(snapshot.text)
        return diagnose(snapshot, memo)

    monkeypatch.setattr(analyses, "diagnose", analyse)
    async with editor("vscode") as one:
        uris = [f"file:///team/{number}.stack.yaml" for number in range(20)]
        for uri in uris:
            one.open(uri, BAD)
            assert await codes(one, uri) == ["unknown-flavor"]
        await one.request("workspace/symbol", {"query": ""})
        kept = [found.uri for found in one.session.documents if "view" in vars(found.snapshot)]
        assert kept == uris[-3:]
        assert await codes(one, uris[0]) == ["unknown-flavor"]
        assert len(analysed) == len(uris), "what is found is known without the tree"
        one.change(uris[0], 2, {"text": BAD.replace("locall", "local")})
        assert await codes(one, uris[0]) == []
