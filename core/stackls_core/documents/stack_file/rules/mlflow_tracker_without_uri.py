"""`mlflow-tracker-without-uri`: without a tracking URI, MLflow needs a local artifact store.

Mirrors ``MLFlowExperimentTracker.validator``, which runs when a pipeline is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule, of_type
from stackls_core.documents.stack_file.stack_facts import MLFLOW_TRACKER, is_checked_by
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.nodes import entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the tracker where the artifact store is not the local one."""
    stores = [store.component.flavor for store in of_type(context, "artifact_store")]
    if not stores or any(store in (None, "local") for store in stores):
        return
    for tracker in of_type(context, "experiment_tracker"):
        configuration = tracker.component.entry("configuration")
        # without a configuration, which is an error, it may stand beside the flavor
        if configuration is None or _has_uri(tracker):
            continue
        if not is_checked_by(tracker, MLFLOW_TRACKER):
            continue
        message = (
            f"Give tracking_uri: without one, mlflow keeps its data in the artifact store, which "
            f"works with a local one only and this is {stores[0]}."
        )
        yield RULE.finding(key_span(configuration), message)


def _has_uri(tracker: ComponentSection) -> bool:
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
