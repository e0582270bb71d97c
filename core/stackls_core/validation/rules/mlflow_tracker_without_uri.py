"""`mlflow-tracker-without-uri`: without a tracking URI, MLflow needs a local artifact store.

Mirrors ``MLFlowExperimentTracker.validator``, which runs when a pipeline is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.stackfile.nodes import entry_of
from stackls_core.stackfile.values import is_null, try_value
from stackls_core.validation.findings import Finding, Severity
from stackls_core.validation.rule import ComponentContext, FileContext, Rule
from stackls_core.validation.top_level import key_span, value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the tracker where the artifact store is not the local one."""
    stores = [store.component.flavor for store in context.of_type("artifact_store")]
    if not stores or any(store in (None, "local") for store in stores):
        return
    for tracker in context.of_type("experiment_tracker"):
        flavor = tracker.component.entry("flavor")
        if tracker.component.flavor != "mlflow" or flavor is None or _has_uri(tracker):
            continue
        configuration = tracker.component.entry("configuration")
        span = key_span(configuration) if configuration is not None else value_span(flavor)
        message = (
            f"Give tracking_uri: without one, mlflow keeps its data in the artifact store, which "
            f"works with a local one only and this is {stores[0]}."
        )
        yield RULE.finding(span, message)


def _has_uri(tracker: ComponentContext) -> bool:
    entry = entry_of(tracker.component.configuration, "tracking_uri")
    if entry is None or is_null(entry.value):
        return False
    return try_value(entry.value) != (True, "")


RULE = Rule(
    "mlflow-tracker-without-uri",
    Severity.WARNING,
    "An MLflow tracker without a tracking URI beside a remote artifact store.",
    check=check,
)
