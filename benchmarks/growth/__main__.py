"""How time and memory grow where a stack file or a workspace has twice as much of one thing.

usage: python -m benchmarks.growth [--only WORD] [--requests NAME,...]

Each shape is measured at three sizes, each the double of the one before. The exponent of a
request is the slope of its time: 1 where twice as much takes twice as long. Fails above 1.2, and
where a request takes longer than two seconds on the largest.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.growth.requests import AT_PLACES, PLACES, REQUESTS, opened
from benchmarks.growth.shapes import SHAPES, Shape
from benchmarks.growth.workspaces import WORKSPACE_REQUESTS, WORKSPACE_SHAPES, WorkspaceShape
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog

BAR = 1.2
LONGEST = 2.0
"""Seconds that a request may take on the largest."""
_NOTHING = 0.004
"""Seconds below which growth is that of the clock."""
_LITTLE = 2_000_000
"""Bytes below which growth is that of the allocator."""
_DOUBLINGS = 2
_RUNS = 3
_ENOUGH = 0.3
"""Seconds of runs after which no other is needed: the clock says enough of them."""

T = TypeVar("T")


@dataclass(frozen=True)
class Growth:
    """What a request took at each size, and how it grew."""

    request: str
    is_bounded: bool
    seconds: tuple[float, ...]
    peaks: tuple[int, ...]

    @property
    def time_exponent(self) -> float | None:
        """``None`` where there is too little to tell."""
        return _exponent(self.seconds, _NOTHING)

    @property
    def memory_exponent(self) -> float | None:
        return _exponent(self.peaks, _LITTLE)

    @property
    def is_missed(self) -> bool:
        exponents = (self.time_exponent or 0, self.memory_exponent or 0)
        too_fast = not self.is_bounded and max(exponents) > BAR
        return too_fast or self.seconds[-1] > LONGEST


def _exponent(values: tuple[float, ...], least: float) -> float | None:
    if values[-1] < least:
        return None
    return math.log2(values[-1] / max(values[0], least / 4)) / (len(values) - 1)


def measure(shape: Shape, catalog: Catalog, wanted: list[str]) -> Iterator[Growth]:
    """Each request on each size of a shape."""
    files = [opened(shape.make(size), catalog) for size in _sizes(shape.size)]
    for name in wanted:
        times = PLACES if name in AT_PLACES else 1
        yield _growth(name, REQUESTS[name], files, times, is_bounded=shape.is_bounded)


def measure_workspace(
    shape: WorkspaceShape, catalog: Catalog, wanted: list[str]
) -> Iterator[Growth]:
    """The same for a shape of workspaces."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STACKLS_HOME"] = str(Path(folder, "home"))
        workspaces = [
            shape.open(catalog, Path(folder, str(size)).resolve(), size)
            for size in _sizes(shape.size)
        ]
        for name, request in WORKSPACE_REQUESTS.items():
            if name in wanted:
                yield _growth(name, request, workspaces)
        for workspace in workspaces:
            workspace.close()


def _sizes(smallest: int) -> list[int]:
    return [smallest << doubling for doubling in range(_DOUBLINGS + 1)]


def _growth(
    name: str,
    request: Callable[[T], object],
    sizes: Sequence[T],
    times: int = 1,
    *,
    is_bounded: bool = False,
) -> Growth:
    """How one request grows, which is made so many ``times`` each time it is called.

    It is measured anew where that is too much: it may have been the machine.
    """
    peaks = tuple(_peak(request, one) for one in sizes[:2])
    exponent = _exponent(peaks, _LITTLE)
    if exponent is not None and exponent > BAR:
        # lists and dicts grow in steps, and one of them may lie between the two
        peaks += tuple(_peak(request, one) for one in sizes[2:])

    def once() -> Growth:
        seconds = tuple(_fastest(request, one) / times for one in sizes)
        return Growth(name, is_bounded, seconds, peaks)

    found = once()
    return once() if found.is_missed and found.seconds[-1] <= LONGEST else found


def _fastest(request: Callable[[T], object], one: T) -> float:
    """The processor time of the fastest of a few runs; of the only one where that takes long."""
    taken: list[float] = []
    while len(taken) < _RUNS and sum(taken) < _ENOUGH:
        started = time.process_time()
        request(one)
        taken.append(time.process_time() - started)
    return min(taken)


def _peak(request: Callable[[T], object], one: T) -> int:
    """The most bytes that were allocated at once meanwhile."""
    tracemalloc.start()
    try:
        request(one)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="shapes with this in their name")
    parser.add_argument("--requests", default=",".join(REQUESTS))
    options = parser.parse_args()
    catalog = Catalog([open_folder()])
    gc.disable()  # it looks at whatever else there is, at times of its own choice
    wanted = options.requests.split(",")
    print(f"{'':38} {'size':>9} {'':11} {'ms':>7} {'time':>5} {'memory':>6}")
    missed = 0
    for shape in (*SHAPES, *WORKSPACE_SHAPES):
        if options.only not in shape.what:
            continue
        rows = (
            measure(shape, catalog, wanted)
            if isinstance(shape, Shape)
            else measure_workspace(shape, catalog, wanted)
        )
        for growth in rows:
            missed += growth.is_missed
            print(_row(shape, growth), flush=True)
    print(f"{missed} above {BAR} or {LONGEST:.0f} s" if missed else "nothing is super-linear")
    return 1 if missed else 0


def _row(shape: Shape | WorkspaceShape, growth: Growth) -> str:
    shown = [
        f"{exponent:.2f}" if exponent is not None else "-"
        for exponent in (growth.time_exponent, growth.memory_exponent)
    ]
    return (
        f"{shape.what:38} {shape.size << _DOUBLINGS:>9,} {growth.request:11}"
        f" {growth.seconds[-1] * 1e3:>7.0f} {shown[0]:>5} {shown[1]:>6}"
        f"{'  !' if growth.is_missed else ''}"
    )


if __name__ == "__main__":
    sys.exit(main())
