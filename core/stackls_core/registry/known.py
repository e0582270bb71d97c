"""What is known of a registry: plain data, as old as the last time it was read.

Checking a file by it neither reads the registry nor waits for who does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.errors import StoreError
from stackls_core.registry.model import Component, ConnectorInfo, SecretInfo, Snapshot, Stack
from stackls_core.registry.store import Capabilities, StackStore, StoreInfo

VerdictKey: TypeAlias = "tuple[str, str, str]"
"""A component type, a flavor and the text of a configuration.

Or `RUN`, the name of a stack and the text of a run configuration.
"""

RUN = "run configuration"

Verdict: TypeAlias = "tuple[str, ...] | None"
"""What is wrong, nothing where all is well; ``None`` where ZenML cannot tell."""

MAX_VERDICTS = 2000


@dataclass(frozen=True)
class KnownRegistry:
    """A registry as it was read last.

    ``secrets`` and ``connectors`` are ``None`` where it has none or does not tell; ``installed``
    says of integrations whether what they need is there, as far as the store can say.
    """

    info: StoreInfo
    registered: Snapshot = field(repr=False)
    secrets: tuple[SecretInfo, ...] | None = None
    connectors: tuple[ConnectorInfo, ...] | None = field(default=None, kw_only=True)
    installed: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])
    verdicts: Mapping[VerdictKey, Verdict] = field(
        default_factory=dict["VerdictKey", "Verdict"], compare=False, repr=False
    )
    """What the ZenML behind it has said of configurations so far."""
    capabilities: Capabilities = field(default_factory=Capabilities)

    @property
    def can_judge(self) -> bool:
        """Whether there is a ZenML behind it whose classes can be asked."""
        return self.capabilities.validates

    def with_verdicts(self, found: Mapping[VerdictKey, Verdict]) -> KnownRegistry:
        """The same with more verdicts; of too many the oldest are forgotten."""
        others = [(key, said) for key, said in self.verdicts.items() if key not in found]
        kept = [*others, *found.items()][-MAX_VERDICTS:]
        return replace(self, verdicts=dict(kept))

    @property
    def label(self) -> str:
        """Which registry this is, in a few words."""
        return self.info.label

    def components(self, component_type: str) -> tuple[Component, ...]:
        return tuple(one for one in self.registered.components if one.type == component_type)

    def secret(self, name: str) -> SecretInfo | None:
        """The secret of exactly this name."""
        return next((one for one in self.secrets or () if one.name == name), None)

    def connector(self, name: str) -> ConnectorInfo | None:
        """The service connector of exactly this name."""
        return next((one for one in self.connectors or () if one.name == name), None)

    def is_active(self, stack: Stack) -> bool:
        """Whether runs happen on ``stack``."""
        return stack.id == self.registered.active


def read_store(
    store: StackStore,
    info: StoreInfo | None = None,
    registered: Snapshot | None = None,
    on_failure: Callable[[StoreError], None] = lambda _: None,
) -> KnownRegistry:
    """What ``store`` holds now, but for what is given. Raises a `StoreError`.

    Where only the names of secrets and connectors cannot be read, ``on_failure`` gets the reason.
    """
    info = info or store.info()
    registered = registered or store.snapshot()
    secrets = connectors = None
    try:
        if info.has_secrets:
            secrets = store.secrets()
        if store.capabilities.has_connectors:
            connectors = store.connectors()
    except StoreError as error:
        on_failure(error)
    return KnownRegistry(
        info, registered, secrets, capabilities=store.capabilities, connectors=connectors
    )


def with_integrations(
    known: KnownRegistry, store: StackStore, names: Sequence[str]
) -> KnownRegistry:
    """``known`` with which integrations are installed, as far as the store can say so."""
    return replace(known, installed=store.installed_integrations(names))


def needed_integrations(catalog: Catalog) -> list[str]:
    """The integrations that some flavor needs."""
    summaries = (s for t in catalog.types for s in catalog.flavors(t))
    return sorted({s.integration for s in summaries if s.integration is not None})
