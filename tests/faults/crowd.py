"""Twenty processes that write at once, some of which are killed meanwhile."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry import changes as do
from stackls_core.stores.local import LocalStore
from tests.faults.writes import problems_of

WRITERS = 20
CHANGES = 10
"""How many changes each of them makes."""


def crowd(folder: Path, catalog: Catalog, seed: int, rounds: int) -> Counter[str]:
    """What was done. Raises `AssertionError` where a change that was confirmed is lost."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    for number in range(rounds):
        path = folder / str(number) / "stacks.db"
        killed = chance.sample(range(WRITERS), 5) if number % 2 else []
        confirmed = _write_at_once(path, catalog, killed, chance)
        registered = {c.name for c in LocalStore(lambda: catalog, path).components("orchestrator")}
        for who, changes in enumerate(confirmed):
            assert {f"{who}-{change}" for change in range(changes)} <= registered, who
            assert who in killed or changes == CHANGES, f"writer {who} made {changes} changes"
        # what was not confirmed may be there: the kill came between the change and the word
        assert len(registered) <= 1 + sum(confirmed) + len(killed)
        assert problems_of(path) == []
        done.update({"writers": WRITERS, "killed": len(killed), "changes": sum(confirmed)})
    return done


def _write_at_once(
    path: Path, catalog: Catalog, killed: list[int], chance: random.Random
) -> list[int]:
    """How many changes each writer has confirmed; nothing is there when they begin."""
    with _writers(path, catalog) as (children, pipes):
        for who in killed:
            time.sleep(chance.uniform(0, 0.05))
            os.kill(children[who], signal.SIGKILL)
        return [len(_all_of(pipe)) for pipe in pipes]


@contextmanager
def _writers(path: Path, catalog: Catalog) -> Generator[tuple[list[int], list[int]], None, None]:
    children: list[int] = []
    pipes: list[int] = []
    for who in range(WRITERS):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                store = LocalStore(lambda: catalog, path, busy_seconds=60)
                for number in range(CHANGES):
                    change = do.CreateComponent("orchestrator", f"{who}-{number}", "local", {})
                    store.execute([change])
                    os.write(writer, b".")
            finally:
                os._exit(0)
        os.close(writer)
        children.append(child)
        pipes.append(reader)
    try:
        yield children, pipes
    finally:
        for child, pipe in zip(children, pipes, strict=True):
            os.close(pipe)
            os.waitpid(child, 0)


def _all_of(pipe: int) -> bytes:
    read = b""
    while more := os.read(pipe, 4096):
        read += more
    return read
