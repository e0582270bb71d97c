"""`mlflow-registry-without-tracker`: the MLflow model registry works through the MLflow tracker.

Mirrors ``MLFlowModelRegistry.validator``, which runs when a pipeline is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.required_types import skeleton_fixes
from stackls_core.documents.stack_file.section import FileContext, Rule, of_type
from stackls_core.documents.stack_file.stack_facts import MLFLOW_REGISTRY, is_checked_by
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the registry's flavor where the stack has no MLflow experiment tracker."""
    if context.view.document.is_damaged:
        return
    trackers = of_type(context, "experiment_tracker")
    if any(tracker.component.flavor == "mlflow" for tracker in trackers):
        return
    for registry in of_type(context, "model_registry"):
        entry = registry.component.entry("flavor")
        if entry is not None and is_checked_by(registry, MLFLOW_REGISTRY):
            message = (
                "The mlflow model registry works through an mlflow experiment tracker, and the "
                "stack has none; ZenML refuses to run pipelines on it."
            )
            fixes = skeleton_fixes(context, "experiment_tracker", "mlflow")
            yield RULE.finding(value_span(entry), message, fixes=fixes)


RULE = Rule(
    "mlflow-registry-without-tracker",
    Severity.WARNING,
    "An MLflow model registry without an MLflow experiment tracker.",
    check=check,
)
