"""`unknown-step`: a step that no pipeline calls under that name.

ZenML logs that it ignores the configuration of such a step, and runs the pipeline without it. A
step is named as it is in a run: by its function or its ``name``, with ``_2`` behind it where the
pipeline calls it for a second time, or by the ``id`` that the call gives.

This is known from the Python of the workspace, which is read and never run. Nothing is reported
where no pipeline is found, or where steps are made at run time or called in ways that reading does
not follow.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.workspace_code.index import Scope
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name of each such step."""
    scope = context.view.around.scope
    if scope is None:
        return
    steps = context.view.steps
    present = {step.name for step in steps}
    for step in steps:
        key, name = step.entry.key, step.name
        if not isinstance(key, Scalar) or not name or has_placeholder(name):
            continue
        is_missing = scope.is_missing(name)
        if not (is_missing or scope.is_uncalled(name)):
            continue
        meant = nearest(name, [one for one in scope.offered if one not in present])
        fixes = [Fix(f"Change to {meant}", (replace_scalar(key, meant),))] if meant else []
        message = _message(scope, name, is_missing=is_missing)
        message += f" Did you mean {meant}?" if meant else ""
        yield RULE.finding(key.span, message, fixes=fixes)


def _message(scope: Scope, name: str, *, is_missing: bool) -> str:
    only = scope.only
    if is_missing and only is None:
        return f"No step in this workspace is called {name}: ZenML ignores it."
    called = " or ".join(one.name for one in scope.linked)
    verb = "calls no step" if is_missing else "does not call the step"
    return f"The pipeline {called} {verb} {name}: ZenML ignores it."


RULE = Rule(
    "unknown-step",
    Severity.WARNING,
    "A step is configured that the pipeline does not have.",
    check=check,
    needs_code=True,
)
