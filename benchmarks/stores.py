"""How long listing, describing and activating stacks takes, beside ZenML's own command line.

usage: python benchmarks/stores.py --zenml-python PYTHON [--runs 5]

PYTHON is an interpreter that has zenml[server]. Everything runs in one go on the same scratch
ZenML database with twenty stacks: ZenML's command line, the worker that the language server keeps
warm, and stackls' command line started anew each time, for both stores. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stackls_core.flavors.catalog import open_catalog
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stacks.opening import Surroundings, open_store

STACKS = 20
BAR_WARM = 50
BAR_LOCAL = 10


def timed(action: Callable[[], object], runs: int) -> list[float]:
    """Seconds that each of ``runs`` calls took."""
    seconds: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return seconds


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(round(len(seconds) * 0.95) - 1, 0)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--zenml-python", required=True, type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(options.zenml_python, options.runs, Path(folder))


def measure(python: Path, runs: int, folder: Path) -> int:
    environment = {
        **os.environ,
        "ZENML_CONFIG_PATH": str(folder / "zenml"),
        "STACKLS_HOME": str(folder / "stackls"),
        "ZENML_ANALYTICS_OPT_IN": "false",
        "ZENML_LOGGING_VERBOSITY": "ERROR",
        "NO_COLOR": "1",
    }
    environment.pop("STACKLS_STORE", None)
    workspace = folder / "workspace"
    workspace.mkdir()
    zenml = [str(python.with_name("zenml"))]
    stackls = [sys.executable, "-m", "stackls_server"]

    def shell(*command: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            command, cwd=workspace, env=environment, check=True, capture_output=True
        )

    around = Surroundings(workspace, None, str(python), True, environment)
    store = open_store("zenml", lambda: FlavorRegistry([open_catalog()]), around)
    members = [("orchestrator", "default"), ("artifact_store", "default")]
    for number in range(STACKS):
        store.create_stack(f"stack-{number:02}", members)
    cold = {**environment, "STACKLS_ZENML_INTERPRETER": str(python)}
    environment.update(cold)
    environment["PATH"] = f"{python.parent}{os.pathsep}{environment['PATH']}"
    rows = [
        ("list", "zenml stack list", timed(shell(*zenml, "stack", "list"), runs)),
        ("describe", "zenml stack describe", timed(shell(*zenml, "stack", "describe"), runs)),
        ("set", "zenml stack set", timed(shell(*zenml, "stack", "set", "stack-01"), runs)),
        ("list", "worker, warm", timed(store.stacks, runs * 10)),
        ("describe", "worker, warm", timed(lambda: store.stack("stack-01"), runs * 10)),
        ("set", "worker, warm", timed(lambda: store.activate("stack-02"), runs * 4)),
        (
            "list",
            "stackls, local store, cold",
            timed(shell(*stackls, "stack", "list", "--store", "local"), runs),
        ),
        (
            "list",
            "stackls, ZenML store, cold",
            timed(shell(*stackls, "stack", "list", "--store", "zenml"), runs),
        ),
    ]
    store.close()
    return report(rows)


def report(rows: list[tuple[str, str, list[float]]]) -> int:
    peers = {what: statistics.median(seconds) for what, who, seconds in rows[:3]}
    print(f"{'what':10}{'who':30}{'median ms':>11}{'p95 ms':>9}{'times faster':>14}")
    good = True
    for what, who, seconds in rows:
        median = statistics.median(seconds)
        ratio = peers[what] / median
        shown = "" if who.startswith("zenml ") else f"{ratio:.1f}"
        print(f"{what:10}{who:30}{median * 1000:11.0f}{p95(seconds) * 1000:9.0f}{shown:>14}")
        if who.startswith("worker"):
            good &= ratio >= BAR_WARM
        elif "local" in who:
            good &= ratio >= BAR_LOCAL
        elif "ZenML store" in who:
            good &= ratio >= 1
    print("the bar is met" if good else "below the bar")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
