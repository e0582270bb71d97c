"""How two stacks differ, as lines and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stackls_core.catalog.component_types import label_of
from stackls_core.plans.differences import FieldAction
from stackls_core.plans.planned import Action
from stackls_core.plans.sides import Difference
from stackls_core.visible import visible
from stackls_server.features.plan_data import field_data
from stackls_server.features.stack_text import Mark, PlanLine, field_text

_MARKS = {Action.CREATE: Mark.CREATE, Action.CHANGE: Mark.CHANGE, None: Mark.REMOVE}
_FIELD_MARKS = {
    FieldAction.ADD: Mark.CREATE,
    FieldAction.CHANGE: Mark.CHANGE,
    FieldAction.REMOVE: Mark.REMOVE,
}


def difference_lines(one: str, other: str, found: Iterable[Difference]) -> Iterator[PlanLine]:
    """The lines of a comparison of what is called ``one`` with ``other``."""
    yield PlanLine(Mark.NONE, f"{one} and {other}")
    yield PlanLine(Mark.NONE, "")
    is_same = True
    for difference in found:
        is_same = False
        kind = label_of(difference.type) if difference.type else "stack"
        flavor = f" ({difference.flavor})" if difference.flavor else ""
        before = f"{difference.before} → " if difference.before else ""
        words = f"{kind} {before}{difference.name}{flavor}"
        yield PlanLine(_MARKS[difference.action], words, depth=1)
        for change in difference.fields:
            yield PlanLine(_FIELD_MARKS[change.action], field_text(change), depth=3)
    if is_same:
        yield PlanLine(Mark.NONE, "They mean the same.")


def difference_text(one: str, other: str, found: Iterable[Difference]) -> str:
    """The same as text that ends in a line break."""
    lines = difference_lines(one, other, found)
    return "".join(f"{visible(str(line))}\n" for line in lines)


def difference_data(difference: Difference) -> dict[str, Any]:
    """A difference as plain data; ``type`` is ``None`` for the stack itself."""
    return {
        "type": difference.type or None,
        "name": difference.name,
        "before": difference.before or None,
        "action": difference.action.value if difference.action is not None else "remove",
        "flavor": difference.flavor or None,
        "fields": [field_data(one) for one in difference.fields],
    }
