"""Kill -9 of the process that applies, or of the ZenML server, at random times of an apply.

usage: python -m tests.faults.zenml SEED COUNT [server]

Needs STACKLS_TEST_ZENML_PYTHON. After each kill the registry is as before the apply or as after it,
or all that is new in it is told with its name; and applying the same file again finishes it.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import open_catalogs
from stackls_core.plans.apply import apply
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.registry.errors import StoreError, ZenMLStopped
from stackls_core.registry.model import Snapshot
from stackls_core.stores.journal import Journals
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.worker import Worker, serve_command
from tests.support.eventually import eventually
from tests.support.forks import Forks
from tests.support.real_zenml import IMPORTED, PYTHON, START_SECONDS, RealZenML
from tests.support.stack_texts import Entry, stack_text

Things = set[tuple[str, str]]
_SERVER = ("uvicorn", "kubernetes", "httptools", "uvloop")
"""What its server imports when it starts."""


def file_for(number: int) -> str:
    """A file whose names no other has."""
    return stack_text(
        Entry("orchestrator", f"k8s-{number}", "kubernetes", "kubernetes_context: gke"),
        Entry("artifact_store", f"bucket-{number}", "s3", "path: s3://data"),
        Entry("alerter", f"alerter-{number}", "slack", "slack_token: hunter2-secret"),
        name=f"prod-{number}",
        version="0.98.0",
        typed=True,
    )


def things(state: Snapshot) -> Things:
    """All that is registered, by type and name."""
    components = {(one.type, one.name) for one in state.components}
    return components | {("stack", one.name) for one in state.stacks}


class Served:
    """A ZenML server on a port of its own, which can be killed and started again."""

    def __init__(self, folder: Path, **variables: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"ZENML_SERVER_AUTO_ACTIVATE": "1", "ZENML_SERVER_AUTH_SCHEME": "NO_AUTH"}
        zenml = RealZenML.at(folder, **own, **variables)
        app = "zenml.zen_server.zen_server_api"
        self._environment = zenml.environment
        self._forks = Forks(PYTHON, zenml.work, zenml.environment, *IMPORTED, *_SERVER, app)
        arguments = ("uvicorn", f"{app}:app", "--host", "127.0.0.1", "--port", str(self.port))
        self._command = self._forks.command("-m", *arguments)
        eventually(lambda: self._forks.is_ready, "ZenML is imported", START_SECONDS)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        self.process = subprocess.Popen(
            self._command, env=self._environment, stdout=null, stderr=null
        )
        eventually(self._answers, "the server answers", START_SECONDS)
        return self.process

    def _answers(self) -> bool:
        with suppress(OSError):
            urlopen(f"{self.url}/api/v1/info", timeout=5).close()
            return True
        return False

    def kill(self) -> None:
        self._forks.kill()
        self.process.wait()

    def close(self) -> None:
        self.kill()
        self._forks.close()


class Trial:
    """A ZenML, our store on it, and what is to be killed."""

    def __init__(self, folder: Path, catalog: Catalog, server: Served | None) -> None:
        variables = {"ZENML_STORE_URL": server.url} if server else {}
        self.zenml = RealZenML.at(folder / "zenml", **variables)
        self.catalog = catalog
        self.server = server
        self.journals = folder / "unfinished"
        self.seconds = 0.0
        """What an apply takes that nobody disturbs."""
        forked = Forks(PYTHON, self.zenml.work, self.zenml.environment, *IMPORTED)
        eventually(lambda: forked.is_ready, "ZenML is imported", START_SECONDS)
        self._forks = forked
        _, _, *arguments = serve_command(PYTHON, self.zenml.work)
        self.worker = Worker(
            forked.command(*arguments),
            environment=self.zenml.environment,
            start_seconds=START_SECONDS,
            back_off=(0.0,),
        )
        self.store = ZenMLStore(
            self.worker,
            PYTHON,
            lambda: catalog,
            call_seconds=60,
            journals=Journals(self.journals),
        )

    def kill(self) -> None:
        if self.server is not None:
            self.server.kill()
            return
        self._forks.kill()

    def close(self) -> None:
        self.store.close()
        self._forks.close()

    def plan(self, number: int) -> Plan:
        return plan_text(file_for(number), self.store, self.catalog)

    def apply(self, number: int) -> float:
        """Apply undisturbed; the seconds it takes."""
        plan = self.plan(number)
        started = time.monotonic()
        apply(plan, self.store, activate=True)
        return time.monotonic() - started

    def killed(self, number: int, after: float) -> Counter[str]:
        """Apply, and kill meanwhile. Raises `AssertionError` where something is not told."""
        plan = self.plan(number)
        before = things(self.store.snapshot())
        wanted = {("stack", f"prod-{number}")} | {(c.type, c.name) for c in plan.components}
        outcome: list[str] = []

        def run() -> None:
            try:
                apply(plan, self.store, activate=True)
                outcome.append("")
            except StoreError as error:
                outcome.append(str(error))

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(after)
        self.kill()
        thread.join()
        if self.server is not None:
            self.server.start()
        with suppress(ZenMLStopped):
            self.store.snapshot()  # its end may not have been noticed yet
        state = self.store.snapshot()
        new = things(state) - before
        told = " ".join(self.store.unfinished())
        where = f"apply {number}, killed after {1000 * after:.0f} ms ({outcome}): {told}"
        assert before <= things(state), f"{where}: something is lost"
        assert new <= wanted, where
        assert "hunter2" not in told + str(outcome), where
        is_half = bool(new) and new != wanted
        untold = {thing for thing in new if thing[1] not in told}
        assert not is_half or not untold, f"{where}: {untold} is not told"
        assert outcome != [""] or new == wanted, f"{where}: confirmed, and lost"
        if self.plan(number).is_empty:
            self.store.settle(self.plan(number).changes)
        took = self.apply(number)
        if not new:
            self.seconds = took  # all of it was left to do, on a machine as busy as it is now
        assert wanted <= things(self.store.snapshot()), f"{where}: cannot be finished"
        assert self.store.unfinished() == (), f"{where}: still said to be unfinished"
        assert not list(self.journals.glob("*")), f"{where}: a journal is left"
        how = "half" if is_half else "all" if new else "nothing"
        return Counter({"kills": 1, f"left {how} of it": 1, "told": bool(told)})


@contextmanager
def served(folder: Path, wanted: bool) -> Generator[Served | None, None, None]:
    server = Served(folder / "server") if wanted else None
    try:
        yield server
    finally:
        if server is not None:
            server.close()


def kill_applies(
    folder: Path,
    catalog: Catalog,
    seed: int,
    count: int,
    *,
    with_server: bool,
    say: Callable[[Counter[str]], None] = lambda done: None,
) -> Counter[str]:
    """Kill so many applies; what was left."""
    chance = random.Random(seed)
    done: Counter[str] = Counter()
    with served(folder, with_server) as server:
        trial = Trial(folder, catalog, server)
        try:
            trial.seconds = min(trial.apply(-number - 1) for number in range(2))
            for number in range(count):
                done += trial.killed(number, chance.uniform(0, 1.3 * trial.seconds))
                say(done)
        finally:
            trial.close()
    return done


def main() -> int:
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    with_server = "server" in sys.argv[3:]
    catalog = open_catalogs().bundled
    what = "ZenML server" if with_server else "process that applies"

    def say(done: Counter[str]) -> None:
        if done["kills"] % 10 == 0 or done["kills"] == count:
            counts = ", ".join(f"{number:,} {name}" for name, number in done.items())
            sys.stdout.write(f"seed {seed}: kill -9 of the {what}: {counts}\n")
            sys.stdout.flush()

    with tempfile.TemporaryDirectory(prefix="stackls-faults-") as folder:
        kill_applies(Path(folder), catalog, seed, count, with_server=with_server, say=say)
    return 0


if __name__ == "__main__":
    sys.exit(main())
