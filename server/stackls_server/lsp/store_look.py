"""A look at a store: what it holds and which flavors it knows, as plain data for the features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from stackls_core.component_types import COMPONENT_TYPES
from stackls_core.flavors.registry import FlavorRegistry, FlavorSource
from stackls_core.stacks.errors import StoreError
from stackls_core.stacks.store import StackStore
from stackls_server.features.known import KnownStore
from stackls_server.lsp.failures import log_failure
from stackls_server.lsp.store_watch import Stamp, stamp_of, watched_paths


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
        summaries = (s for t in COMPONENT_TYPES for s in self.registry.flavors(t))
        return sorted({s.integration for s in summaries if s.integration is not None})


def look_at(store: StackStore) -> KnownStore:
    """What ``store`` holds now. For a thread."""
    return stamped_look(store)[1]


def stamped_look(store: StackStore) -> tuple[Stamp, KnownStore]:
    """What ``store`` holds now, and what its files looked like before. For a thread."""
    info = store.info()
    stamp = stamp_of(watched_paths(info))
    registered = store.snapshot()
    secrets = None
    if info.has_secrets:
        try:
            secrets = store.secrets()
        except StoreError as error:
            log_failure("reading the names of the secrets", error)
    return stamp, KnownStore(info, registered, secrets)


def with_integrations(known: KnownStore, store: StackStore, names: list[str]) -> KnownStore:
    """``known`` with what is installed, where the store can say so. For a thread."""
    ask: Callable[[list[str]], dict[str, bool | None]] | None
    ask = getattr(store, "installed_integrations", None)
    return replace(known, installed=ask(names)) if ask is not None else known


def stacks_of(known: KnownStore) -> object:
    """What lists and pictures of stacks show."""
    return (known.registered.active, known.registered.stacks)
