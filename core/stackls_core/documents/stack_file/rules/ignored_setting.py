"""`ignored-setting`: a key inside of a settings object that its class does not have.

Nested settings classes mostly drop or merely carry along what they do not know, so a misspelt key
has no effect and no message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from stackls_core.documents.stack_file.section import ComponentSection, Rule
from stackls_core.documents.stack_file.top_level import key_span
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.schema.model import Kind, Shape
from stackls_core.suggest import nearest
from stackls_core.yamltree.edits import replace_scalar
from stackls_core.yamltree.nodes import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_merge,
    resolve,
)
from stackls_core.yamltree.values import has_placeholder, try_value

_REPLACED = frozenset(
    {
        # KubeflowOrchestratorSettings._validate_and_migrate_pod_settings
        ("orchestrator", "kubeflow", "pod_settings"),
    }
)


def check(context: ComponentSection) -> Iterator[Finding]:
    """A finding on each such key."""
    flavor, configuration = context.flavor, context.component.configuration
    if flavor is None or configuration is None:
        return
    for entry in configuration.entries:
        if (flavor.type, flavor.name, entry.name) in _REPLACED and _says_something(entry.value):
            message = (
                f"ZenML makes {entry.name} of node_selectors and node_affinity by itself here, so "
                "what the file says has no effect."
            )
            yield RULE.finding(key_span(entry), message)
        parameter = flavor.parameters.get(entry.name or "")
        if parameter is not None:
            yield from _inside(entry.value, parameter.shape, parameter.name)


def _says_something(node: Node) -> bool:
    """Whether an object has anything but empty values, as ZenML's own export of it does not."""
    _, value = try_value(node)
    return isinstance(value, dict) and any(cast("dict[object, object]", value).values())


def _inside(node: Node, shape: Shape, where: str) -> Iterator[Finding]:
    resolved = resolve(node)
    known = shape.find(Kind.OBJECT)
    if isinstance(resolved, Mapping) and known is not None:
        present = {entry.name for entry in resolved.entries}
        for entry in resolved.entries:
            if entry.name is not None and entry.name in known.properties:
                below = known.properties[entry.name].shape
                yield from _inside(entry.value, below, f"{where}.{entry.name}")
            elif known.extra != "forbid" and not is_merge(entry):
                yield from _unknown(entry, known, where, present)
    elif isinstance(resolved, Sequence):
        inner = shape.items
        if inner is not None:
            for item in resolved.items:
                yield from _inside(item, inner, where)


def _unknown(entry: Entry, known: Shape, where: str, present: set[str | None]) -> Iterator[Finding]:
    name = entry.name
    if name is None or has_placeholder(name) or not isinstance(entry.key, Scalar):
        return
    meant = nearest(name, [key for key in known.properties if key not in present])
    message = f"{where} has no parameter {name}, so it has no effect."
    fixes: list[Fix] = []
    if meant is not None:
        message += f" Did you mean {meant}?"
        fixes.append(Fix(f"Change to {meant}", (replace_scalar(entry.key, meant),), safe=True))
    yield RULE.finding(key_span(entry), message, fixes=fixes)


RULE = Rule(
    "ignored-setting",
    Severity.WARNING,
    "A key inside of a settings object that has no effect.",
    check_section=check,
)
