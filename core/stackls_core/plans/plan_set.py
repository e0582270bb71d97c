"""What applying several stack files would do, as one plan: shared components are made once.

Each file is planned against what the files before it lead to. So a component that two files have is
created by the first and reused by the second, and one that they do not have alike shows as a change
of what another file holds: that is a conflict, found before anything happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.ahead import StoreAhead
from stackls_core.plans.in_time import in_time
from stackls_core.plans.ownership import Removal, Subject, claims, unheld
from stackls_core.plans.places import locate, places, subject_of
from stackls_core.plans.plan import Plan, plan_text
from stackls_core.plans.planned import Action, PlannedComponent
from stackls_core.registry.changes import Change, ExpectComponent, ExpectStack
from stackls_core.registry.errors import StoreError
from stackls_core.registry.store import StackStore
from stackls_core.registry.words import capitalized, component_words


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
    def places(self) -> dict[Subject, str]:
        """Where the file has what it holds, as `PATH:LINE`."""
        return dict(places(self.plan, self.file.path, self.file.text))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do for it."""
        return not self.plan.is_blocked and not any(map(_does_something, self.steps))


@dataclass(frozen=True)
class PlanSet:
    """The plans of all files, in their order.

    ``unheld`` is what the owner has made and no file holds any more; ``removes`` says whether it
    goes, or stays.
    """

    files: tuple[FilePlan, ...]
    unheld: tuple[Removal, ...] = ()
    removes: bool = False

    @property
    def removals(self) -> tuple[Removal, ...]:
        """What is to be removed."""
        return self.unheld if self.removes else ()

    @property
    def is_blocked(self) -> bool:
        """Whether some file cannot be applied, and so the whole cannot."""
        return any(file.plan.is_blocked for file in self.files) or any(
            one.reason for one in self.removals
        )

    @property
    def is_empty(self) -> bool:
        """Whether the store holds all of it already."""
        return not (self.is_blocked or self.removals) and all(one.is_empty for one in self.files)

    @property
    def steps(self) -> tuple[Change, ...]:
        """All that is to be done, in order. What is removed may have been in use before."""
        return (*(step for file in self.files for step in file.steps), *self.removing)

    @property
    def places(self) -> dict[Subject, str]:
        """Where the first file that has it has each thing."""
        return {what: at for file in reversed(self.files) for what, at in file.places.items()}

    @property
    def removing(self) -> tuple[Change, ...]:
        """What removes."""
        return tuple(step for one in self.removals for step in one.steps)


def set_of_one(plan: Plan, file: StackText) -> PlanSet:
    """The plan of one file as that of several."""
    return PlanSet((FilePlan(file, plan, plan.changes),))


def _does_something(change: Change) -> bool:
    return not isinstance(change, (ExpectComponent, ExpectStack))


def plan_set(
    files: Sequence[StackText],
    store: StackStore,
    catalog: Catalog,
    tell: Callable[[int], None] = lambda _: None,
    *,
    owner: str = "",
    removes: bool = False,
) -> PlanSet:
    """The plans of ``files``; the store is read once, however many there are.

    ``tell`` is called with how many files are planned. What is made is marked as the ``owner``'s;
    with ``removes``, what is marked so and held by no file is removed. Raises a `StoreError` where
    the store cannot be read, or planning takes too long.
    """
    made: list[FilePlan] = []

    def too_slow(limit: str) -> str:
        what = "1 file" if len(files) == 1 else f"{len(files)} files"
        told = f"Planning {what} takes more than {limit}, so no plan is made"
        if len(made) < len(files):
            told += f"; it had come to {files[len(made)].path}"
        return f"{told}. Plan fewer of them at once, or make them smaller."

    return in_time(
        lambda: _plan_set(files, store, catalog, made, tell, owner, removes=removes), too_slow
    )


def _plan_set(
    files: Sequence[StackText],
    store: StackStore,
    catalog: Catalog,
    plans: list[FilePlan],
    tell: Callable[[int], None],
    owner: str,
    *,
    removes: bool,
) -> PlanSet:
    """The plans of ``files``, each of which is put into ``plans`` once it is made."""
    ahead = StoreAhead(store)
    held: dict[Subject, str] = {}
    touched: set[Subject] = set()
    for count, file in enumerate(files):
        made = plan_text(file.text, ahead, catalog, variables=file.variables)
        made = _with_clashes(made, file, held)
        steps: tuple[Change, ...] = ()
        if not made.is_blocked:
            try:
                ahead.go_on(made.changes)
            except StoreError as error:
                locate(error, made.changes, FilePlan(file, made).places)
                raise
            marks = claims(made.changes, ahead.snapshot(), owner)
            ahead.go_on(marks)
            steps = (*_not_yet_held(made.changes, touched), *marks)
            touched |= {subject_of(change) for change in made.changes}
        for subject, place in places(made, file.path, file.text):
            held.setdefault(subject, place)
        plans.append(FilePlan(file, made, steps))
        tell(count + 1)
    found = PlanSet(tuple(plans), removes=removes)
    if owner and not found.is_blocked:
        found = replace(found, unheld=unheld(ahead.snapshot(), owner, held.keys()))
    return found


# -- conflicts between files ---------------------------------------------------------------------


def _with_clashes(plan: Plan, file: StackText, held: Mapping[Subject, str]) -> Plan:
    """``plan``, in which what another file holds differently is a conflict."""
    here = dict(places(plan, file.path, file.text))

    def checked(component: PlannedComponent) -> PlannedComponent:
        subject = (component.type, component.name)
        if subject not in held or component.action not in (Action.CHANGE, Action.CONFLICT):
            return component
        words = capitalized(component_words(*subject))
        reason = f"{words} is defined differently in {held[subject]} and {here[subject]}."
        return replace(component, action=Action.CONFLICT, reason=reason, fields=(), used_by=())

    stack = plan.stack
    if stack is not None and ("", stack.name) in held:
        subject = ("", stack.name)
        reason = f"The stack {stack.name} is defined in {held[subject]} and {here[subject]}."
        stack = replace(
            stack, action=Action.CONFLICT, reason=reason, added=(), removed=(), fields=()
        )
    return replace(plan, components=tuple(map(checked, plan.components)), stack=stack)


# -- steps ---------------------------------------------------------------------------------------


def _not_yet_held(changes: Sequence[Change], touched: set[Subject]) -> Iterator[Change]:
    """Without what an earlier file has made sure of already, in the form that the store keeps."""
    for change in changes:
        if _does_something(change) or subject_of(change) not in touched:
            yield change
