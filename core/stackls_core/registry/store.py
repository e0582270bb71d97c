"""What every store of stacks can do, and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from stackls_core.registry.changes import Change
from stackls_core.registry.model import Component, ConnectorInfo, SecretInfo, Snapshot, Stack

if TYPE_CHECKING:
    from stackls_core.catalog.flavors import FlavorSource


@dataclass(frozen=True)
class StoreInfo:
    """Which store this is, for people.

    ``kind`` is ``local`` or ``zenml``; ``location`` a path or a server's URL; ``label`` both in a
    few words. ``zenml_version`` is the version whose flavors the store knows. ``active_from`` says
    where the active stack is set: ``workspace``, ``global`` or ``environment``. ``watched`` are the
    files that change when somebody else activates a stack, logs in, or changes a local store.
    """

    kind: str
    label: str
    location: str
    zenml_version: str
    is_shared: bool = False
    user: str | None = None
    project: str | None = None
    interpreter: str | None = None
    has_secrets: bool = False
    active_from: str = "global"
    watched: tuple[str, ...] = ()


class StackStore(Protocol):
    """A registry of stacks and components. All methods may be called from any thread.

    References are exact names, ids or unambiguous beginnings of ids. Every method raises a
    `StoreError` for whatever it cannot do.
    """

    def info(self) -> StoreInfo:
        """Which store this is."""
        ...

    def snapshot(self) -> Snapshot:
        """Everything at one moment: what a plan is made against."""
        ...

    def execute(self, changes: Sequence[Change]) -> Snapshot:
        """Do all of ``changes``, in order, or none of them; what the store holds afterwards."""
        ...

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as the store would keep it: ``"3"`` for an integer becomes ``3``.

        Raises `UnknownFlavor` and `InvalidConfiguration`.
        """
        ...

    def stacks(self) -> tuple[Stack, ...]:
        """All stacks, by name."""
        ...

    def stack(self, reference: str) -> Stack:
        """The stack that is meant."""
        ...

    def active(self) -> Stack:
        """The stack that runs happen on."""
        ...

    def activate(self, reference: str) -> Stack:
        """Make a stack the active one, for this workspace where it has a setting of its own."""
        ...

    def create_stack(self, name: str, members: Sequence[tuple[str, str]]) -> Stack:
        """Register a stack of existing components, given as (type, reference)."""
        ...

    def update_stack(self, reference: str, members: Sequence[tuple[str, str]]) -> Stack:
        """Give a stack exactly these components."""
        ...

    def copy_stack(self, reference: str, new_name: str) -> Stack:
        """Register a stack with all the components of another one, repeated types included."""
        ...

    def rename_stack(self, reference: str, new_name: str) -> Stack:
        """Give a stack another name."""
        ...

    def delete_stack(self, reference: str, *, recursive: bool = False) -> tuple[Component, ...]:
        """Remove a stack; with ``recursive`` also its components that no other stack uses.

        Gives the components that were removed with it.
        """
        ...

    def components(self, component_type: str | None = None) -> tuple[Component, ...]:
        """All components, or those of one type; by type, then by name."""
        ...

    def component(self, component_type: str, reference: str) -> Component:
        """The component that is meant."""
        ...

    def create_component(
        self,
        component_type: str,
        name: str,
        flavor: str,
        configuration: Mapping[str, Any],
        labels: Mapping[str, str] | None = None,
    ) -> Component:
        """Register a component."""
        ...

    def update_component(
        self, component_type: str, reference: str, configuration: Mapping[str, Any]
    ) -> Component:
        """Give a component exactly this configuration."""
        ...

    def rename_component(self, component_type: str, reference: str, new_name: str) -> Component:
        """Give a component another name."""
        ...

    def delete_component(self, component_type: str, reference: str) -> None:
        """Remove a component that no stack uses."""
        ...

    def secrets(self) -> tuple[SecretInfo, ...]:
        """Names and keys of the secrets, by name; empty where the store has none."""
        ...

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        """The service connectors, by name; empty where the store has none."""
        ...

    def flavors(self) -> FlavorSource | None:
        """The flavors that this store knows better than the bundled catalog does."""
        ...

    def close(self) -> None:
        """Let go of files and processes; the store opens again when it is used again."""
        ...
