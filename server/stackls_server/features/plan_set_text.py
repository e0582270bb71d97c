"""Plans of several files in words: a line a stack, and below it what is not as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stackls_core.plans.plan_set import FilePlan, PlanSet
from stackls_core.plans.planned import Action
from stackls_core.registry.words import component_words
from stackls_core.text import LineIndex
from stackls_server.features.stack_text import (
    Mark,
    PlanLine,
    component_lines,
    obstacle_lines,
    plan_summary,
    stack_lines,
)


def plan_set_lines(plans: PlanSet, where: str = "") -> Iterator[PlanLine]:
    """The lines of a plan of several files; ``where`` names the registry."""
    yield PlanLine(Mark.NONE, title(plans, where))
    yield PlanLine(Mark.NONE, "")
    yield from removal_lines(plans)
    for file in plans.files:
        yield PlanLine(mark_of(file), headline(file), depth=1)
        yield from (indented(line, 1) for line in details(file))
    yield PlanLine(Mark.NONE, "")
    yield PlanLine(Mark.NONE, summary(plans))


def removal_lines(plans: PlanSet) -> Iterator[PlanLine]:
    """What no file holds any more, removed or kept; it stands first."""
    if not plans.unheld:
        return
    yield PlanLine(Mark.NONE, "In no file any more:", depth=1)
    for one in plans.unheld:
        words = component_words(one.type, one.name) if one.type else f"the stack {one.name}"
        words = words.removeprefix("the ")
        if not plans.removes:
            yield PlanLine(Mark.REUSE, words, "keep", 2)
            continue
        yield PlanLine(Mark.CONFLICT if one.reason else Mark.REMOVE, words, "delete", 2)
        if one.reason:
            yield PlanLine(Mark.NONE, one.reason, depth=4)
    yield PlanLine(Mark.NONE, "")


def title(plans: PlanSet, where: str = "") -> str:
    """What it is a plan of."""
    count = len(plans.files)
    stacks = "1 stack" if count == 1 else f"{count} stacks"
    return f"Plan for {stacks} in {where}" if where else f"Plan for {stacks}"


def name_of(file: FilePlan) -> str:
    """The name of a file's stack, as far as it has one."""
    return file.plan.stack.name if file.plan.stack is not None else ""


def headline(file: FilePlan) -> str:
    """What becomes of a stack, on one line."""
    name = name_of(file)
    words = f"stack {name} ({file.file.path})" if name else file.file.path
    said = plan_summary(file.plan).rstrip(".")
    if file.is_empty:
        said = "nothing to do"
    return f"{words}: {said[:1].lower()}{said[1:]}"


def mark_of(file: FilePlan) -> Mark:
    """What becomes of a stack, by a character."""
    if file.plan.is_blocked:
        return Mark.CONFLICT
    if file.is_empty:
        return Mark.REUSE
    stack = file.plan.stack
    is_new = stack is not None and stack.action is Action.CREATE
    return Mark.CREATE if is_new else Mark.CHANGE


def details(file: FilePlan) -> Iterator[PlanLine]:
    """What is not as it was, and what is in the way. What is created is only named."""
    lines = LineIndex(file.file.text)

    def at(offset: int) -> str:
        return f"{file.file.path}:{lines.position(offset).line + 1}"

    yield from obstacle_lines(file.plan, at)
    for component in file.plan.components:
        if component.action is Action.CREATE:
            yield next(component_lines(component, at))
        elif component.action is not Action.REUSE:
            yield from component_lines(component, at)
    stack = file.plan.stack
    if stack is not None and stack.action in (Action.CHANGE, Action.CONFLICT):
        yield from stack_lines(stack, at)


def indented(line: PlanLine, by: int) -> PlanLine:
    """The line, further to the right."""
    return PlanLine(line.mark, line.text, line.action, line.depth + by)


def summary(plans: PlanSet) -> str:
    """What it comes to, in a sentence."""
    blocked = [file for file in plans.files if file.plan.is_blocked]
    if blocked:
        names = ", ".join(file.file.path for file in blocked[:3])
        more = f" and {len(blocked) - 3} more" if len(blocked) > 3 else ""
        return f"Cannot be applied because of {names}{more}. Nothing is changed."
    if plans.is_blocked:
        return "Cannot be applied: not all can be removed. Nothing is changed."
    if plans.is_empty:
        return "Nothing to do: all of it is registered as the files say."
    counts = totals(plans)
    parts = [
        f"{len(plans.removals)} to delete" if plans.removals else "",
        f"{counts[Action.CREATE]} to create" if counts[Action.CREATE] else "",
        f"{counts[Action.CHANGE]} to change" if counts[Action.CHANGE] else "",
        f"{counts[Action.REUSE]} as they are" if counts[Action.REUSE] else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def totals(plans: PlanSet) -> Counter[Action]:
    """How many components and stacks there are of each action; shared ones count once."""
    counts: Counter[Action] = Counter()
    seen: set[tuple[str, str]] = set()
    for file in plans.files:
        for component in file.plan.components:
            if (component.type, component.name) not in seen:
                seen.add((component.type, component.name))
                counts[component.action] += 1
        if file.plan.stack is not None:
            counts[file.plan.stack.action] += 1
    return counts
