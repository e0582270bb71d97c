"""Plans of several files as plain data."""

from __future__ import annotations

from typing import Any

from stackls_core.plans.apply_set import AppliedSet, left_by
from stackls_core.plans.ownership import Removal
from stackls_core.plans.plan_set import PlanSet
from stackls_core.plans.planned import Action
from stackls_core.visible import visible
from stackls_server.features import plan_set_text
from stackls_server.features.plan_data import plan_data
from stackls_server.features.plan_set_text import plan_set_lines


def plan_set_data(plans: PlanSet, where: str = "") -> dict[str, Any]:
    """All plans with every field that changes; ``where`` names the registry."""
    counts = plan_set_text.totals(plans)
    return {
        "registry": where,
        "empty": plans.is_empty,
        "blocked": plans.is_blocked,
        "totals": {action.value: counts[action] for action in Action},
        "removals": [_removal(one) for one in plans.removals],
        "unheld": [_removal(one) for one in plans.unheld],
        "title": plan_set_text.title(plans, where),
        "summary": plan_set_text.summary(plans),
        "text": "".join(f"{visible(str(line))}\n" for line in plan_set_lines(plans, where)),
        "files": [
            {
                "path": file.file.path,
                **plan_data(file.plan, file.file.text, detailed=True),
                "empty": file.is_empty,
            }
            for file in plans.files
        ],
    }


def _removal(one: Removal) -> dict[str, Any]:
    return {"type": one.type or None, "name": one.name, "conflict": one.reason or None}


def applied_data(applied: AppliedSet) -> dict[str, Any]:
    """What came of applying: stacks by name, and why the one that ``failed`` did."""
    failed = applied.failed
    return {
        "done": [plan_set_text.name_of(one) for one in applied.done],
        "failed": plan_set_text.name_of(failed) if failed is not None else None,
        "error": str(applied.error) if applied.error is not None else None,
        "left": list(left_by(applied.error)) if applied.error is not None else [],
        "untried": [plan_set_text.name_of(one) for one in applied.untried],
    }
