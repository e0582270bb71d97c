"""`cannot-be-scheduled`: the stack's orchestrator runs no schedules.

ZenML compiles such a run and then refuses it (``is_schedulable`` of the orchestrator's
configuration). The stack is the active one, or the one that the file is checked for; the file may
be right on another, hence a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.model import run_key
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the key of the schedule."""
    around, entry = context.view.around, context.view.entry("schedule")
    if around.stack is None or around.known is None or entry is None or is_null(entry.value):
        return
    if around.known.verdicts.get(run_key(context.view) or ("", "", "")):
        return  # ZenML has said so itself
    unable = run_settings(context.catalog).unschedulable
    for one in around.stack.of_type("orchestrator"):
        if one.flavor in unable:
            message = (
                f"The {one.flavor} orchestrator of the stack {around.stack.name} runs no "
                "schedules: ZenML refuses this one."
            )
            yield RULE.finding(key_span(entry), message, store=around.known.label)


RULE = Rule(
    "cannot-be-scheduled",
    Severity.WARNING,
    "A schedule for an orchestrator that runs none.",
    check=check,
    needs_store=True,
)
