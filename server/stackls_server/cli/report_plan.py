"""Plans as annotations of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.plans.plan_set import FilePlan, PlanSet
from stackls_server.cli.report_github import annotation
from stackls_server.features import plan_set_text
from stackls_server.features.plan_data import plan_data


def github(plans: PlanSet) -> str:
    """Workflow commands: errors for what is in the way, notices for stacks that would change."""
    return "".join(f"{line}\n" for file in plans.files for line in _annotations(file))


def _annotations(file: FilePlan) -> Iterator[str]:
    for obstacle in plan_data(file.plan, file.file.text)["conflicts"]:
        place = {"file": file.file.path, "line": obstacle["line"], "col": obstacle["column"]}
        yield annotation("error", place, "stackls plan", obstacle["message"])
    if not file.plan.is_blocked and not file.is_empty:
        place: dict[str, object] = {"file": file.file.path, "line": 1}
        yield annotation("notice", place, "stackls plan", plan_set_text.headline(file))
