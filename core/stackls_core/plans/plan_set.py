"""What applying several stack files would do, as one plan: shared components are made once.

Each file is planned against what the files before it lead to. So a component that two files have is
created by the first and reused by the second, and one that they do not have alike shows as a change
of what another file holds: that is a conflict, found before anything happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stackls_core.catalog.catalog import Catalog, FlavorSource
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.plans.planned import Action, PlannedComponent
from stackls_core.registry import rules
from stackls_core.registry.changes import Change, ExpectComponent, ExpectStack
from stackls_core.registry.model import ConnectorInfo, SecretInfo, Snapshot
from stackls_core.registry.store import StackStore, StoreInfo
from stackls_core.registry.words import component_words
from stackls_core.text import LineIndex


@dataclass(frozen=True)
class StackText:
    """A stack file: how to call it, its text, and what its placeholders stand for, if anything."""

    path: str
    text: str = field(repr=False)
    variables: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FilePlan:
    """The plan of one file of a set. ``steps`` are its changes that no earlier file has made."""

    file: StackText
    plan: Plan
    steps: tuple[Change, ...] = field(default=(), repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do for it."""
        return not self.plan.is_blocked and not any(map(_does_something, self.steps))


@dataclass(frozen=True)
class PlanSet:
    """The plans of all files, in their order. ``active`` is the stack that is active now."""

    files: tuple[FilePlan, ...]
    active: str | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether some file cannot be applied, and so the whole cannot."""
        return any(file.plan.is_blocked for file in self.files)

    @property
    def is_empty(self) -> bool:
        """Whether the store holds all of it already."""
        return not self.is_blocked and all(file.is_empty for file in self.files)

    @property
    def steps(self) -> tuple[Change, ...]:
        """All that is to be done, in order."""
        return tuple(step for file in self.files for step in file.steps)


def _does_something(change: Change) -> bool:
    return not isinstance(change, (ExpectComponent, ExpectStack))


def plan_set(
    files: Sequence[StackText],
    store: StackStore,
    catalog: Catalog,
    tell: Callable[[int], None] = lambda _: None,
) -> PlanSet:
    """The plans of ``files``; the store is read once, however many there are.

    ``tell`` is called with how many files are planned. Raises a `StoreError` where the store cannot
    be read.
    """
    ahead = _Ahead(store)
    held: dict[_Subject, str] = {}
    touched: set[_Subject] = set()
    plans: list[FilePlan] = []
    active = ahead.snapshot().active_stack
    for count, file in enumerate(files):
        made = plan_text(file.text, ahead, catalog, variables=file.variables)
        made = _with_clashes(made, file, held)
        steps: tuple[Change, ...] = ()
        if not made.is_blocked:
            steps = tuple(_not_yet_held(made.changes, touched))
            ahead.go_on(made.changes)
            touched |= {_subject_of(change) for change in made.changes}
        for subject, place in _places(made, file):
            held.setdefault(subject, place)
        plans.append(FilePlan(file, made, steps))
        tell(count + 1)
    return PlanSet(tuple(plans), active.name if active is not None else None)


# -- conflicts between files ---------------------------------------------------------------------

_Subject = tuple[str, str]
"""A component by its type and name, or a stack by an empty type and its name."""


def _with_clashes(plan: Plan, file: StackText, held: Mapping[_Subject, str]) -> Plan:
    """``plan``, in which what another file holds differently is a conflict."""
    here = dict(_places(plan, file))

    def checked(component: PlannedComponent) -> PlannedComponent:
        subject = (component.type, component.name)
        if subject not in held or component.action not in (Action.CHANGE, Action.CONFLICT):
            return component
        words = component_words(*subject)
        reason = (
            f"{words[:1].upper()}{words[1:]} is in {held[subject]} and in {here[subject]}, "
            "and not alike."
        )
        return replace(component, action=Action.CONFLICT, reason=reason, fields=(), used_by=())

    stack = plan.stack
    if stack is not None and ("", stack.name) in held:
        subject = ("", stack.name)
        reason = f"The stack {stack.name} is in {held[subject]} and in {here[subject]}."
        stack = replace(stack, action=Action.CONFLICT, reason=reason, added=(), removed=())
    return replace(plan, components=tuple(map(checked, plan.components)), stack=stack)


def _places(plan: Plan, file: StackText) -> Iterator[tuple[_Subject, str]]:
    """Where a file has what it holds, lines counted from 1."""
    lines = LineIndex(file.text)
    for component in plan.components:
        line = lines.position(component.span.start).line + 1
        yield (component.type, component.name), f"{file.path}:{line}"
    if plan.stack is not None:
        yield ("", plan.stack.name), file.path


# -- steps ---------------------------------------------------------------------------------------


def _not_yet_held(changes: Sequence[Change], touched: set[_Subject]) -> Iterator[Change]:
    """Without what an earlier file has made sure of already, in the form that the store keeps."""
    for change in changes:
        if _does_something(change) or _subject_of(change) not in touched:
            yield change


def _subject_of(change: Change) -> _Subject:
    kind: str = getattr(change, "type", "")
    return (kind, change.name)


# -- what the files before lead to ---------------------------------------------------------------


class _Ahead(StackStore):
    """A store as it will be; nothing is changed in it, and each thing is asked for once."""

    def __init__(self, store: StackStore) -> None:
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
