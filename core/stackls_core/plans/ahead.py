"""A store as it will be once some changes are made, of which none is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stackls_core.catalog.catalog import FlavorSource
from stackls_core.registry import rules
from stackls_core.registry.changes import Change
from stackls_core.registry.model import ConnectorInfo, SecretInfo, Snapshot
from stackls_core.registry.store import StackStore, StoreInfo


class StoreAhead(StackStore):
    """For planning: the store behind it is only read, and asked for each thing once."""

    def __init__(self, store: StackStore) -> None:
        """Nothing is read yet."""
        # what it can do depends on the store behind it
        self.capabilities = store.capabilities  # pyright: ignore[reportAttributeAccessIssue]
        self._store = store
        self._state: Snapshot | None = None
        self._normalized: dict[tuple[str, str, str], Any] = {}
        self._secrets: tuple[SecretInfo, ...] | None = None
        self._connectors: tuple[ConnectorInfo, ...] | None = None
        self._made = 0

    def go_on(self, changes: Sequence[Change]) -> None:
        """These changes will have been made."""
        self._state = rules.after_all(self.snapshot(), changes, self._new_id)

    def _new_id(self) -> str:
        self._made += 1
        return f"planned-{self._made}"

    def info(self) -> StoreInfo:
        return self._store.info()

    def snapshot(self) -> Snapshot:
        if self._state is None:
            self._state = self._store.snapshot()
        return self._state

    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        raise NotImplementedError

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        key = (component_type, flavor, repr(configuration))
        if key not in self._normalized:
            self._normalized[key] = self._store.normalized(component_type, flavor, configuration)
        return self._normalized[key]

    def secrets(self) -> tuple[SecretInfo, ...]:
        if self._secrets is None:
            self._secrets = self._store.secrets()
        return self._secrets

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        if self._connectors is None:
            self._connectors = self._store.connectors()
        return self._connectors

    def flavors(self) -> FlavorSource | None:
        return self._store.flavors()
