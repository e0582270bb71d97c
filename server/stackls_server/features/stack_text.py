"""Plans in words: the lines that a terminal colours and an editor shows as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from stackls_core.catalog.component_types import label_of
from stackls_core.plans.differences import FieldAction, FieldChange
from stackls_core.plans.plan import Plan
from stackls_core.plans.planned import Action, PlannedComponent, PlannedStack
from stackls_core.registry.secrets import MASK
from stackls_core.text import LineIndex
from stackls_core.visible import visible
from stackls_server.features.values import value_text

NO_NAME = "The file gives its stack no name."
_INDENT = "  "
_ACTION_WIDTH = 8


class Mark(str, Enum):
    """What a line of a plan is about, by its first character."""

    CREATE = "+"
    CHANGE = "~"
    REMOVE = "-"
    REUSE = "="
    CONFLICT = "!"
    NONE = ""


@dataclass(frozen=True)
class PlanLine:
    """One line: how deep it stands, its mark, what is done, and to what."""

    mark: Mark
    text: str
    action: str = ""
    depth: int = 0

    def __str__(self) -> str:
        """The line as plain text."""
        if not self.text:
            return ""
        action = self.action.ljust(_ACTION_WIDTH) + " " if self.action else ""
        mark = f"{self.mark.value} " if self.mark is not Mark.NONE else ""
        return _INDENT * self.depth + mark + action + self.text


_MARKS = {
    Action.CREATE: Mark.CREATE,
    Action.CHANGE: Mark.CHANGE,
    Action.REUSE: Mark.REUSE,
    Action.CONFLICT: Mark.CONFLICT,
}
_FIELD_MARKS = {
    FieldAction.ADD: Mark.CREATE,
    FieldAction.CHANGE: Mark.CHANGE,
    FieldAction.REMOVE: Mark.REMOVE,
}


def plan_text(plan: Plan, lines: LineIndex, *, name: str = "", where: str = "") -> str:
    """A plan as text that ends in a line break; ``where`` names the store."""
    shown = plan_lines(plan, lines, name=name, where=where)
    return "".join(f"{visible(str(line))}\n" for line in shown)


def plan_lines(
    plan: Plan, lines: LineIndex, *, name: str = "", where: str = "", activate: bool = False
) -> Iterator[PlanLine]:
    """The lines of a plan; ``lines`` are those of the file, ``activate`` adds that step."""
    stack = plan.stack.name if plan.stack is not None else name
    title = f"Plan for the stack {stack}" if stack else "Plan"
    yield PlanLine(Mark.NONE, f"{title} in {where}" if where else title)
    yield PlanLine(Mark.NONE, "")

    def at(offset: int) -> str:
        place = lines.position(offset)
        return f"line {place.line + 1}:{place.column + 1}"

    yield from obstacle_lines(plan, at)
    for component in plan.components:
        yield from component_lines(component, at)
    if plan.stack is not None:
        yield from stack_lines(plan.stack, at)
    if activate and plan.stack is not None and not plan.is_blocked and not plan.is_active:
        yield PlanLine(Mark.CHANGE, f"stack {plan.stack.name}", "activate", 1)
    yield PlanLine(Mark.NONE, "")
    yield PlanLine(Mark.NONE, plan_summary(plan))


At = Callable[[int], str]
"""Says where an offset of the file is."""


def obstacle_lines(plan: Plan, at: At) -> Iterator[PlanLine]:
    """What keeps a file from being applied, whatever is registered."""
    for finding in plan.findings:
        text = f"{at(finding.span.start)}: {finding.message} [{finding.code}]"
        yield PlanLine(Mark.CONFLICT, text, "error", 1)
    for unset in plan.unresolved:
        text = f"{at(unset.span.start)}: ${{{unset.name}}}: {unset.reason}"
        yield PlanLine(Mark.CONFLICT, text, "unset", 1)


def component_lines(component: PlannedComponent, at: At) -> Iterator[PlanLine]:
    """What happens to a component: a line for it, and below it one for each field."""
    words = f"{label_of(component.type)} {component.name} ({component.flavor})"
    if component.action is Action.CONFLICT:
        words = f"{at(component.span.start)}: {words}"
    yield PlanLine(_MARKS[component.action], words, component.action.value, 1)
    if component.reason:
        yield PlanLine(Mark.NONE, component.reason, depth=3)
    yield from _field_lines(component.action, component.fields)
    yield from _kept_lines(component.kept)
    if component.used_by:
        yield PlanLine(Mark.NONE, f"also used by {_listed(component.used_by)}", depth=3)


def _field_lines(action: Action, fields: Iterable[FieldChange]) -> Iterator[PlanLine]:
    for change in fields:
        if action is Action.CREATE:
            yield PlanLine(Mark.NONE, f"{change.path}: {value_text(change.after)}", depth=3)
        else:
            yield PlanLine(_FIELD_MARKS[change.action], field_text(change), depth=3)


def _kept_lines(kept: tuple[str, ...]) -> Iterator[PlanLine]:
    if kept:
        names = _listed([name.replace("_", " ") for name in kept])
        yield PlanLine(Mark.NONE, f"keeps what the file does not name: {names}", depth=3)


def stack_lines(stack: PlannedStack, at: At) -> Iterator[PlanLine]:
    """What happens to a stack: a line for it, and below it one for each component."""
    words = f"stack {stack.name}"
    if stack.action is Action.CONFLICT:
        words = f"{at(stack.span.start)}: {words}"
    yield PlanLine(_MARKS[stack.action], words, stack.action.value, 1)
    if stack.reason:
        yield PlanLine(Mark.NONE, stack.reason, depth=3)
    yield from _field_lines(stack.action, stack.fields)
    yield from _kept_lines(stack.kept)
    if stack.action is Action.CREATE:
        return  # all of its components stand above
    for component_type, name in stack.added:
        yield PlanLine(Mark.CREATE, f"{label_of(component_type)} {name}", depth=3)
    for component_type, name in stack.removed:
        yield PlanLine(Mark.REMOVE, f"{label_of(component_type)} {name}", depth=3)


def plan_summary(plan: Plan) -> str:
    """What a plan comes to, in one sentence."""
    conflicts = len(plan.conflicts)
    obstacles = [
        _count(len(plan.findings), "error"),
        _count(len(plan.unresolved), "placeholder") + " without a value" if plan.unresolved else "",
        _count(conflicts, "conflict"),
    ]
    known = [words for words in obstacles if words]
    if plan.is_blocked:
        return f"Cannot be applied: {_listed(known)}." if known else f"Cannot be applied: {NO_NAME}"
    if plan.is_empty:
        return "Nothing to do: all of it is registered as the file says."
    actions = Counter(component.action for component in plan.components)
    if plan.stack is not None:
        actions[plan.stack.action] += 1
    parts = [
        f"{actions[Action.CREATE]} to create" if actions[Action.CREATE] else "",
        f"{actions[Action.CHANGE]} to change" if actions[Action.CHANGE] else "",
        f"{actions[Action.REUSE]} reused" if actions[Action.REUSE] else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def component_detail(component: PlannedComponent) -> str:
    """What happens to a component, on one line."""
    if component.action is Action.CONFLICT:
        return component.reason
    if component.action is Action.CHANGE:
        return "; ".join(field_text(change) for change in component.fields)
    return f"flavor {component.flavor}"


def stack_detail(stack: PlannedStack) -> str:
    """What happens to a stack, on one line."""
    if stack.reason or stack.action is not Action.CHANGE:
        return stack.reason
    parts = [
        f"{verb} {_listed([f'{label_of(kind)} {name}' for kind, name in members])}"
        for verb, members in (("adds", stack.added), ("removes", stack.removed))
        if members
    ]
    parts += [field_text(change) for change in stack.fields]
    return "; ".join(parts) or "changes the order of its components"


def field_text(change: FieldChange) -> str:
    """What happens to a field: ``old → new``; secrets stay hidden."""
    before, after = value_text(change.before), value_text(change.after)
    if change.action is FieldAction.ADD:
        return f"{change.path}: {after}"
    if change.action is FieldAction.REMOVE:
        return f"{change.path}: {before}"
    hidden = " (masked)" if MASK in before and MASK in after else ""
    return f"{change.path}: {before} → {after}{hidden}"


def _listed(parts: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
