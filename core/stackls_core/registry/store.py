"""The port of a store: what every registry of stacks can do, and what it says about itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from stackls_core.registry import edits
from stackls_core.registry.changes import (
    Change,
    CreateComponent,
    UpdateComponent,
)
from stackls_core.registry.edits import Edit
from stackls_core.registry.errors import NotFound
from stackls_core.registry.existing import existing_component, existing_stack
from stackls_core.registry.model import (
    Component,
    ConnectorInfo,
    SecretInfo,
    Snapshot,
    Stack,
)
from stackls_core.registry.names import DEFAULT_NAME

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import FlavorSource

MakeEdit: TypeAlias = "Callable[[Snapshot], Edit]"
"""The edit to make of what is registered."""


@dataclass(frozen=True)
class Capabilities:
    """What not every store can do.

    ``validates``: its ZenML can be asked what its own classes say of a configuration.
    ``imports_by_prefix``: its import takes a component whose name or id begins with the name in a
    file. ``has_connectors``: it has service connectors and secrets, which things can only be given
    where they exist. Secrets are in `StoreInfo`, which says so for each registry.
    """

    validates: bool = False
    imports_by_prefix: bool = False
    has_connectors: bool = False


@dataclass(frozen=True)
class StoreInfo:
    """Which registry this is, for people.

    ``kind`` is ``local`` or `ZENML`; ``location`` a path or a server's URL; ``label`` both in a
    few words. ``zenml_version`` is the version whose flavors the store knows. ``active_from`` says
    where the active stack is set: ``workspace``, ``global`` or ``environment``. ``watched`` are the
    files that change when somebody else activates a stack, logs in, or changes a local registry.
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

    @property
    def place(self) -> str:
        """The registry in a sentence, with its article; where it is shared, for whom.

        ZenML's stacks belong to no project: the active one is where runs on them belong.
        """
        project = f", project {self.project}" if self.is_shared and self.project else ""
        project += f", as {self.user}" if self.is_shared and self.user else ""
        article = "" if self.label.startswith("ZenML's") else "the "
        return f"{article}{self.label}{project}"


@dataclass(frozen=True)
class Changed:
    """An edit that was made, and everything that is registered after it."""

    edit: Edit
    state: Snapshot

    @property
    def stack(self) -> Stack:
        """The stack that it was about."""
        return existing_stack(self.state, self.edit.name)

    def component(self, component_type: str) -> Component:
        """The component that it was about, which is of this type."""
        return existing_component(self.state, component_type, self.edit.name)


