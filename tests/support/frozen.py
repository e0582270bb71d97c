"""A registry that holds what a test says, and cannot be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.configurations import normalized
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore, StoreInfo


class FrozenStore(StackStore):
    """Takes any configuration of a flavor that the catalog has."""

    def __init__(self, registered: Snapshot, catalog: Catalog) -> None:
        self._registered = registered
        self._catalog = catalog

    def info(self) -> StoreInfo:
        return StoreInfo("zenml", "a registry", "nowhere", self._catalog.zenml_version)

    def snapshot(self) -> Snapshot:
        return self._registered

    def execute(self, changes: object, before: object = None) -> NoReturn:
        raise NotImplementedError

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        found = self._catalog.flavor(component_type, flavor)
        assert found is not None
        return normalized(found, configuration)
