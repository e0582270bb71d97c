"""`undeclared-parameter`: a parameter that the step or the pipeline does not have.

ZenML looks for it in the signature of the function and refuses the run where it is not there. This
is known from the Python of the workspace, which is read and never run. It is an error where the
code runs one pipeline with this file, and a warning where the file may be for several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stackls_core.documents.run_configuration.keys import PARAMETERS
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.workspace_code.model import Definition
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Entry, Scalar, as_dict, effective_entries, entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the key of each such parameter."""
    scope = context.view.around.scope
    if scope is None:
        return
    is_certain = scope.only is not None
    entries = _below_parameters(context.view.entry(PARAMETERS))
    for entry in entries:
        found = scope.pipelines_without(entry.name or "")
        if found:
            yield _finding(entry, found, entries, "pipeline", is_error=is_certain)
    for step in context.view.steps:
        entries = _below_parameters(entry_of(step.mapping, PARAMETERS))
        for entry in entries:
            steps = scope.without_parameter(step.name, entry.name or "")
            if steps:
                is_error = is_certain and bool(scope.invocations(step.name)) and len(steps) == 1
                yield _finding(entry, steps, entries, "step", is_error=is_error)


def _below_parameters(entry: Entry | None) -> list[Entry]:
    below = as_dict(entry.value) if entry is not None else None
    found = effective_entries(below) if below is not None else []
    return [one for one in found if one.name and not has_placeholder(one.name)]


def _finding(
    entry: Entry,
    definitions: Sequence[Definition],
    entries: Sequence[Entry],
    what: str,
    *,
    is_error: bool,
) -> Finding:
    present = {other.name for other in entries}
    known = {parameter.name: None for one in definitions for parameter in one.parameters}
    free = [name for name in known if name not in present]
    meant = nearest(entry.name or "", free)
    names = " or ".join(dict.fromkeys(one.name for one in definitions[:_SHOWN]))
    if len(definitions) == 1 or what == "step":
        message = f"The {what} {names} has no parameter {entry.name}."
    else:
        message = f"No {what} in this workspace has a parameter {entry.name}."
    message += f" Did you mean {meant}?" if meant else _listed(free)
    fixes = []
    if meant and isinstance(entry.key, Scalar):
        fixes = [Fix(f"Change to {meant}", (replace_scalar(entry.key, meant),))]
    found = RULE.finding(key_span(entry), message, fixes=fixes)
    return found if is_error else replace(found, severity=Severity.WARNING)


_SHOWN = 3


def _listed(free: list[str]) -> str:
    return f" It takes {', '.join(free)}." if 0 < len(free) <= _SHOWN else ""


RULE = Rule(
    "undeclared-parameter",
    Severity.ERROR,
    "A parameter is set that the step or the pipeline does not have.",
    check=check,
    needs_code=True,
)
