"""ZenML is asked about configurations in the background, and has the last word."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest

from stackls_core.registry.errors import InvalidConfiguration, ZenMLTimeout
from stackls_core.stores.local import LocalStore
from stackls_server.lsp.registry import verdicts as store_verdicts
from tests.lsp.editor import Editor, editor
from tests.lsp.stack_support import FakeStore, Opener, served_opener
from tests.support.catalog import tiny_catalog
from tests.support.eventually import eventually_async
from tests.support.stack_texts import Entry, stack_text

pytestmark = pytest.mark.asyncio

URI = "file:///demo.stack.yaml"
FILE = stack_text(
    Entry("orchestrator", "port", "local"),
    Entry("artifact_store", "local", "local", '{path: "one"}'),
)


BAD = FILE.replace('"one"', '"bad"')


class Oracle:
    """What a ZenML says, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.is_gone = False
        self.gate = threading.Event()
        """Every answer waits for it."""
        self.gate.set()

    def __call__(
        self, store: FakeStore, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self.asked.append(configuration)
        self.gate.wait(30)
        if self.is_gone:
            raise ZenMLTimeout("ZenML is busy.")
        if "bad" in str(configuration):
            raise InvalidConfiguration("It", ["path: This is bad."])
        return configuration


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    found = Oracle()
    monkeypatch.setattr(FakeStore, "normalized", partialmethod(found))
    monkeypatch.setattr(store_verdicts, "TYPING_PAUSE_SECONDS", 0.01)
    return found


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return served_opener(tmp_path / "stacks.db")


@asynccontextmanager
async def opened(opener: Opener, text: str) -> AsyncIterator[Editor]:
    async with editor(open_store=opener) as found:
        found.open(URI, text)
        yield found


async def codes_become(found: Editor, *codes: str) -> None:
    while [one["code"] for one in await found.diagnostics(URI)] != list(codes):
        pass


async def test_what_zenml_refuses_is_told(opener: Opener, oracle: Oracle):
    async with opened(opener, BAD) as found:
        await codes_become(found, "refused-by-zenml")
        found.change(URI, 2, {"text": FILE})
        await codes_become(found)


async def test_what_it_accepts_is_no_error(opener: Opener, oracle: Oracle):
    oracle.gate.clear()
    async with opened(opener, FILE.replace('path: "one"', "size: 3")) as found:
        await codes_become(found, "unknown-parameter")
        oracle.gate.set()
        await codes_become(found)
        assert oracle.asked == [{}, {"size": 3}]


async def test_nothing_is_asked_twice(opener: Opener, oracle: Oracle):
    async with opened(opener, BAD) as found:
        await codes_become(found, "refused-by-zenml")
        found.change(URI, 2, {"text": "# a comment\n" + BAD})
        await codes_become(found, "refused-by-zenml")
        found.change(URI, 3, {"text": FILE})
        await codes_become(found)
        await eventually_async(lambda: len(oracle.asked) >= 3, "a third question")
        assert oracle.asked == [{}, {"path": "bad"}, {"path": "one"}]


async def test_what_was_said_holds_until_it_is_said_again(opener: Opener, oracle: Oracle):
    async with opened(opener, BAD) as found:
        await codes_become(found, "refused-by-zenml")
        asked = len(oracle.asked)
        oracle.gate.clear()
        LocalStore(tiny_catalog, opener.path).copy_stack("default", "copied")
        found.session.stores.follower.refresh_soon()
        # judged by the new look, and again by what is said now
        assert [one["code"] for one in await found.diagnostics(URI)] == ["refused-by-zenml"]
        oracle.gate.set()
        assert [one["code"] for one in await found.diagnostics(URI)] == ["refused-by-zenml"]
        assert oracle.asked[asked:] == [{}, {"path": "bad"}]


async def test_an_answer_to_an_older_look_is_not_taken(opener: Opener, oracle: Oracle):
    oracle.gate.clear()
    async with opened(opener, BAD) as found:
        await eventually_async(lambda: oracle.asked, "a first question")
        follower = found.session.stores.follower
        refreshes = follower.refreshes
        LocalStore(tiny_catalog, opener.path).copy_stack("default", "copied")
        follower.refresh_soon()
        await eventually_async(lambda: follower.refreshes > refreshes, "another look")
        oracle.gate.set()
        await codes_become(found, "refused-by-zenml")
        assert oracle.asked == [{}, {"path": "bad"}] * 2


async def test_one_that_does_not_answer_is_left_alone_for_a_while(opener: Opener, oracle: Oracle):
    oracle.is_gone = True
    async with opened(opener, FILE.replace("flavor: local", "flavor: locl", 1)) as found:
        await codes_become(found, "unknown-flavor")
        await eventually_async(lambda: oracle.asked, "a first question")
        found.change(URI, 2, {"text": FILE})
        await codes_become(found)
        found.change(URI, 3, {"text": FILE.replace("flavor: local", "flavor: locl", 1)})
        await codes_become(found, "unknown-flavor")
        assert len(oracle.asked) == 1


async def test_many_configurations_are_asked_about_bit_by_bit(opener: Opener, oracle: Oracle):
    alerters = "".join(
        f"    - {{name: a{n}, flavor: pager, configuration: {{channel: c{n}}}}}\n"
        for n in range(store_verdicts.BATCH * 2)
    )
    text = BAD + f"  alerter:\n{alerters}"
    async with opened(opener, text) as found:
        wanted = store_verdicts.BATCH * 2 + 2
        await eventually_async(lambda: len(oracle.asked) >= wanted, "all questions")
        await asyncio.sleep(0.05)
        assert len(oracle.asked) == wanted
        known = found.session.stores.known
        assert known is not None
        assert len(known.verdicts) == wanted
