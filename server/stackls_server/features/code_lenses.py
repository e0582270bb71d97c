"""Code lenses: what can be done with the stack of a file, and how it stands with the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

from stackls_core.flavors.catalog import CatalogError
from stackls_core.flavors.registry import FlavorRegistry
from stackls_core.stacks.base import BaseStore, unknown_flavor
from stackls_core.stacks.configurations import normalized
from stackls_core.stacks.model import Snapshot as Registered
from stackls_core.stacks.plan import Action, Plan, plan
from stackls_core.stacks.store import StoreInfo
from stackls_core.text import Span
from stackls_server.features.known import KnownStore
from stackls_server.features.snapshot import Snapshot


class LensAction(Enum):
    """What a lens does when it is chosen."""

    NOTHING = "nothing"
    ACTIVATE = "activate"
    PLAN = "plan"
    APPLY = "apply"


@dataclass(frozen=True)
class Lens:
    """One lens: where it stands, what it says and does; ``stack`` is the stack's name."""

    span: Span
    title: str
    action: LensAction
    stack: str


def code_lenses(snapshot: Snapshot) -> list[Lens]:
    """The lenses of a document, in the order in which they should be shown."""
    if not snapshot.is_stack_file:
        return []
    file = snapshot.stack_file
    entry = file.entry("stack_name")
    name = file.stack_name
    if entry is None or not name or file.is_unknown(entry):
        return []
    span = Span(entry.key.start, entry.end)
    titles: list[tuple[str, LensAction]] = []
    known = snapshot.known
    stack = known.registered.stack_named(name) if known is not None else None
    if known is not None and stack is not None and known.is_active(stack):
        titles.append(("✓ active", LensAction.NOTHING))
    elif known is None or stack is not None:
        titles.append(("Activate", LensAction.ACTIVATE))
    titles += [("Plan", LensAction.PLAN), ("Apply", LensAction.APPLY)]
    difference = _difference(snapshot, known) if known is not None else ""
    if difference:
        titles.append((difference, LensAction.PLAN))
    return [Lens(span, title, action, name) for title, action in titles]


def _difference(snapshot: Snapshot, known: KnownStore) -> str:
    """How the file differs from what is registered; empty where it does not, or cannot be told."""
    if known.registered.stack_named(snapshot.stack_file.stack_name or "") is None:
        return "not registered"
    try:
        found = plan(snapshot.stack_file, _Seen(known, snapshot.registry), snapshot.registry)
    except CatalogError:
        return ""
    if found.findings or found.unresolved or found.stack is None:
        return ""
    count = _places(found)
    return f"differs from registered in {count} place{'' if count == 1 else 's'}" if count else ""


def _places(found: Plan) -> int:
    """In how many places a file differs: fields, whole components, members of the stack."""
    count = 0
    for component in found.components:
        if component.action is Action.CHANGE:
            count += max(1, len(component.fields))
        elif component.action is not Action.REUSE:
            count += 1
    if found.stack is not None and found.stack.action is Action.CHANGE:
        new = {(c.type, c.name) for c in found.components if c.action is Action.CREATE}
        added = [member for member in found.stack.added if member not in new]
        # nothing added and nothing removed: the components stand in another order
        count += len(added) + len(found.stack.removed) or (0 if new else 1)
    return count


class _Seen(BaseStore):
    """The store as it was seen last, to plan against; it cannot be changed."""

    def __init__(self, known: KnownStore, registry: FlavorRegistry) -> None:
        self._known = known
        self._registry = registry

    def info(self) -> StoreInfo:
        return self._known.info

    def snapshot(self) -> Registered:
        return self._known.registered

    def execute(self, changes: object) -> NoReturn:
        raise NotImplementedError

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """As the registry sees it; ZenML's own classes are not asked for a lens."""
        found = self._registry.flavor(component_type, flavor)
        if found is None:
            raise unknown_flavor(component_type, flavor, self._registry)
        return normalized(found, configuration)
