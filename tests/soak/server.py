"""The server that is typed into: on standard streams, with a registry that needs a worker.

usage: python -m tests.soak.server DATABASE

Its registry is the built-in one, and asks a process before it answers, as that of a ZenML does. The
process may be killed at any time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.model import Snapshot
from stackls_core.stores.local import LocalStore
from stackls_core.stores.opening import StoreContext
from stackls_core.zenml.worker import Worker
from stackls_server.lsp.app import create_server
from tests.support.catalog import tiny_catalog

PROBE = Path(__file__).parents[1] / "zenml" / "fake_probe.py"


class SoakStore(LocalStore):
    """The built-in registry behind a worker that only says that it is there."""

    def __init__(self, catalog: Callable[[], Catalog], path: Path) -> None:
        super().__init__(catalog, path)
        self._worker = Worker([sys.executable, "-u", str(PROBE)], back_off=(0.0,))

    def snapshot(self) -> Snapshot:
        self._worker.call("echo")
        return super().snapshot()

    def close(self) -> None:
        self._worker.close()
        super().close()


def main() -> int:
    database = Path(sys.argv[1])

    def open_store(kind: str, catalog: Callable[[], Catalog], context: StoreContext) -> SoakStore:
        del kind, context
        return SoakStore(catalog, database)

    server = create_server(tiny_catalog, open_store)
    server.start_io()
    return server.session.exit_code


if __name__ == "__main__":
    sys.exit(main())
