"""`undeclared-output`: an output is configured that the step does not have.

ZenML refuses the run where a step has no output of that name. Outputs are read from what the
function says that it returns: ``Annotated[..., "name"]``, or ``output`` where there is no name;
nothing is reported where that cannot be told without running the code. It is an error where the
code runs one pipeline with this file, and a warning where the file may be for several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, as_dict, effective_entries, entry_of
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name of each such output."""
    scope = context.view.around.scope
    if scope is None:
        return
    for step in context.view.steps:
        is_ignored = context.view.is_ignored(step)
        entry = entry_of(step.mapping, "outputs") if not is_ignored else None
        mapping = as_dict(entry.value) if entry is not None else None
        definitions = scope.definitions(step.name) if mapping is not None else ()
        outputs = [one.outputs for one in definitions]
        if mapping is None or not outputs or None in outputs:
            continue
        known = dict.fromkeys(name for one in outputs for name in one or ())
        present = {one.name for one in mapping.entries}
        is_error = scope.only is not None and bool(scope.invocations(step.name))
        for one in effective_entries(mapping):
            name = one.name
            if not name or name in known or has_placeholder(name):
                continue
            meant = nearest(name, [other for other in known if other not in present])
            message = f"The step {step.name} has no output {name}."
            fixes: list[Fix] = []
            if meant is not None and isinstance(one.key, Scalar):
                message += f" Did you mean {meant}?"
                fixes.append(Fix(f"Change to {meant}", (replace_scalar(one.key, meant),)))
            elif known:
                message += f" It has {', '.join(known)}."
            found = RULE.finding(key_span(one), message, fixes=fixes)
            is_certain = is_error and len(definitions) == 1
            yield found if is_certain else replace(found, severity=Severity.WARNING)


RULE = Rule(
    "undeclared-output",
    Severity.ERROR,
    "An output is configured that the step does not have.",
    check=check,
    needs_code=True,
)
