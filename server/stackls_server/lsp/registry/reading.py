"""Reading a registry: what it holds and which flavors it knows, as plain data for the features."""

from __future__ import annotations

from functools import cached_property

from stackls_core.catalog.catalog import Catalogs, FlavorSource
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import KnownRegistry, needed_integrations, read_store
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore
from stackls_server.lsp.registry.watch import Stamp, stamp_of
from stackls_server.lsp.transport.failures import log_failure


class LiveFlavors:
    """The flavors of an open store, over the bundled ones."""

    def __init__(self, bundled: Catalogs, source: FlavorSource | None) -> None:
        """``source`` is what the store knows better; ``None`` for nothing."""
        self.source = source
        self.catalogs = bundled.with_installed(source) if source is not None else bundled
        self.catalog = self.catalogs.for_version(None)
        usual = bundled.for_version(None)
        self.says_more = source is not None and (
            bool(source.summaries) or source.zenml_version != usual.zenml_version
        )

    @cached_property
    def integrations(self) -> list[str]:
        """The integrations that some flavor needs."""
        return needed_integrations(self.catalog)


def read_stamped(store: StackStore, state: Snapshot | None) -> tuple[Stamp, KnownRegistry]:
    """What ``store`` holds now, and what its files looked like before. For a thread.

    Stacks and components are not read where their ``state`` is known.
    """
    info = store.info()
    stamp = stamp_of(info.watched)
    return stamp, read_store(store, info, state, on_failure=_log)


def _log(error: StoreError) -> None:
    log_failure("reading the names of secrets and connectors", error)
