"""How time and memory grow where a stack file has twice as much of one thing.

usage: python -m benchmarks.growth [--only WORD] [--requests NAME,...]

Each shape of text is measured at three sizes, each the double of the one before. The exponent of a
request is the slope of its time: 1 where twice as much takes twice as long. Fails above 1.2, and
where a request takes longer than two seconds on the largest text.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.growth.requests import AT_PLACES, PLACES, REQUESTS, Opened, opened
from benchmarks.growth.shapes import SHAPES, Shape
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog

BAR = 1.2
LONGEST = 2.0
"""Seconds that a request may take on the largest text."""
_NOTHING = 0.004
"""Seconds below which growth is that of the clock."""
_LITTLE = 2_000_000
"""Bytes below which growth is that of the allocator."""
_DOUBLINGS = 2
_RUNS = 3
_TRIALS = 2


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


def measure(shape: Shape, catalog: Catalog, wanted: list[str]) -> list[Growth]:
    """Each request on each size of a shape."""
    files = [
        opened(shape.make(shape.size << doubling), catalog) for doubling in range(_DOUBLINGS + 1)
    ]
    return [_growth(name, shape, files) for name in wanted]


def _growth(name: str, shape: Shape, files: list[Opened]) -> Growth:
    """How one request grows; measured anew where that is too much: it may have been the machine."""
    request = REQUESTS[name]
    peaks = tuple(_peak(request, one) for one in files[:2])
    for _ in range(_TRIALS):
        times = PLACES if name in AT_PLACES else 1
        seconds = tuple(_fastest(request, one) / times for one in files)
        found = Growth(name, shape.is_bounded, seconds, peaks)
        if not found.is_missed or found.seconds[-1] > LONGEST:
            break
    return found


def _fastest(request: Callable[[Opened], object], one: Opened) -> float:
    """The processor time of the fastest of a few runs; of the only one where that takes long."""
    taken: list[float] = []
    while len(taken) < _RUNS and sum(taken) < LONGEST:
        started = time.process_time()
        request(one)
        taken.append(time.process_time() - started)
    return min(taken)


def _peak(request: Callable[[Opened], object], one: Opened) -> int:
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
    for shape in SHAPES:
        if options.only not in shape.what:
            continue
        for growth in measure(shape, catalog, wanted):
            missed += growth.is_missed
            print(_row(shape, growth), flush=True)
    print(f"{missed} above {BAR} or {LONGEST:.0f} s" if missed else "nothing is super-linear")
    return 1 if missed else 0


def _row(shape: Shape, growth: Growth) -> str:
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
