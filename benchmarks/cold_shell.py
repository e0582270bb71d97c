"""How long `stackls check` takes on one file, beside an interpreter that imports two libraries.

usage: python -m benchmarks.cold_shell [--runs 20]

Turns: `python -c 'import yaml, click'`; the first call, which leaves a zygote behind; the second
one, which the zygote runs; a call without any of it. Exits with 1 where the second call, which is
on Linux only, takes more than 1.3 times as long as the import.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import zygotes
from benchmarks.stack_files import stack_file

BAR = 1.3
LINES = 71
SCRIPT = """\
import sys
from stackls_server.__main__ import main
sys.exit(main())
"""
IMPORT, SECOND = "python -c 'import yaml, click'", "stackls check, second call"
FIRST, COLD = "stackls check, first call", "stackls check, STACKLS_WARM=0"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return report(measure(Path(folder), options.runs))


def measure(folder: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each."""
    home, script, work = folder / "home", folder / "bin" / "stackls", folder / "work"
    script.parent.mkdir()
    script.write_text(SCRIPT, encoding="ascii")
    work.mkdir()
    (work / "one.yaml").write_text(stack_file(LINES), encoding="utf-8")
    dropped = ("STACKLS_", "PYTHON")
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith(dropped)},
        "STACKLS_HOME": str(home),
        "STACKLS_WARM": "always",
        "PYTHONPATH": os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path),
        # compiled once, as when it is installed
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }

    def seconds(*arguments: str, **variables: str) -> float:
        command = [sys.executable, *arguments]
        started = time.perf_counter()
        subprocess.run(
            command, cwd=work, env={**environment, **variables}, check=True, capture_output=True
        )
        return time.perf_counter() - started

    check = (str(script), "check", "one.yaml")
    found: dict[str, list[float]] = {IMPORT: [], FIRST: [], SECOND: [], COLD: []}
    for run in range(runs + 1):  # the first turn compiles
        turn = {IMPORT: seconds("-c", "import yaml, click")}
        turn[COLD] = seconds(*check, STACKLS_WARM="0")
        if zygotes.HAS_ZYGOTES:
            turn[FIRST] = seconds(*check)
            zygotes.await_one(home)
            turn[SECOND] = seconds(*check)
            zygotes.end(home)
        if run:
            for name, time_taken in turn.items():
                found[name].append(time_taken)
    return found


def report(found: dict[str, list[float]]) -> int:
    bare = statistics.median(found[IMPORT])
    missed = 0
    print(f"{'':34}{'median ms':>10}{'times':>8}{'bar':>6}")
    for name, times in found.items():
        if not times:
            continue
        ratio = statistics.median(times) / bare
        bar = BAR if name == SECOND else None
        is_missed = bar is not None and ratio > bar
        missed += is_missed
        shown = f"{bar:.1f}" if bar else ""
        mark = "  !" if is_missed else ""
        print(f"{name:34}{bare * ratio * 1e3:10.1f}{ratio:8.2f}{shown:>6}{mark}")
    print("the bar is met" if not missed else f"{missed} below the bar")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
