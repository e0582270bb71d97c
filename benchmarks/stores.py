"""How long listing, describing and activating stacks takes, beside ZenML's own command line.

usage: python -m benchmarks.stores --zenml-python PYTHON [--runs 10]

PYTHON is an interpreter that has zenml[server]. There are twenty stacks in a scratch ZenML with a
local database, and twenty on a ZenML server on this machine. Commands take turns, so that what
else the machine does hits all alike: ZenML's command line, stackls' command line as it is called
for the first time and, on Linux, for the second, and commands of a running language server, whose
worker is warm. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import zygotes
from benchmarks.lsp_client import LanguageServer

STACKS = 20
LOCAL, SERVED = "a local database", "a server"
_SCRIPT = Path(sys.executable).with_name("stackls")
STACKLS = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-m", "stackls_server"]
"""As people call it, like ZenML's own; as a module where it is not installed."""
FIRST_BARS = {LOCAL: 5.0, SERVED: 8.0}
SECOND_BAR = 20.0
"""How many times faster than ZenML a call has to be: where no zygote is, and where one is."""
WARM_PER_RUN = 10
"""How often each command of the server is run in one turn: it takes milliseconds."""


def name_of(number: int) -> str:
    return f"stack-{number:02}"


NAME = name_of(7)
COMMANDS = {
    "list": ("stack", "list"),
    "describe": ("stack", "describe", NAME),
    "set": ("stack", "set", NAME),
}

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

    def rows(self) -> list[Row]:
        who = "a command of the server, warm"
        actions: dict[str, Callable[[], object]] = {
            "list": lambda: self.run("listStacks"),
            "describe": lambda: self.run("describeStack", name=NAME),
            "set": lambda: self.run("activateStack", name=NAME),
        }
        return [Row(LOCAL, what, who, do, 50, WARM_PER_RUN) for what, do in actions.items()]

    def close(self) -> None:
        self._server.close()


@dataclass
class Row:
    """Something that is measured; ``bar`` is how many times faster than ZenML it has to be."""

    place: str
    what: str
    who: str
    action: Callable[[], object]
    bar: float | None = None
    repeats: int = 1
    before: Callable[[], object] = int
    after: Callable[[], object] = int
    seconds: list[float] = field(default_factory=list)

    def measure(self) -> None:
        for _ in range(self.repeats):
            self.before()
            started = time.perf_counter()
            self.action()
            self.seconds.append(time.perf_counter() - started)
            self.after()

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
    for number in range(STACKS):
        name = name_of(number)
        (workspace / f"{name}.yaml").write_text(FILE.format(name=name), encoding="utf-8")
    with zenml_server(python, folder / "server") as url:
        local = Place(LOCAL, python, folder / "local", workspace)
        served = Place(SERVED, python, folder / "served", workspace, url)
        language_server = Server([*STACKLS, "serve"], workspace, local.ours)
        rows = [
            *local.rows(FIRST_BARS[LOCAL]),
            *language_server.rows(),
            *local.built_in_rows(),
            *served.rows(FIRST_BARS[SERVED]),
        ]
        for run in range(runs):
            print(f"turn {run + 1} of {runs} …", file=sys.stderr)
            for row in rows:
                row.measure()
        language_server.close()
    return report(rows)


