"""What is wrong with a stack that is registered, by the same rules as in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.rules import (
    ambiguous_stack_name,
    default_stack_name,
    wrong_stack_name,
)
from stackls_core.documents.stack_file.view import StackFileView
from stackls_core.findings import Finding
from stackls_core.plans.export import export
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Stack
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.snapshot import Snapshot

_PATH = "registered.stack.yaml"
"""A name that makes any text a stack file."""

_ABOUT_IMPORTS = frozenset(
    rule.RULE.code for rule in (ambiguous_stack_name, default_stack_name, wrong_stack_name)
)
"""What a stack's name has to do with importing it from a file."""


@dataclass(frozen=True)
class StackFindings:
    """Findings of each component, in the order of the stack's, and those of the stack itself."""

    stack: list[Finding]
    components: list[list[Finding]]


def stack_findings(
    stack: Stack, zenml_version: str, catalog: Catalog, known: KnownRegistry | None = None
) -> StackFindings:
    """The findings of ``stack`` as an export would have them.

    ``known`` is the store as it was seen last, for secrets and integrations that are missing.
    Raises `CatalogError`.
    """
    text = export(stack, zenml_version, lists=catalog.imports.lists)
    snapshot = Snapshot(text, catalog, _PATH, known=known)
    nodes = tuple(snapshot.view.components) if isinstance(snapshot.view, StackFileView) else ()
    index = {component.key: place for place, component in enumerate(stack.components)}
    found = StackFindings([], [[] for _ in stack.components])
    for finding in diagnose(snapshot):
        if finding.code in _ABOUT_IMPORTS:
            continue  # this one is where it belongs
        at = finding.span.start
        inside = next((one for one in nodes if one.node.start <= at <= one.node.end), None)
        place = index.get((inside.type, inside.name or "")) if inside is not None else None
        (found.stack if place is None else found.components[place]).append(finding)
    return found


def findings_data(
    described: Mapping[str, Any],
    of_stack: Sequence[Finding],
    of_components: Sequence[Sequence[Finding]],
) -> dict[str, Any]:
    """A stack as `stack_description` gives it, with the findings of each part."""
    components = [
        {**component, "findings": [_finding_data(one) for one in found]}
        for component, found in zip(described["components"], of_components, strict=True)
    ]
    findings = [_finding_data(one) for one in of_stack]
    return {**described, "components": components, "findings": findings}


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding.message,
    }
