"""Plans as plain data, for the command line and for commands of editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stackls_core.plans.differences import FieldChange
from stackls_core.plans.plan import Plan
from stackls_core.plans.planned import Action, PlannedComponent
from stackls_core.registry.plain import plain
from stackls_core.text import LineIndex
from stackls_server.features import stack_text


def plan_data(
    plan: Plan, text: str, name: str = "", *, where: str = "", detailed: bool = False
) -> dict[str, Any]:
    """A plan for a file of this ``text``.

    Whatever keeps it from being applied is a conflict here: an error of the file and a placeholder
    without a value too. ``name`` is the stack's where the plan does not come to one; ``where``
    names the store; ``detailed`` adds every field that changes.
    """
    lines = LineIndex(text)
    return {
        "stack": plan.stack.name if plan.stack is not None else name,
        "empty": plan.is_empty,
        "blocked": plan.is_blocked,
        "conflicts": list(_obstacles(plan, lines)),
        "steps": list(_steps(plan, detailed=detailed)),
        "text": stack_text.plan_text(plan, lines, name=name, where=where),
    }


def _obstacles(plan: Plan, lines: LineIndex) -> Iterator[dict[str, Any]]:
    for finding in plan.findings:
        at = lines.position(finding.span.start)
        yield _obstacle("error", finding.message, at.line + 1, at.column + 1)
    for unset in plan.unresolved:
        message = f"The placeholder {unset.name} has no value: {unset.reason}."
        yield _obstacle("placeholder", message, unset.line, unset.column)
    for component in plan.components:
        if component.action is Action.CONFLICT:
            at = lines.position(component.span.start)
            yield _obstacle("conflict", component.reason, at.line + 1, at.column + 1)
    if plan.stack is not None and plan.stack.action is Action.CONFLICT:
        at = lines.position(plan.stack.span.start)
        yield _obstacle("conflict", plan.stack.reason, at.line + 1, at.column + 1)
    elif plan.stack is None and not plan.findings:
        yield _obstacle("error", stack_text.NO_NAME, 1, 1)


def _obstacle(kind: str, message: str, line: int, column: int) -> dict[str, Any]:
    return {"kind": kind, "message": message, "line": line, "column": column}


def _steps(plan: Plan, *, detailed: bool) -> Iterator[dict[str, Any]]:
    for component in plan.components:
        step = {
            "action": component.action.value,
            "kind": "component",
            "type": component.type,
            "name": component.name,
            "detail": stack_text.component_detail(component),
        }
        yield {**step, **_details(component)} if detailed else step
    if plan.stack is not None:
        step = {
            "action": plan.stack.action.value,
            "kind": "stack",
            "type": None,
            "name": plan.stack.name,
            "detail": stack_text.stack_detail(plan.stack),
        }
        if detailed:
            step |= {"fields": _fields(plan.stack.fields), "kept": list(plan.stack.kept)}
        yield step


def _details(component: PlannedComponent) -> dict[str, Any]:
    return {
        "flavor": component.flavor,
        "fields": _fields(component.fields),
        "kept": list(component.kept),
        "used_by": list(component.used_by),
    }


def _fields(changes: Iterable[FieldChange]) -> list[dict[str, Any]]:
    return [field_data(one) for one in changes]


def field_data(change: FieldChange) -> dict[str, Any]:
    """What happens to a field; secrets are hidden."""
    return {
        "path": change.path,
        "action": change.action.value,
        "before": plain(change.before),
        "after": plain(change.after),
    }
