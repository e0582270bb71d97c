"""`missing-container-registry`: something runs in containers, and there is no place for them.

The stack imports, and fails when a pipeline is prepared. Which flavors need a registry is in
`stack_facts`, from the validators of ZenML's implementation classes.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.required_types import skeleton_fixes
from stackls_core.documents.stack_file.section import FileContext, Rule, has_type
from stackls_core.documents.stack_file.stack_facts import REGISTRY, needs_of
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the flavor of each component that needs a registry where there is none."""
    if has_type(context, REGISTRY) or context.view.document.is_damaged:
        return
    for component in context.sections:
        needs = needs_of(component)
        entry = component.component.entry("flavor")
        if needs is None or REGISTRY not in needs.types or entry is None:
            continue
        name = f"{component.component.flavor} {label_of(component.component.type)}"
        message = (
            f"The {name} runs in containers, so the stack needs a container registry; "
            "without one it imports and then fails when a pipeline starts."
        )
        uri = "{uri: registry.example.com/my-team}"
        fixes = skeleton_fixes(context, REGISTRY, "default", uri)
        yield RULE.finding(value_span(entry), message, fixes=fixes)


RULE = Rule(
    "missing-container-registry",
    Severity.WARNING,
    "A component runs in containers and the stack has no container registry.",
    check=check,
)
