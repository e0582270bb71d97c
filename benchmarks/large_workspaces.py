"""How fast the server is for a run configuration in a workspace with much Python.

usage: python -m benchmarks.large_workspaces [--files N]

Reads so many files of Python that all mention ZenML, and types in a run configuration of 300 lines
that one of them names. The bars are those of `benchmarks.bench` for a burst, and a scan of three
seconds of processor time. Exits with 1 where one is missed.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.python_workspaces import write_workspace
from benchmarks.results import BURST_P99, percentile
from benchmarks.run_files import run_configuration
from stackls_core.analysis.analyze import Memo
from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.text import Span
from stackls_core.workspace_code.files import CodeFiles, look_through
from stackls_core.workspace_code.index import WorkspaceCode
from stackls_server.features.completion import complete
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.hover import hover
from stackls_server.features.snapshot import Snapshot

SCAN_SECONDS = 3.0
LINES = 300
LETTERS = 200
VALUE = "      learning_rate: 0.05"
STEP = "  step_0008"


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """The processor time of ``work``, and what it gave."""
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def typing(code: WorkspaceCode, path: str, place: str) -> dict[str, list[float]]:
    """Type digits and take them away again at ``place``; what each letter costs."""
    snapshot, memo = Snapshot(run_configuration(LINES), CATALOG, path, code=code), Memo()
    diagnose(snapshot, memo)
    at = snapshot.text.rindex(place) + len(place)
    times: dict[str, list[float]] = {"completion": [], "hover": [], "diagnostics": []}
    for number in range(LETTERS):
        lines = snapshot.lines
        is_typed = number % 10 < 5
        span = Span(at, at) if is_typed else Span(at, at + 1)
        snapshot = snapshot.edited(lines.edited(span, "1" if is_typed else ""))
        now = snapshot
        times["completion"].append(timed(lambda now=now: complete(now, at))[0])
        times["hover"].append(timed(lambda now=now: hover(now, at - 2))[0])
        times["diagnostics"].append(timed(lambda now=now: diagnose(now, memo))[0])
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=2_000)
    options = parser.parse_args()
    missed = 0

    def row(what: str, seconds: float, bar: float) -> None:
        nonlocal missed
        missed += seconds > bar
        mark = "" if seconds <= bar else "  !"
        print(f"{what:58} {seconds * 1e3:8.1f} ms  (bar {bar * 1e3:,.0f} ms){mark}")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write_workspace(folder, options.files)
        first, found = timed(lambda: look_through([str(folder)]))
        row(f"reading {options.files:,} files of Python", first, SCAN_SECONDS)
        assert isinstance(found, CodeFiles)
        again, _ = timed(lambda: look_through([str(folder)], found))
        row("looking for changes", again, SCAN_SECONDS / 10)
        code = WorkspaceCode(found.modules)
        gc.collect()
        gc.freeze()  # what a letter costs is to be told from when the collector wakes up
        named = str(folder / "team_000" / "configs" / "run_0009.yaml")
        other = str(folder / "team_000" / "other" / "nightly.run.yaml")
        for what, path in (("named by code", named), ("named by none", other)):
            for place in (VALUE, STEP):
                for request, seconds in typing(code, path, place).items():
                    label = f"{request} p99, {place.strip().partition(':')[0]}, {what}"
                    row(label, percentile(seconds, 0.99), BURST_P99)
    print("every bar is met" if not missed else f"{missed} below the bar")
    return 1 if missed else 0


CATALOG = Catalog([open_folder()])

if __name__ == "__main__":
    sys.exit(main())
