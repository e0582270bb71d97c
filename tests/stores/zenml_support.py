"""A real ZenML for tests: one with its local database, and a server on loopback.

Both need ``STACKLS_TEST_ZENML_PYTHON``, an interpreter with ``zenml[server]``. Opening a fresh
database takes ZenML ten seconds, so each is opened once and emptied between tests.
"""

from __future__ import annotations

import os
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from stackls_core.catalog.flavors import FlavorRegistry
from stackls_core.registry.model import DEFAULT_NAME
from stackls_core.registry.store import StackStore
from stackls_core.stores.zenml import ZenMLStore
from stackls_core.zenml.worker import Worker, serve_command
from tests.support.eventually import eventually

VARIABLE = "STACKLS_TEST_ZENML_PYTHON"
PYTHON = os.environ.get(VARIABLE, "")
SKIP = f"{VARIABLE} names no interpreter with zenml[server]"
START_SECONDS = 180.0


def zenml_environment(config: Path, **more: str) -> dict[str, str]:
    """The environment for a ZenML of its own in ``config``, quiet and offline."""
    config.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZENML_")}
    kept.pop("PYTHONPATH", None)
    return {
        **kept,
        "ZENML_ANALYTICS_OPT_IN": "false",
        "ZENML_LOGGING_VERBOSITY": "ERROR",
        "ZENML_CONFIG_PATH": str(config),
        **more,
    }


def open_zenml(
    environment: dict[str, str],
    root: Path,
    registry: FlavorRegistry,
    import_root: Path | None = None,
) -> ZenMLStore:
    root.mkdir(parents=True, exist_ok=True)
    command = serve_command(PYTHON, root, import_root)
    worker = Worker(command, environment=environment, start_seconds=START_SECONDS)
    worker.ready(START_SECONDS)
    return ZenMLStore(worker, PYTHON, lambda: registry, call_seconds=60)


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


def zenml_cli(
    environment: dict[str, str], folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """ZenML's own command line, without a terminal."""
    command = [PYTHON, "-c", "from zenml.cli.cli import cli; cli()", *arguments]
    return subprocess.run(
        command,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def run_in_zenml(environment: dict[str, str], folder: Path, code: str) -> str:
    """Run some code with ZenML's client as ``client``; what it prints."""
    prelude = (
        "from zenml.utils import source_utils\n"
        "source_utils.set_custom_source_root('.')\n"
        "from zenml.client import Client\n"
        "client = Client()\n"
    )
    command = [PYTHON, "-c", prelude + code]
    done = subprocess.run(
        command,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def zenml_server(folder: Path, scheme: str = "NO_AUTH") -> Generator[str, None, None]:
    """A ZenML server on a free port of loopback, with a database of its own; its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = zenml_environment(
        folder, ZENML_SERVER_AUTO_ACTIVATE="1", ZENML_SERVER_AUTH_SCHEME=scheme
    )
    app = "zenml.zen_server.zen_server_api:app"
    command = [PYTHON, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:

        def answers() -> bool:
            if process.poll() is not None:
                raise RuntimeError((folder / "server.log").read_text("utf-8", "replace")[-2000:])
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"{url}/api/v1/info", timeout=5).close()
                return True
            return False

        eventually(answers, "the ZenML server answers", START_SECONDS)
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
        log.close()
