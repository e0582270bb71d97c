"""`component-not-in-stack`: a step asks for a component that the stack does not have.

``step_operator`` and ``experiment_tracker`` name a component of the stack, or are true for its own;
without it ZenML refuses to run the pipeline (``StackValidationError``). The stack is the active
one, or the one that the file is checked for; the file may be right on another, hence a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.documents.run_configuration.targets import NAMED_COMPONENTS
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar, entry_of
from stackls_core.yamltree.spans import value_span
from stackls_core.yamltree.values import has_placeholder, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the name, or on true."""
    around = context.view.around
    stack, known = around.stack, around.known
    if stack is None or known is None:
        return
    for step in context.view.steps:
        if context.view.is_ignored(step):
            continue
        for component_type in NAMED_COMPONENTS:
            entry = entry_of(step.mapping, component_type)
            readable, value = try_value(entry.value) if entry is not None else (False, None)
            names = [one.name for one in stack.of_type(component_type)]
            if entry is None or not readable or value in names or has_placeholder(str(value)):
                continue
            kind = label_of(component_type)
            if value is True and not names:
                message = f"The stack {stack.name} has no {kind}."
                yield RULE.finding(value_span(entry), message, store=known.label)
            if not isinstance(value, str):
                continue
            meant = nearest(value, names)
            message = f"The stack {stack.name} has no {kind} {value}."
            fixes: list[Fix] = []
            if meant is not None and isinstance(entry.value, Scalar):
                message += f" Did you mean {meant}?"
                fixes.append(Fix(f"Change to {meant}", (replace_scalar(entry.value, meant),)))
            yield RULE.finding(value_span(entry), message, fixes=fixes, store=known.label)


RULE = Rule(
    "component-not-in-stack",
    Severity.WARNING,
    "A step asks for a component that the stack does not have.",
    check=check,
    needs_store=True,
)
