"""Which attributes a plan sets: those that a file states, where they are not so already."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from stackls_core.catalog.model import Flavor
from stackls_core.documents.stack_file.attributes import Written
from stackls_core.documents.stack_file.connectors import fits, needs_of
from stackls_core.registry.attribute_rules import check_kept
from stackls_core.registry.attributes import Attributes, differing, own_labels, shown_labels, stated
from stackls_core.registry.errors import NotPlannable, Unsupported
from stackls_core.registry.model import Component, ConnectorInfo, Stack
from stackls_core.registry.store import StackStore
from stackls_core.registry.traits import Traits


class AttributePlanner:
    """Compares attributes; what a registry has of connectors and secrets is asked for once."""

    def __init__(self, store: StackStore, traits: Traits) -> None:
        self._store = store
        self._traits = traits

    def of_component(
        self, written: Written, existing: Component | None, words: str, flavor: Flavor | None
    ) -> dict[str, Any]:
        """What a component gets. Raises `NotPlannable`; ``words`` name the component.

        A connector that does not fit its ``flavor`` is refused, as ``zenml ... connect`` does:
        ZenML's store takes it, and runs fail.
        """
        before = existing.attributes if existing is not None else {}
        changed = self._changed(written, before, self._traits.component_attributes, words)
        wanted = written.values
        if "connector" in changed:
            # another connector has other resources
            changed["connector_resource_id"] = wanted.get("connector_resource_id")
        connector = wanted.get("connector", before.get("connector"))
        if wanted.get("connector_resource_id") and not connector:
            raise NotPlannable(f"{_for(words)} connector_resource_id needs a connector beside it.")
        if changed.get("connector"):
            self._check_connector(changed["connector"], flavor)
        return changed

    def of_stack(self, written: Written, existing: Stack | None, words: str) -> dict[str, Any]:
        """What a stack gets. Raises `NotPlannable`; ``words`` name the stack."""
        before = existing.attributes if existing is not None else {}
        return self._changed(written, before, self._traits.stack_attributes, words)

    def _changed(
        self, written: Written, before: Attributes, kept: frozenset[str], words: str
    ) -> dict[str, Any]:
        if written.problems:
            raise NotPlannable(f"{_for(words)} {written.problems[0].message}")
        labels: Attributes = before.get("labels") or {}
        changed = differing({**before, "labels": shown_labels(labels)}, written.values)
        if "labels" in changed:
            changed["labels"] = {**own_labels(labels), **shown_labels(changed["labels"] or {})}
        try:
            check_kept(changed, kept, words)
        except Unsupported as error:
            raise NotPlannable(str(error)) from error
        there: list[str] = before.get("secrets") or []
        wanted: list[str] = changed.get("secrets") or []
        self._check_secrets([one for one in wanted if one not in there])
        return changed

    @cached_property
    def _connectors(self) -> dict[str, ConnectorInfo]:
        return {one.name: one for one in self._store.connectors()}

    @cached_property
    def _secrets(self) -> frozenset[str]:
        return frozenset(name for one in self._store.secrets() for name in (one.name, one.id))

    def _check_connector(self, name: str, flavor: Flavor | None) -> None:
        if not self._store.capabilities.has_connectors:
            return
        connector = self._connectors.get(name)
        if connector is None:
            raise NotPlannable(
                f"There is no service connector {name}, or none that you may see.",
                "Make it with zenml service-connector register, or name one that zenml "
                "service-connector list shows.",
            )
        if flavor is not None and not fits(connector, flavor):
            resources = ", ".join(connector.resource_types) or "nothing"
            raise NotPlannable(
                f"The service connector {name} is of type {connector.type}, for {resources}; the "
                f"{flavor.title} needs {needs_of(flavor)}.",
                "Name another one: zenml service-connector list shows them.",
            )

    def _check_secrets(self, added: list[str]) -> None:
        if not added or not self._store.capabilities.has_connectors:
            return
        missing = [one for one in added if one not in self._secrets]
        if missing:
            raise NotPlannable(
                f"There is no secret {missing[0]}, or none that you may see.",
                "Make it with zenml secret create, or name one that zenml secret list shows.",
            )


def besides(registered: Attributes, written: Written) -> tuple[str, ...]:
    """The names of those attributes that are registered and that a file says nothing of."""
    labels: Attributes = registered.get("labels") or {}
    shown = {**registered, "labels": shown_labels(labels)}
    return tuple(name for name in stated(shown) if name not in written.values)


def _for(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}:"
