"""What applying a stack file to a store would do, before anything is done.

A plan is data: it can be shown, kept, and applied later. It holds what the store looked like for
everything it rests on, so applying it notices when that is no longer true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, cast

from stackls_core.analysis.analyze import analyze
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.stack_file.model import ComponentNode
from stackls_core.documents.stack_file.view import StackFileView, parse_stack_file
from stackls_core.findings import Finding, Severity
from stackls_core.plans.differences import FieldChange, field_changes
from stackls_core.plans.placeholders import Expansion, Unresolved, expand
from stackls_core.registry import rules
from stackls_core.registry.changes import (
    Change,
    CreateComponent,
    CreateStack,
    ExpectComponent,
    ExpectStack,
    Members,
    UpdateComponent,
    UpdateStack,
)
from stackls_core.registry.errors import InvalidConfiguration, UnknownFlavor
from stackls_core.registry.model import DEFAULT_NAME, Component, Snapshot
from stackls_core.registry.plain import plain, same_value
from stackls_core.registry.store import StackStore
from stackls_core.text import Span
from stackls_core.yamltree.values import try_value


class Action(str, Enum):
    """What would happen to a component or a stack."""

    CREATE = "create"
    CHANGE = "change"
    REUSE = "reuse"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class PlannedComponent:
    """One component of the file. ``reason`` says why there is a conflict.

    ``fields`` are what is configured (create) or differs (change), secrets hidden; ``used_by`` the
    other stacks that a change reaches too; ``span`` is where the component stands in the file.
    """

    type: str
    name: str
    flavor: str
    action: Action
    span: Span
    fields: tuple[FieldChange, ...] = ()
    used_by: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class PlannedStack:
    """The stack of the file; ``added`` and ``removed`` are components by type and name."""

    name: str
    action: Action
    added: Members = ()
    removed: Members = ()
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What applying a file would do.

    ``findings`` are the errors of the file, or that it is too long to be read, and ``unresolved``
    its placeholders without a value: a plan that has some of either, or a conflict, is blocked.
    ``digest`` tells whether the file has been edited since (see `digest_of`). ``changes`` hold
    secrets and are not for showing.
    """

    stack: PlannedStack | None
    components: tuple[PlannedComponent, ...] = ()
    findings: tuple[Finding, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    digest: str = ""
    is_active: bool = False
    changes: tuple[Change, ...] = field(default=(), repr=False)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Why it cannot be applied as far as the store is concerned, a sentence each."""
        reasons = [c.reason for c in self.components if c.action is Action.CONFLICT]
        if self.stack is not None and self.stack.action is Action.CONFLICT:
            reasons.append(self.stack.reason)
        return tuple(reasons)

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be applied."""
        return bool(self.findings or self.unresolved or self.conflicts or self.stack is None)

    @property
    def is_empty(self) -> bool:
        """Whether the store holds all of the file already."""
        return not self.is_blocked and not any(
            not isinstance(change, (ExpectComponent, ExpectStack)) for change in self.changes
        )


def digest_of(text: str) -> str:
    """What `Plan.digest` is for a file of this text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plan_text(
    text: str,
    store: StackStore,
    catalog: Catalog,
    *,
    variables: Mapping[str, str] | None = None,
    stack_name: str | None = None,
) -> Plan:
    """The plan for a file of this text, with its placeholders replaced from ``variables``.

    Without variables, placeholders stay and are unresolved.
    """
    expansion = expand(text, variables)
    file = parse_stack_file(expansion.text)
    return plan(file, store, catalog, expansion=expansion, stack_name=stack_name)


def plan(
    file: StackFileView,
    store: StackStore,
    catalog: Catalog,
    *,
    expansion: Expansion | None = None,
    stack_name: str | None = None,
) -> Plan:
    """What applying ``file`` to ``store`` would do.

    ``expansion`` is what the file's text came from where placeholders were replaced; positions in
    the plan are those of the text before that. ``stack_name`` goes before the file's own. Raises a
    `StoreError` where the store cannot be read.
    """
    if expansion is None:
        expansion = expand(file.text, None)
    digest = digest_of(expansion.original)
    is_unread = bool(file.document.unread)
    findings = tuple(
        replace(finding, span=expansion.span_in_original(finding.span), fixes=(), related=())
        for finding in analyze(file, STACK_FILE.rules, catalog)
        if finding.severity is Severity.ERROR or is_unread
    )
    name = stack_name or file.stack_name
    if findings or name is None:
        return Plan(None, (), findings, expansion.unresolved, digest)
    snapshot = store.snapshot()
    planner = _Planner(snapshot, store, catalog, expansion)
    for component in file.components:
        planner.add(component)
    stack = planner.stack(name)
    active = snapshot.active_stack
    return Plan(
        stack,
        tuple(planner.planned),
        (),
        expansion.unresolved,
        digest,
        active is not None and active.name == name,
        tuple(planner.changes),
    )


class _Planner:
    """Compares the components of one file with one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        store: StackStore,
        catalog: Catalog,
        expansion: Expansion,
    ) -> None:
        self._snapshot = snapshot
        self._store = store
        self._catalog = catalog
        self._expansion = expansion
        self._wanted: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {}
        self.planned: list[PlannedComponent] = []
        self.changes: list[Change] = []

    def add(self, node: ComponentNode) -> None:
        name, flavor = node.name, node.flavor
        entry = node.entry("configuration")
        readable, value = try_value(entry.value) if entry is not None else (False, None)
        if name is None or flavor is None or not readable or not isinstance(value, dict):
            return  # a finding says so already
        configuration = cast("dict[str, Any]", plain(cast("object", value)))
        key = (node.type, name)
        span = self._expansion.span_in_original(node.span)
        if key in self._wanted:
            self._add_again(key, span, (flavor, configuration))
            return
        self._wanted[key] = (flavor, configuration)
        self.planned.append(self._planned(node.type, name, flavor, configuration, span))

    def _add_again(
        self, key: tuple[str, str], span: Span, wanted: tuple[str, Mapping[str, Any]]
    ) -> None:
        words = rules.component_words(*key)
        reason = f"The file has {words} twice."
        if not same_value(self._wanted[key], wanted):
            reason = f"The file has {words} twice, and not alike."
        self.planned.append(PlannedComponent(*key, wanted[0], Action.CONFLICT, span, reason=reason))

    def _planned(
        self, kind: str, name: str, flavor: str, configuration: dict[str, Any], span: Span
    ) -> PlannedComponent:
        def conflict(reason: str) -> PlannedComponent:
            return PlannedComponent(kind, name, flavor, Action.CONFLICT, span, reason=reason)

        existing = self._snapshot.component_named(kind, name)
        if existing is not None and existing.flavor != flavor:
            return conflict(
                f"The {label_of(kind)} {name} is registered with flavor {existing.flavor}, and the "
                f"file asks for {flavor}. Give it another name, or delete the registered one."
            )
        if existing is not None and same_value(existing.configuration, configuration):
            self._expect(existing)
            return PlannedComponent(kind, name, flavor, Action.REUSE, span)
        try:
            wanted = self._normalized(kind, flavor, configuration)
        except (InvalidConfiguration, UnknownFlavor) as error:
            return conflict(str(error))
        known = self._catalog.flavor(kind, flavor)
        if existing is None:
            self.changes.append(ExpectComponent(kind, name, None))
            # the store does its own conversions, once: what it keeps is then `wanted`
            self.changes.append(CreateComponent(kind, name, flavor, configuration))
            fields = field_changes({}, wanted, known)
            return PlannedComponent(kind, name, flavor, Action.CREATE, span, fields)
        self._expect(existing)
        if self._is_same(existing, wanted):
            return PlannedComponent(kind, name, flavor, Action.REUSE, span)
        if rules.is_default_component(self._snapshot, existing):
            return conflict(
                f"The {label_of(kind)} {name} belongs to the default stack and stays as it is. "
                "Give the file's another name."
            )
        self.changes.append(UpdateComponent(kind, name, configuration))
        return PlannedComponent(
            kind,
            name,
            flavor,
            Action.CHANGE,
            span,
            field_changes(existing.configuration, wanted, known),
            tuple(stack.name for stack in self._snapshot.stacks_with(existing)),
        )

    def _normalized(
        self, kind: str, flavor: str, configuration: dict[str, Any]
    ) -> Mapping[str, Any]:
        if self._expansion.unresolved:
            return configuration  # what it will be is not known, and it will not be applied
        return self._store.normalized(kind, flavor, configuration)

    def _is_same(self, existing: Component, wanted: Mapping[str, Any]) -> bool:
        if same_value(existing.configuration, wanted):
            return True
        try:
            # what another version has kept may be written differently and mean the same
            kept = self._store.normalized(existing.type, existing.flavor, existing.configuration)
        except (InvalidConfiguration, UnknownFlavor):
            return False
        return same_value(kept, wanted)

    def _expect(self, component: Component) -> None:
        self.changes.append(
            ExpectComponent(
                component.type, component.name, component.flavor, component.configuration
            )
        )

    def stack(self, name: str) -> PlannedStack:
        """The stack of the file, once all its components have been added."""
        members = tuple(self._wanted)
        existing = self._snapshot.stack_named(name)
        if existing is None:
            self.changes += [ExpectStack(name, None), CreateStack(name, members)]
            return PlannedStack(name, Action.CREATE, added=members)
        self.changes.append(ExpectStack(name, existing.members))
        if rules.same_members(existing.members, members):
            planned = PlannedStack(name, Action.REUSE)
        elif name == DEFAULT_NAME:
            reason = "The default stack stays as it is. Give the file's stack another name."
            planned = PlannedStack(name, Action.CONFLICT, reason=reason)
        else:
            self.changes.append(UpdateStack(name, members))
            added = tuple(member for member in members if member not in existing.members)
            removed = tuple(member for member in existing.members if member not in members)
            planned = PlannedStack(name, Action.CHANGE, added, removed)
        others = [
            replace(one, used_by=tuple(stack for stack in one.used_by if stack != name))
            for one in self.planned
        ]
        self.planned = others
        return planned
