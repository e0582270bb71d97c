"""How long listing, describing and activating stacks takes, beside ZenML's own command line.

usage: python -m benchmarks.stores --zenml-python PYTHON [--runs 10]

PYTHON is an interpreter that has zenml[server]. Everything runs on the same scratch ZenML database
with twenty stacks, in turns, so that what else the machine does hits all alike: ZenML's command
line, commands of a running language server, whose worker is warm, and stackls' command line started
anew each time, for both stores. Exits with 1 below the bar.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.lsp_client import LanguageServer

STACKS = 20
WARM_PER_RUN = 10
"""How often each command of the server is run in one turn: it takes milliseconds."""

FILE = """\
stack_name: {name}
zenml_version: 0.98.0
components:
  orchestrator:
    - name: {name}
      type: orchestrator
      flavor: local
      configuration: {{}}
  artifact_store:
    - name: {name}
      type: artifact_store
      flavor: local
      configuration: {{path: /data/{name}}}
"""


class Server:
    """A language server of which commands are asked."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        options = {"stackls": {"store": "zenml"}}
        self._server = LanguageServer(command, folder, options=options, environment=environment)

    def run(self, name: str, /, **argument: Any) -> Any:
        """The result of a command. Raises `Refused`."""
        params = {"command": f"stackls.{name}", "arguments": [argument]}
        return self._server.request("workspace/executeCommand", params)[1]

    def close(self) -> None:
        self._server.close()


@dataclass
class Row:
    """Something that is measured; ``bar`` is how many times faster than ZenML it has to be."""

    what: str
    who: str
    action: Callable[[], object]
    bar: float | None = None
    repeats: int = 1
    seconds: list[float] = field(default_factory=list)

    def measure(self) -> None:
        for _ in range(self.repeats):
            started = time.perf_counter()
            self.action()
            self.seconds.append(time.perf_counter() - started)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(round(len(self.seconds) * 0.95) - 1, 0)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--zenml-python", required=True, type=Path)
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(options.zenml_python, options.runs, Path(folder))


def measure(python: Path, runs: int, folder: Path) -> int:
    workspace = folder / "workspace"
    workspace.mkdir()
    theirs = environment_for_zenml(folder)
    ours = {
        **theirs,
        "STACKLS_HOME": str(folder / "stackls"),
        "STACKLS_ZENML_INTERPRETER": str(python),
        # this stackls, whether it is installed or not; ZenML's interpreter never gets to see it
        "PYTHONPATH": os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path),
        # compiled once, as when it is installed
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }

    def shell(command: list[str], environment: dict[str, str]) -> Callable[[], object]:
        return lambda: subprocess.run(
            command, cwd=workspace, env=environment, check=True, capture_output=True
        )

    def zenml(*arguments: str) -> Callable[[], object]:
        return shell([str(python.with_name("zenml")), *arguments], theirs)

    stackls = [sys.executable, "-m", "stackls_server"]

    def cold(*arguments: str) -> Callable[[], object]:
        return shell([*stackls, *arguments], ours)

    print(f"preparing {STACKS} stacks …", file=sys.stderr)
    server = Server([*stackls, "serve"], workspace, ours)
    for number in range(STACKS):
        name = f"stack-{number:02}"
        text = FILE.format(name=name)
        server.run("applyStack", text=text)
        (workspace / f"{name}.yaml").write_text(text, encoding="utf-8")
        cold("stack", "apply", f"{name}.yaml", "--store", "local")()
    name = "stack-07"
    warm = "a command of the server, warm"
    local, remote = "stackls, local store, cold", "stackls, ZenML store, cold"
    rows = [
        Row("list", "zenml", zenml("stack", "list")),
        Row("describe", "zenml", zenml("stack", "describe", name)),
        Row("set", "zenml", zenml("stack", "set", name)),
        Row("list", warm, lambda: server.run("listStacks"), 50, WARM_PER_RUN),
        Row("describe", warm, lambda: server.run("describeStack", name=name), 50, WARM_PER_RUN),
        Row("set", warm, lambda: server.run("activateStack", name=name), 50, WARM_PER_RUN),
        Row("list", local, cold("stack", "list", "--store", "local"), 10),
        Row("describe", local, cold("stack", "describe", name, "--store", "local")),
        Row("set", local, cold("stack", "set", name, "--store", "local")),
        Row("list", remote, cold("stack", "list", "--store", "zenml"), 1),
        Row("describe", remote, cold("stack", "describe", name, "--store", "zenml"), 1),
        Row("set", remote, cold("stack", "set", name, "--store", "zenml"), 1),
    ]
    for run in range(runs):
        print(f"turn {run + 1} of {runs} …", file=sys.stderr)
        for row in rows:
            row.measure()
    server.close()
    return report(rows)


def environment_for_zenml(folder: Path) -> dict[str, str]:
    """An environment with a ZenML of its own, and nothing of ours."""
    prefixes = ("STACKLS_", "ZENML_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return {
        **kept,
        "ZENML_CONFIG_PATH": str(folder / "zenml"),
        "ZENML_ANALYTICS_OPT_IN": "false",
        "ZENML_LOGGING_VERBOSITY": "ERROR",
        "NO_COLOR": "1",
    }


def report(rows: list[Row]) -> int:
    peers = {row.what: row.median for row in rows if row.who == "zenml"}
    print(f"{'':10}{'':32}{'median ms':>10}{'p95 ms':>9}{'faster':>10}{'bar':>6}")
    missed = 0
    for row in rows:
        ratio = peers[row.what] / row.median
        faster = "" if row.who == "zenml" else f"{ratio:.1f}x"
        bar = f"{row.bar:.0f}x" if row.bar is not None else ""
        is_missed = row.bar is not None and ratio < row.bar
        missed += is_missed
        numbers = f"{row.median * 1000:10.0f}{row.p95 * 1000:9.0f}"
        print(f"{row.what:10}{row.who:32}{numbers}{faster:>10}{bar:>6}{'  !' if is_missed else ''}")
    print("the bar is met" if not missed else f"{missed} below the bar")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
