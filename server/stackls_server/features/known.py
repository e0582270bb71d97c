"""What is known of the registered stacks: plain data that a snapshot carries along.

It is as old as the last look at the store; features neither wait for a newer one nor ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stackls_core.stacks.model import Component, SecretInfo, Snapshot, Stack
from stackls_core.stacks.store import StoreInfo


@dataclass(frozen=True)
class KnownStore:
    """A store as it was seen last.

    ``secrets`` is ``None`` where it has none or does not tell; ``installed`` says of integrations
    whether what they need is there, as far as the store can say.
    """

    info: StoreInfo
    registered: Snapshot = field(repr=False)
    secrets: tuple[SecretInfo, ...] | None = None
    installed: Mapping[str, bool | None] = field(default_factory=dict[str, "bool | None"])

    @property
    def label(self) -> str:
        """Which store this is, in a few words."""
        return self.info.label

    def components(self, component_type: str) -> tuple[Component, ...]:
        """The registered components of a type."""
        return tuple(one for one in self.registered.components if one.type == component_type)

    def secret(self, name: str) -> SecretInfo | None:
        """The secret of exactly this name."""
        return next((one for one in self.secrets or () if one.name == name), None)

    def is_active(self, stack: Stack) -> bool:
        """Whether runs happen on ``stack``."""
        return stack.id == self.registered.active
