"""A real ZenML for tests: one with its local database, and a server on loopback.

Both need ``STACKLS_TEST_ZENML_PYTHON``, an interpreter with ``zenml[server]``. Opening a fresh
database takes ZenML ten seconds, so the tests of a module share one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.names import DEFAULT_NAME
from stackls_core.registry.store import StackStore
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.worker import Worker, serve_command
from tests.support.eventually import eventually
from tests.support.forks import Forks

VARIABLE = "STACKLS_TEST_ZENML_PYTHON"
PYTHON = os.environ.get(VARIABLE, "")
START_SECONDS = 180.0
RUN_SECONDS = 120.0
IMPORTED = ("zenml.client", "zenml.zen_stores.sql_zen_store", "zenml.zen_stores.rest_zen_store")
"""What ZenML imports for its first answer."""

NEEDS_ZENML = (
    pytest.mark.zenml,
    pytest.mark.skipif(not PYTHON, reason=f"{VARIABLE} names no interpreter with zenml[server]"),
    pytest.mark.timeout(300),
)
"""The marks of a module that is about a real ZenML."""


def needs_zenml(test: Callable[..., None]) -> Callable[..., None]:
    """The same for one test."""
    for mark in NEEDS_ZENML:
        test = mark(test)
    return test


@dataclass(frozen=True)
class RealZenML:
    """A ZenML with settings and a database of its own, quiet and offline, as used in a folder."""

    environment: dict[str, str]
    work: Path

    @classmethod
    def at(cls, folder: Path, **variables: str) -> RealZenML:
        """The one whose settings are in ``folder``, as its subfolder ``work`` has it."""
        config, work = folder / "config", folder / "work"
        config.mkdir(parents=True, exist_ok=True)
        work.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZENML_")}
        kept.pop("PYTHONPATH", None)
        environment = {
            **kept,
            "ZENML_ANALYTICS_OPT_IN": "false",
            "ZENML_LOGGING_VERBOSITY": "ERROR",
            "ZENML_CONFIG_PATH": str(config),
            **variables,
        }
        return cls(environment, work)

    @property
    def config(self) -> Path:
        """Where its settings and its local database are."""
        return Path(self.environment["ZENML_CONFIG_PATH"])

    def in_folder(self, work: Path) -> RealZenML:
        """The same one, used in another folder."""
        work.mkdir(parents=True, exist_ok=True)
        return replace(self, work=work)

    def with_variables(self, **variables: str) -> RealZenML:
        """The same one, used with further variables."""
        return replace(self, environment={**self.environment, **variables})

    def open(self, catalog: Catalog, import_root: Path | None = None) -> ZenMLStore:
        """Our store on it."""
        command = serve_command(PYTHON, self.work, import_root)
        worker = Worker(command, environment=self.environment, start_seconds=START_SECONDS)
        worker.ready(START_SECONDS)
        return ZenMLStore(worker, PYTHON, lambda: catalog, call_seconds=60)

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """ZenML's own command line, without a terminal."""
        return self._python("from zenml.cli.cli import cli; cli()", *arguments)

    def stackls(self, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Our command line on it, which keeps what it keeps in ``home``."""
        zenml = self.with_variables(
            STACKLS_HOME=str(home), STACKLS_STORE="zenml", STACKLS_ZENML_INTERPRETER=PYTHON
        )
        return zenml._ran(sys.executable, "-m", "stackls_server", *arguments)

    def run(self, code: str) -> str:
        """Run some code with ZenML's client as ``client``; what it prints."""
        prelude = (
            "from zenml.utils import source_utils\n"
            "source_utils.set_custom_source_root('.')\n"
            "from zenml.client import Client\n"
            "client = Client()\n"
        )
        done = self._python(prelude + code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _python(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._ran(*_python("-c", code, *arguments))

    def _ran(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.environment,
            cwd=self.work,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )


def _python(*arguments: str) -> tuple[str, ...]:
    """What runs ZenML's Python with these arguments."""
    return _forks().command(*arguments) if hasattr(os, "fork") else (PYTHON, *arguments)


@cache
def _forks() -> Forks:
    """A ZenML that is imported, for all that is run in it: that takes it five seconds each time."""
    folder = Path(tempfile.mkdtemp(prefix="stackls-forks-"))
    forks = Forks(PYTHON, folder, RealZenML.at(folder).environment, *IMPORTED, "zenml.cli.cli")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(forks.close)
    eventually(lambda: forks.is_ready, "ZenML is imported", START_SECONDS)
    return forks


def empty(store: StackStore) -> None:
    """Leave nothing but the default stack, active."""
    store.activate(DEFAULT_NAME)
    for stack in store.stacks():
        if stack.name != DEFAULT_NAME:
            store.delete_stack(stack.id)
    default = {component.id for component in store.stack(DEFAULT_NAME).components}
    for component in store.components():
        if component.id not in default:
            store.delete_component(component.type, component.id)


@dataclass(frozen=True)
class ZenMLServer:
    """A ZenML server that runs."""

    url: str
    log_file: Path

    def log(self) -> str:
        """What it has logged until now."""
        return self.log_file.read_text("utf-8", "replace")


@contextmanager
def running_server(folder: Path, scheme: str = "NO_AUTH") -> Generator[ZenMLServer, None, None]:
    """A ZenML server on a free port of loopback, with a database of its own in ``folder``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    zenml = RealZenML.at(folder, ZENML_SERVER_AUTO_ACTIVATE="1", ZENML_SERVER_AUTH_SCHEME=scheme)
    server = ZenMLServer(f"http://127.0.0.1:{port}", folder / "server.log")
    app = "zenml.zen_server.zen_server_api:app"
    command = _python("-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port))
    with server.log_file.open("wb") as log:
        process = subprocess.Popen(
            command, env=zenml.environment, cwd=zenml.work, stdout=log, stderr=log
        )
        try:
            eventually(lambda: _answers(server, process), "the server answers", START_SECONDS)
            yield server
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def _answers(server: ZenMLServer, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise RuntimeError(server.log()[-2000:])
    with suppress(OSError, urllib.error.URLError):
        urllib.request.urlopen(f"{server.url}/api/v1/info", timeout=5).close()
        return True
    return False


@pytest.fixture(scope="module")
def zenml(tmp_path_factory: pytest.TempPathFactory) -> RealZenML:
    """The ZenML of a module, with its local database."""
    return RealZenML.at(tmp_path_factory.mktemp("zenml"))


@pytest.fixture(scope="module")
def zenml_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZenMLServer]:
    """The ZenML server of a module."""
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def opened_zenml(zenml: RealZenML, shipped_catalog: Catalog) -> Iterator[ZenMLStore]:
    """Our store on the ZenML of a module, as the test before left it."""
    store = zenml.open(shipped_catalog)
    store.snapshot()
    yield store
    store.close()


@pytest.fixture
def zenml_store(opened_zenml: ZenMLStore) -> ZenMLStore:
    """Our store on the ZenML of a module, with nothing but the default stack."""
    empty(opened_zenml)
    return opened_zenml
