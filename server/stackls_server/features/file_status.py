"""How a stack file stands with what is registered: the same, different, or not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NoReturn

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.errors import CatalogError
from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.registry.configurations import normalized
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Snapshot as Registered
from stackls_core.registry.references import unknown_flavor
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_server.features.snapshot import Snapshot

if TYPE_CHECKING:
    from stackls_core.plans.plan import Plan


class FileState(str, Enum):
    """``unknown`` where it cannot be told: no store was seen, or the file cannot be planned."""

    UNKNOWN = "unknown"
    UNREGISTERED = "unregistered"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class FileStatus:
    """The state of a file; ``places`` counts where it is different."""

    state: FileState
    places: int = 0


_UNKNOWN = FileStatus(FileState.UNKNOWN)


def file_status(snapshot: Snapshot) -> FileStatus:
    """How a document stands with the store that was seen last."""
    known = snapshot.known
    file = snapshot.view
    if known is None or not isinstance(file, StackFileView) or file.known_name is None:
        return _UNKNOWN
    if known.registered.stack_named(file.known_name) is None:
        return FileStatus(FileState.UNREGISTERED)
    found = plan_of(snapshot)
    if found is None:
        return _UNKNOWN
    places = _places(found)
    return FileStatus(FileState.DIFFERENT if places else FileState.SAME, places)


def plan_of(snapshot: Snapshot) -> Plan | None:
    """What applying a document would do to the registry as it was seen last.

    ``None`` where that is not known, or where the document has an error or a placeholder.
    """
    known, file = snapshot.known, snapshot.view
    if known is None or not isinstance(file, StackFileView) or file.known_name is None:
        return None
    # only once a registry is known: the first diagnostics wait for none
    from stackls_core.plans.plan import plan, plan_text

    state, variables = KnownState(known, snapshot.catalog), snapshot.variables
    try:
        if variables is None:
            found = plan(file, state, snapshot.catalog)
        else:
            found = plan_text(snapshot.text, state, snapshot.catalog, variables=variables)
    except CatalogError:
        return None
    return None if found.findings or found.unresolved or found.stack is None else found


def status_data(snapshot: Snapshot) -> dict[str, Any]:
    """The same as plain data, for commands of editors; ``stack`` is ``None`` without a name."""
    status = file_status(snapshot)
    name = snapshot.view.stack_name if isinstance(snapshot.view, StackFileView) else None
    return {"stack": name or None, "state": status.state.value, "places": status.places}


def _places(found: Plan) -> int:
    """In how many places a file differs: fields, whole components, members of the stack."""
    from stackls_core.plans.planned import Action

    count = 0
    for component in found.components:
        if component.action is Action.CHANGE:
            count += max(1, len(component.fields))
        elif component.action is not Action.REUSE:
            count += 1
    if found.stack is not None and found.stack.action is Action.CHANGE:
        new = {(c.type, c.name) for c in found.components if c.action is Action.CREATE}
        added = [member for member in found.stack.added if member not in new]
        places = len(added) + len(found.stack.removed) + len(found.stack.fields)
        # nothing else: the components stand in another order
        count += places or (0 if new else 1)
    return count


class KnownState(StackStore):
    """The registry as it was read last, to plan against; it cannot be changed."""

    def __init__(self, known: KnownRegistry, catalog: Catalog) -> None:
        self._known = known
        self._catalog = catalog

    def info(self) -> StoreInfo:
        return self._known.info

    def snapshot(self) -> Registered:
        return self._known.registered

    def execute(self, changes: object, before: object = None) -> NoReturn:
        raise NotImplementedError

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """As the registry sees it; ZenML's own classes are not asked for a lens."""
        found = self._catalog.flavor(component_type, flavor)
        if found is None:
            raise unknown_flavor(component_type, flavor, self._catalog)
        return normalized(found, configuration)