class StackStore(ABC):
    """A registry of stacks and components. All methods may be called from any thread.

    References are exact names, ids or unambiguous beginnings of ids. Every method raises a
    `StoreError` for whatever it cannot do.
    """

    capabilities: ClassVar[Capabilities] = Capabilities()

    @abstractmethod
    def info(self) -> StoreInfo:
        """Which registry this is."""

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """Everything that is registered at one moment: what a plan is made against."""

    @abstractmethod
    def execute(self, changes: Sequence[Change], before: Snapshot | None = None) -> Snapshot:
        """Do all of ``changes``, in order, or none of them; what is registered afterwards.

        ``before`` is what is known to be registered, and saves a store from reading it.
        """

    @abstractmethod
    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """A configuration as the store would keep it: ``"3"`` for an integer becomes ``3``.

        Raises `UnknownFlavor` and `InvalidConfiguration`.
        """

    def refusals(self, run_configuration: str, stack: str) -> tuple[str, ...] | None:
        """Why the compiler of a store's ZenML refuses a run configuration on a registered stack.

        Nothing where it accepts it; ``None`` where nobody can tell, as without a ZenML.
        """
        del run_configuration, stack
        return None

    def change(self, make: MakeEdit, seen: Snapshot | None = None) -> Changed:
        """Make an edit of what is registered now.

        ``seen`` is what was registered a while ago, for edits that rest on no more than a name:
        nothing is read unless the name is not found any more.
        """
        if seen is not None:
            try:
                return self._changed(make, seen)
            except NotFound:
                pass
        return self._changed(make, self.snapshot())

    def _changed(self, make: MakeEdit, before: Snapshot) -> Changed:
        edit = make(before)
        return Changed(edit, self.execute(edit.changes, before))

    # -- stacks ----------------------------------------------------------------------------------

    def stacks(self) -> tuple[Stack, ...]:
        """All stacks, by name."""
        return self.snapshot().stacks

    def stack(self, reference: str) -> Stack:
        """The stack that is meant."""
        return edits.find_stack(self.snapshot(), reference)

    def active(self) -> Stack:
        """The stack that runs happen on; the default one where the active one was deleted."""
        snapshot = self.snapshot()
        return snapshot.active_stack or existing_stack(snapshot, DEFAULT_NAME)

    def activate(self, reference: str) -> Stack:
        """See `edits.activate`."""
        return self.change(lambda before: edits.activate(before, reference)).stack

    def create_stack(self, name: str, members: Sequence[tuple[str, str]]) -> Stack:
        """See `edits.create_stack`."""
        return self.change(lambda before: edits.create_stack(before, name, members)).stack

    def update_stack(self, reference: str, members: Sequence[tuple[str, str]]) -> Stack:
        """See `edits.update_stack`."""
        return self.change(lambda before: edits.update_stack(before, reference, members)).stack

    def copy_stack(self, reference: str, new_name: str) -> Stack:
        """See `edits.copy_stack`."""
        return self.change(lambda before: edits.copy_stack(before, reference, new_name)).stack

    def rename_stack(self, reference: str, new_name: str) -> Stack:
        """See `edits.rename_stack`."""
        return self.change(lambda before: edits.rename_stack(before, reference, new_name)).stack

    def delete_stack(self, reference: str, *, recursive: bool = False) -> tuple[Component, ...]:
        """See `edits.delete_stack`; the components that were deleted with the stack."""
        changed = self.change(
            lambda before: edits.delete_stack(before, reference, recursive=recursive)
        )
        return changed.edit.removed

    # -- components ------------------------------------------------------------------------------

    def components(self, component_type: str | None = None) -> tuple[Component, ...]:
        """All components, or those of one type; by type, then by name."""
        snapshot = self.snapshot()
        if component_type is None:
            return snapshot.components
        return edits.components_of(snapshot, component_type)

    def component(self, component_type: str, reference: str) -> Component:
        """The component that is meant."""
        return edits.find_component(self.snapshot(), component_type, reference)

    def create_component(
        self,
        component_type: str,
        name: str,
        flavor: str,
        configuration: Mapping[str, Any],
        labels: Mapping[str, str] | None = None,
    ) -> Component:
        change = CreateComponent(component_type, name, flavor, configuration, labels or {})
        return existing_component(self.execute([change]), component_type, name)

    def update_component(
        self, component_type: str, reference: str, configuration: Mapping[str, Any]
    ) -> Component:
        """Give a component exactly this configuration."""
        before = self.snapshot()
        name = edits.find_component(before, component_type, reference).name
        change = UpdateComponent(component_type, name, configuration)
        return existing_component(self.execute([change], before), component_type, name)

    def rename_component(self, component_type: str, reference: str, new_name: str) -> Component:
        """See `edits.rename_component`."""
        return self.change(
            lambda before: edits.rename_component(before, component_type, reference, new_name)
        ).component(component_type)

    def delete_component(self, component_type: str, reference: str) -> None:
        """See `edits.delete_component`."""
        self.change(lambda before: edits.delete_component(before, component_type, reference))

    # -- what not every store has ----------------------------------------------------------------

    def exists(self) -> bool:
        """Whether reading leaves everything as it is: an unused local registry would be made."""
        return True

    def secrets(self) -> tuple[SecretInfo, ...]:
        """Names and keys of the secrets, by name; values are never asked for."""
        return ()

    def connectors(self) -> tuple[ConnectorInfo, ...]:
        """The service connectors, by name."""
        return ()

    def flavors(self) -> FlavorSource | None:
        """The flavors that this store knows better than the bundled catalog does."""
        return None

    def installed_integrations(self, names: Sequence[str]) -> Mapping[str, bool | None]:
        """For each integration whether what it needs is installed; ``None`` for unknown ones."""
        del names
        return {}

    def unfinished(self) -> tuple[str, ...]:
        """What earlier changes have left behind whose end nobody saw, for people.

        It is judged by what this store has read, and nothing is read for it.
        """
        return ()

    def settle(self, changes: Sequence[Change]) -> None:
        """Know that the registry is as all of these wanted it: nothing of them is unfinished."""
        del changes

    def close(self) -> None:
        """Close files and end processes; the store opens again when it is used again."""
        return
