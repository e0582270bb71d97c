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
from stackls_core.findings import Finding, Related, Severity
from stackls_core.yamltree.spans import value_span

_SHOWN = 3
"""How many of the other components are pointed out; the message has their number."""


def check(context: FileContext) -> Iterator[Finding]:
    """One finding, on the first component that needs a registry where there is none."""
    if has_type(context, REGISTRY) or context.view.document.is_damaged:
        return
    needing = [
        (component, entry)
        for component in context.sections
        if (needs := needs_of(component)) is not None
        and REGISTRY in needs.types
        and (entry := component.component.entry("flavor")) is not None
    ]
    if not needing:
        return
    (first, entry), *others = needing
    name = f"{first.component.flavor} {label_of(first.component.type)}"
    so_do = {0: "", 1: " So does another component."}.get(
        len(others), f" So do {len(others)} other components."
    )
    message = (
        f"The {name} runs in containers, so the stack needs a container registry; "
        f"without one it imports and then fails when a pipeline starts.{so_do}"
    )
    related = [
        Related(value_span(other), "This runs in containers, too.") for _, other in others[:_SHOWN]
    ]
    fixes = skeleton_fixes(context, REGISTRY, "default", "{uri: registry.example.com/my-team}")
    yield RULE.finding(value_span(entry), message, fixes=fixes, related=related)


RULE = Rule(
    "missing-container-registry",
    Severity.WARNING,
    "A component runs in containers and the stack has no container registry.",
    check=check,
)
