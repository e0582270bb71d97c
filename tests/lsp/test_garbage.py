"""Nobody waits for the garbage collector to look through all that there is."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from benchmarks.stack_files import file_with_mistakes
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.text import Span
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot
from stackls_server.lsp.transport.garbage import IdleCollection, collect_rarely

OLDEST = 2
KEYSTROKES = 60


@dataclass
class Collections:
    """How often each generation was looked through."""

    seen: list[int] = field(default_factory=list[int])

    def note(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "stop":
            self.seen.append(info["generation"])


@pytest.fixture
def collections() -> Iterator[Collections]:
    """As the server collects, with nothing left to collect from before."""
    found, before = Collections(), gc.get_threshold()
    collect_rarely()
    gc.collect()
    gc.callbacks.append(found.note)
    try:
        yield found
    finally:
        gc.callbacks.remove(found.note)
        gc.set_threshold(*before)


def test_typing_in_a_long_file_looks_through_young_objects_only(collections: Collections):
    snapshot, memo = Snapshot(file_with_mistakes(3_434), Catalog([open_folder()])), Memo()
    diagnose(snapshot, memo)
    collections.seen.clear()
    at = snapshot.text.rindex("pod_count: ") + len("pod_count: ")
    for _ in range(KEYSTROKES):
        snapshot = snapshot.edited(snapshot.lines.edited(Span(at, at), "1"))
        diagnose(snapshot, memo)
    assert OLDEST not in collections.seen
    assert len(collections.seen) < KEYSTROKES / 10


async def _wait(collection: IdleCollection, *, messages: bool) -> None:
    running = asyncio.ensure_future(collection.run())
    for _ in range(10):
        await asyncio.sleep(0.02)
        if messages:
            collection.note_message()
    running.cancel()


@pytest.mark.parametrize("messages", [True, False])
def test_all_is_looked_through_once_messages_pause(collections: Collections, messages: bool):
    gc.collect(0)  # there is something that has survived
    collections.seen.clear()
    asyncio.run(_wait(IdleCollection(0.03 if not messages else 0.15), messages=messages))
    assert collections.seen.count(OLDEST) == (0 if messages else 1)
