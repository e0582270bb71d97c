"""Plans of several files as plain data."""

from __future__ import annotations

from typing import Any

from stackls_core.plans.plan_set import PlanSet
from stackls_core.plans.planned import Action
from stackls_server.features import plan_set_text
from stackls_server.features.plan_data import plan_data


def plan_set_data(plans: PlanSet, where: str = "") -> dict[str, Any]:
    """All plans with every field that changes; ``where`` names the registry."""
    counts = plan_set_text.totals(plans)
    return {
        "registry": where,
        "empty": plans.is_empty,
        "blocked": plans.is_blocked,
        "totals": {action.value: counts[action] for action in Action},
        "removals": [
            {"type": one.type or None, "name": one.name, "conflict": one.reason or None}
            for one in plans.removals
        ],
        "files": [
            {
                "path": file.file.path,
                **plan_data(file.plan, file.file.text, detailed=True),
                "empty": file.is_empty,
            }
            for file in plans.files
        ],
    }
