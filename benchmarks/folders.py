"""How long the plan of a folder takes, and what is asked of the registry for it.

usage: python -m benchmarks.folders [--zenml-python PYTHON] [--files 100] [--calls 5]

A folder of FILES stack files of five components each is planned against the built-in registry: all
new, and once more when all of it is registered. With PYTHON, an interpreter that has zenml[server],
the same against a scratch ZenML database, beside CALLS calls of ``zenml stack describe``, which is
what a script would call for each file. Prints a table. Exits with 1 where the registry is listed
more than once for a plan.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from stackls_core.plans.apply_set import apply_set
from stackls_core.plans.plan_set import PlanSet, StackText, plan_set
from stackls_core.stores.opening import StoreContext, open_store
from stackls_server.cli.catalog import open_catalogs

FILE = """\
stack_name: s{n}
zenml_version: 0.98.0
components:
  orchestrator:
    - {{name: o{n}, flavor: kubernetes, configuration: {{kubernetes_context: c{n}}}}}
  artifact_store:
    - {{name: a{n}, flavor: s3, configuration: {{path: "s3://bucket/{n}"}}}}
  container_registry:
    - {{name: c{n}, flavor: default, configuration: {{uri: registry.example.com}}}}
  image_builder:
    - {{name: i{n}, flavor: local, configuration: {{}}}}
  step_operator:
    - {{name: p{n}, flavor: kubernetes, configuration: {{kubernetes_context: c}}}}
"""


class Counted:
    """A store that counts what it is asked."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not callable(found):
            return found

        def counting(*arguments: Any, **more: Any) -> Any:
            self.asked[name] += 1
            return found(*arguments, **more)

        return counting


def planned(files: list[StackText], store: Counted, catalog: Any) -> tuple[PlanSet, float]:
    """The plan, and how many seconds it took."""
    started = time.perf_counter()
    plans = plan_set(files, store, catalog)  # pyright: ignore[reportArgumentType]
    return plans, time.perf_counter() - started


def measure(title: str, kind: str, files: list[StackText], context: StoreContext) -> bool:
    """Print a row for a registry; whether it is listed once a plan."""
    catalog = open_catalogs().bundled
    store = Counted(open_store(kind, lambda: catalog, context))
    try:
        store.snapshot()  # a worker starts, a database is made
        store.asked.clear()
        plans, new = planned(files, store, catalog)
        assert not plans.is_blocked, [file.plan.conflicts for file in plans.files][:1]
        listed, asked = store.asked["snapshot"], dict(store.asked)
        started = time.perf_counter()
        apply_set(plans, store)  # pyright: ignore[reportArgumentType]
        applied = time.perf_counter() - started
        store.asked.clear()
        plans, again = planned(files, store, catalog)
        assert plans.is_empty
        print(
            f"{title}: plan {new:.2f} s, asked {asked}; apply {applied:.2f} s; "
            f"plan again {again:.2f} s, asked {dict(store.asked)}"
        )
        return max(listed, store.asked["snapshot"]) == 1
    finally:
        store.close()


def described(python: str, name: str, calls: int, environment: dict[str, str]) -> float:
    """How many seconds ``zenml stack describe`` takes, the median of some calls."""
    command = [str(Path(python).with_name("zenml")), "stack", "describe", name]
    took: list[float] = []
    for _ in range(calls):
        started = time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, check=True)
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def main() -> int:
    """Measure, print, and say whether the bar is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zenml-python")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--calls", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("STACKLS_HOME", "ZENML_CONFIG_PATH"):
            os.environ[name] = str(Path(scratch) / name.lower())
        os.environ["ZENML_ANALYTICS_OPT_IN"] = "false"
        files = [StackText(f"{n}.yaml", FILE.format(n=n)) for n in range(options.files)]
        folder = Path(scratch)
        is_good = measure("built-in", "local", files, StoreContext(folder, None))
        if options.zenml_python:
            context = StoreContext(folder, None, options.zenml_python)
            is_good &= measure("ZenML", "zenml", files, context)
            one = described(options.zenml_python, "s1", options.calls, dict(os.environ))
            print(
                f"zenml stack describe: {one:.2f} s a call (median of {options.calls}), "
                f"{one * options.files:.0f} s for {options.files}"
            )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
