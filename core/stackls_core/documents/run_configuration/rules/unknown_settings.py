"""`unknown-settings`: a key of ``settings`` that is for nothing.

``settings`` has ``docker``, ``resources``, ``deployment``, and a key for each component: its type
(``orchestrator``), with its flavor (``orchestrator.kubernetes``) or its name
(``orchestrator:prod``). ZenML raises a ``ValueError`` for any other one.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.component_types import COMPONENT_TYPES
from stackls_core.catalog.settings import CLASSES
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on each such key."""
    for node in context.view.read_settings:
        name = node.entry.name
        # at the top, keys are looked at before placeholders are replaced
        is_open = node.step is not None and name is not None and has_placeholder(name)
        if node.key is not None or name is None or is_open:
            continue
        meant = _meant(name, context)
        known = (
            "docker, resources, deployment, or a component's type, as in orchestrator.kubernetes"
        )
        message = f"ZenML refuses the settings {name}: the key is {known}."
        fixes: list[Fix] = []
        if meant is not None:
            message = f"ZenML refuses the settings {name}. Did you mean {meant}?"
            if isinstance(node.entry.key, Scalar):
                edit = replace_scalar(node.entry.key, meant)
                fixes.append(Fix(f"Change to {meant}", (edit,), safe=True))
        yield RULE.finding(key_span(node.entry), message, fixes=fixes)


def _meant(name: str, context: FileContext) -> str | None:
    """The key that was probably meant: of a type, a class, or of the only type with a flavor."""
    for mark in ".:":
        kind, found, rest = name.partition(mark)
        if found and rest:
            meant = nearest(kind, COMPONENT_TYPES)
            return f"{meant}{mark}{rest}" if meant else None
    types = context.catalog.types_with_flavor(name)
    if len(types) == 1:
        return f"{types[0]}.{name}"
    return nearest(name, [*CLASSES, *COMPONENT_TYPES])


RULE = Rule(
    "unknown-settings",
    Severity.ERROR,
    "A key of settings that ZenML does not have.",
    check=check,
)
