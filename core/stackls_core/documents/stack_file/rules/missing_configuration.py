"""`missing-configuration`: a key that import cannot do without.

Import reads ``configuration`` of every component and fails without it. The files of ZenML 0.12 had
the parameters right beside ``flavor``.
"""

from __future__ import annotations

from dataclasses import replace

from stackls_core.documents.stack_file.component_keys import required_component_key
from stackls_core.documents.stack_file.flat_parameters import (
    flat_parameters,
    move_under_configuration,
)
from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.findings import Finding, Severity


def check(context: ComponentSection) -> list[Finding]:
    """A finding where ``configuration`` is missing or null."""
    if not flat_parameters(context.component, context.flavor):
        message = "Missing configuration: import fails without one, even an empty one ({})."
        return required_component_key(context, RULE, "configuration", message, "configuration: {}")
    message = "Parameters belong under configuration: import fails without it."
    found = required_component_key(context, RULE, "configuration", message)
    move = move_under_configuration(context.view.lines, context.component, context.flavor)
    fixes = (replace(move, safe=True),) if move is not None else ()
    return [replace(finding, fixes=fixes) for finding in found]


RULE = Rule(
    "missing-configuration",
    Severity.ERROR,
    "A component has no configuration.",
    check_section=check,
    hides_others=True,
)
