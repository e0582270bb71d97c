"""Kill -9 at random points of every write of the built-in registry."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from tests.faults.killing import calls_of, can_trace, killed_after, killed_at_call
from tests.faults.writes import WRITES, Case


def kill_writes(folder: Path, catalog: Catalog, seed: int, count: int) -> Counter[str]:
    """Kill each write ``count`` times; what was left. Raises `AssertionError` for a loss."""
    done: Counter[str] = Counter()
    for name in WRITES:
        case = Case.make(name, folder, catalog)
        done.update(_kill(case, folder / "killed", random.Random(f"{seed} {name}"), count))
    return done


def _kill(case: Case, folder: Path, chance: random.Random, count: int) -> Counter[str]:
    path = case.copied(folder)
    started = time.monotonic()
    case.write(path)
    seconds = time.monotonic() - started
    case.copied(folder)
    calls = calls_of(lambda: case.write(path)) if can_trace() else 0
    done: Counter[str] = Counter()
    for number in range(count):
        case.copied(folder)
        if calls and number % 2:
            at = chance.randint(1, calls)
            is_done, how = killed_at_call(at, lambda: case.write(path)), f"stop {at} of {calls}"
        else:
            after = chance.uniform(0, 2 * seconds)
            is_done = killed_after(after, lambda: case.write(path))
            how = f"after {1000 * after:.2f} ms"
        state = case.judge(path, is_done, f"killed ({how})")
        done.update({"kills": 1, "too late": is_done, f"state {state} the write": not is_done})
    return done
