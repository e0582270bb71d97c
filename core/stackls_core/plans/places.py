"""Where files ask for what a plan does, as `PATH:LINE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stackls_core.plans.ownership import Subject
from stackls_core.plans.plan import Plan
from stackls_core.registry.changes import Change
from stackls_core.registry.errors import StoreError
from stackls_core.text import LineIndex


def places(plan: Plan, path: str, text: str) -> Iterator[tuple[Subject, str]]:
    """Where a file has the components of its plan, and then the name of its stack.

    ``text`` is that of the file; lines are counted from 1.
    """
    lines = LineIndex(text)
    for component in plan.components:
        line = lines.position(component.span.start).line + 1
        yield (component.type, component.name), f"{path}:{line}"
    if plan.stack is not None:
        line = lines.position(plan.stack.span.start).line + 1
        yield ("", plan.stack.name), f"{path}:{line}"


def subject_of(change: Change) -> Subject:
    """The component or the stack that a change is about."""
    kind: str = getattr(change, "type", "")
    return (kind, change.name)


def locate(error: StoreError, steps: Sequence[Change], known: Mapping[Subject, str]) -> None:
    """Note in the ``error`` of one of these ``steps`` where a file asks for it."""
    if error.step is not None and error.step < len(steps):
        error.place = known.get(subject_of(steps[error.step]), "")
