"""A look at a store: what it holds and which flavors it knows, as plain data for the features."""

from __future__ import annotations

from functools import cached_property

from stackls_core.catalog.flavors import FlavorRegistry, FlavorSource
from stackls_core.registry.errors import StoreError
from stackls_core.registry.known import KnownStore, look_at, needed_integrations
from stackls_core.registry.store import StackStore
from stackls_server.lsp.registry.watch import Stamp, stamp_of, watched_paths
from stackls_server.lsp.transport.failures import log_failure


class Live:
    """The flavors of an open store, over the bundled ones."""

    def __init__(self, bundled: FlavorRegistry, source: FlavorSource | None) -> None:
        """``source`` is what the store knows better; ``None`` for nothing."""
        self.source = source
        self.registry = bundled.below(source) if source is not None else bundled
        self.says_more = source is not None and (
            bool(source.summaries) or source.zenml_version != bundled.zenml_version
        )

    @cached_property
    def integrations(self) -> list[str]:
        """The integrations that some flavor needs."""
        return needed_integrations(self.registry)


def stamped_look(store: StackStore) -> tuple[Stamp, KnownStore]:
    """What ``store`` holds now, and what its files looked like before. For a thread."""
    info = store.info()
    stamp = stamp_of(watched_paths(info))
    return stamp, look_at(store, info, _log)


def _log(error: StoreError) -> None:
    log_failure("reading the names of the secrets", error)


def stacks_of(known: KnownStore) -> object:
    """What lists and pictures of stacks show."""
    return (known.registered.active, known.registered.stacks)
