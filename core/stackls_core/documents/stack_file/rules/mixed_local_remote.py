"""`mixed-local-remote`: a remote component cannot reach a local one.

Steps that run elsewhere read and write the artifact store and pull images from the registry. A
local one is on the machine where the stack was imported, so the run fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.stack_file.section import ComponentSection, FileContext, Rule
from stackls_core.documents.stack_file.stack_facts import REGISTRY, is_local, needs_of
from stackls_core.findings import Finding, Related, Severity
from stackls_core.yamltree.spans import value_span

_REACHED = ("artifact_store", REGISTRY)
_RUNNERS = ("orchestrator", "step_operator")


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the flavor of each local component that a remote one has to reach."""
    runner = next((c for c in context.sections if _runs_elsewhere(c)), None)
    if runner is None:
        return
    runner_entry = runner.component.entry("flavor")
    for component in context.sections:
        entry = component.component.entry("flavor")
        if component.component.type not in _REACHED or entry is None or not is_local(component):
            continue
        local = f"{component.component.flavor} {label_of(component.component.type)}"
        remote = f"{runner.component.flavor} {label_of(runner.component.type)}"
        related: list[Related] = []
        if runner_entry is not None:
            related.append(Related(value_span(runner_entry), "This runs somewhere else."))
        message = f"The {remote} runs remotely and cannot reach this {local}."
        yield RULE.finding(value_span(entry), message, related=related)


def _runs_elsewhere(context: ComponentSection) -> bool:
    if context.component.type not in _RUNNERS or context.flavor is None:
        return False
    needs = needs_of(context)
    if needs is not None and needs.remote_only:
        return True
    return context.flavor.remote is True and context.flavor.local is not True


RULE = Rule(
    "mixed-local-remote",
    Severity.WARNING,
    "A remote component depends on a local one.",
    check=check,
)
