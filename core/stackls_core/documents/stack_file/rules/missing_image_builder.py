"""`missing-image-builder`: images have to be built and the stack does not say where.

ZenML adds a local image builder by itself, which needs Docker on the machine that starts a
pipeline: often fine, hence a hint.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.required_types import skeleton_fixes
from stackls_core.documents.stack_file.section import FileContext, Rule, has_type
from stackls_core.documents.stack_file.stack_facts import BUILDER, REGISTRY, needs_of
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import value_span


def check(context: FileContext) -> Iterator[Finding]:
    """One finding, on the first component that needs images."""
    if has_type(context, BUILDER) or context.view.document.is_damaged:
        return
    for component in context.sections:
        needs = needs_of(component)
        entry = component.component.entry("flavor")
        if needs is None or not {BUILDER, REGISTRY} <= set(needs.types) or entry is None:
            # what runs on this machine builds on this machine, and nobody would say so
            continue
        name = f"{component.component.flavor} {label_of(component.component.type)}"
        message = (
            f"The {name} needs images built; the stack has no image builder, so ZenML will "
            "build them with the Docker of whoever starts a pipeline."
        )
        yield RULE.finding(
            value_span(entry), message, fixes=skeleton_fixes(context, BUILDER, "local")
        )
        return


RULE = Rule(
    "missing-image-builder",
    Severity.HINT,
    "Images have to be built and the stack has no image builder.",
    check=check,
)