@dataclass(frozen=True)
class Place:
    """A ZenML with its stacks: in a local database, or on the server at ``url``."""

    name: str
    python: Path
    folder: Path
    workspace: Path
    url: str = ""

    def __post_init__(self) -> None:
        print(f"preparing {STACKS} stacks on {self.name} …", file=sys.stderr)
        files = [f"{name_of(number)}.yaml" for number in range(STACKS)]
        # a login stays in ZenML's settings
        login = {"ZENML_STORE_URL": self.url} if self.url else {}
        self._shell([*self._zenml, "stack", "list"], self.theirs | login)()
        self._stackls("stack", "apply", *files, "--yes")()

    @property
    def home(self) -> Path:
        return self.folder / "stackls"

    @property
    def theirs(self) -> dict[str, str]:
        return environment_for_zenml(self.folder)

    @property
    def ours(self) -> dict[str, str]:
        return {
            **self.theirs,
            "STACKLS_HOME": str(self.home),
            "STACKLS_WARM": "0",
            "STACKLS_ZENML_INTERPRETER": str(self.python),
            # this stackls, installed or not; ZenML's interpreter never gets to see it
            "PYTHONPATH": os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path),
            # compiled once, as when it is installed
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
        }

    @property
    def _zenml(self) -> list[str]:
        return [str(self.python.with_name("zenml"))]

    def rows(self, bar: float) -> list[Row]:
        """ZenML's commands, and ours on the same stacks."""
        read = {what: (*command, "--store", "zenml") for what, command in COMMANDS.items()}
        warm = {"STACKLS_WARM": "always"} if zygotes.HAS_ZYGOTES else {}
        return [
            *(
                Row(self.name, what, "zenml", self._shell([*self._zenml, *command], self.theirs))
                for what, command in COMMANDS.items()
            ),
            *(
                Row(
                    *(self.name, what, "stackls, first call", self._stackls(*command, **warm), bar),
                    before=partial(zygotes.end, self.home) if warm else int,
                    after=partial(zygotes.await_one, self.home) if warm else int,
                )
                for what, command in read.items()
            ),
            *(
                Row(
                    *(self.name, what, "stackls, second call"),
                    self._stackls(*command, **warm),
                    SECOND_BAR,
                )
                for what, command in read.items()
                if warm
            ),
        ]

    def built_in_rows(self) -> list[Row]:
        """Our commands on as many stacks in the registry that comes with stackls."""
        local = ("--store", "local")
        files = [f"{name_of(number)}.yaml" for number in range(STACKS)]
        self._stackls("stack", "apply", *files, "--yes", *local)()
        who, bars = "stackls, built-in registry", {"list": 10.0}
        return [
            Row(self.name, what, who, self._stackls(*command, *local), bars.get(what))
            for what, command in COMMANDS.items()
        ]

    def _stackls(self, *arguments: str, **variables: str) -> Callable[[], object]:
        return self._shell([*STACKLS, *arguments], {**self.ours, **variables})

    def _shell(self, command: list[str], environment: dict[str, str]) -> Callable[[], object]:
        return lambda: subprocess.run(
            command, cwd=self.workspace, env=environment, check=True, capture_output=True
        )


@contextmanager
def zenml_server(python: Path, folder: Path) -> Generator[str, None, None]:
    """A ZenML server on a free port of this machine, with a database of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = environment_for_zenml(folder) | {
        "ZENML_SERVER_AUTO_ACTIVATE": "1",
        "ZENML_SERVER_AUTH_SCHEME": "NO_AUTH",
    }
    app = "zenml.zen_server.zen_server_api:app"
    command = [str(python), "-m", "uvicorn", app, "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen(command, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        print("starting a ZenML server …", file=sys.stderr)
        while True:
            if process.poll() is not None:
                raise SystemExit("The ZenML server did not start.")
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/api/v1/info", timeout=5).close()
                break
            time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait()


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
    peers = {(row.place, row.what): row.median for row in rows if row.who == "zenml"}
    print(f"{'':18}{'':10}{'':32}{'median ms':>10}{'p95 ms':>9}{'faster':>10}{'bar':>6}")
    missed = 0
    for row in rows:
        ratio = peers[row.place, row.what] / row.median
        faster = "" if row.who == "zenml" else f"{ratio:.1f}x"
        bar = f"{row.bar:.0f}x" if row.bar is not None else ""
        is_missed = row.bar is not None and ratio < row.bar
        missed += is_missed
        head = f"{row.place:18}{row.what:10}{row.who:32}"
        numbers = f"{row.median * 1000:10.0f}{row.p95 * 1000:9.0f}"
        print(f"{head}{numbers}{faster:>10}{bar:>6}{'  !' if is_missed else ''}")
    print("the bar is met" if not missed else f"{missed} below the bar")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
