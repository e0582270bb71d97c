"""`schedule-without-trigger`: a schedule says when to run.

That is ``cron_expression``, or ``start_time`` with ``interval_second``, or ``run_once_start_time``.
Mirrors ``Schedule._ensure_cron_or_periodic_schedule_configured``.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.mirrored import is_mirrored
from stackls_core.catalog.run_class_rules import SCHEDULE
from stackls_core.documents.run_configuration.section import PipelineSection, Rule, RunSection
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.yamltree.edits import insert_entries
from stackls_core.yamltree.nodes import Mapping, as_dict, entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null, try_value


def check(section: RunSection) -> Iterator[Finding]:
    """A finding on the key of a schedule that has none of these."""
    entry = entry_of(section.body, "schedule") if isinstance(section, PipelineSection) else None
    schedule = as_dict(entry.value) if entry is not None else None
    facts = section.facts
    if entry is None or schedule is None or facts is None or not is_mirrored(facts, SCHEDULE):
        return
    periodic = _is_given(schedule, "start_time") and _is_given(schedule, "interval_second")
    if periodic or any(_is_given(schedule, n) for n in ("cron_expression", "run_once_start_time")):
        return
    message = (
        "This schedule never runs, and ZenML refuses it: set cron_expression, or start_time and "
        "interval_second, or run_once_start_time."
    )
    fixes: list[Fix] = []
    if schedule is entry.value and schedule.entries:
        edit = insert_entries(section.view.lines, schedule, ["cron_expression: '0 3 * * *'"])
        fixes.append(Fix("Add cron_expression", (edit,)))
    yield RULE.finding(key_span(entry), message, fixes=fixes)


def _is_given(schedule: Mapping, name: str) -> bool:
    entry = entry_of(schedule, name)
    if entry is None or is_null(entry.value):
        return False
    readable, value = try_value(entry.value)
    return not readable or bool(value)


RULE = Rule(
    "schedule-without-trigger",
    Severity.ERROR,
    "A schedule does not say when to run.",
    check_section=check,
)
