"""`ignored-setting`: a key that ZenML drops, because there is no such setting.

Settings classes, and what is nested in configurations, mostly drop or merely carry along what they
do not know, so a misspelt key has no effect and no message. What pod settings hold is compared
with the models of the Kubernetes client: of a key that those lack, ZenML only writes a log line.
Of AzureML's settings only those of its ``mode`` have an effect, and that is ``serverless`` unless
it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from stackls_core.catalog import class_rules
from stackls_core.catalog.kubernetes import kubernetes_shape
from stackls_core.documents.rule import AnyRule, AnySection, Rule
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
from stackls_core.yamltree.spans import key_span
from stackls_core.yamltree.values import has_placeholder, try_value

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts


def check(context: AnySection) -> Iterator[Finding]:
    """A finding on each such key."""
    facts, configuration = context.facts, context.body
    if facts is None or configuration is None:
        return
    ignored = _ignored(facts, configuration)
    for entry in configuration.entries:
        if entry.name in ignored:
            yield RULE.finding(key_span(entry), ignored[entry.name])
        if class_rules.is_replaced(facts, entry.name) and _says_something(entry.value):
            message = (
                f"ZenML makes {entry.name} of node_selectors and node_affinity by itself here, so "
                "what the file says has no effect."
            )
            yield RULE.finding(key_span(entry), message)
        parameter = facts.parameters.get(entry.name or "")
        if parameter is not None:
            shape = kubernetes_shape(facts, parameter.name) or parameter.shape
            yield from _inside(entry.value, shape, parameter.name, facts)
        elif _is_dropped(entry, context, facts):
            yield from _of_section(entry, context)


def _ignored(facts: ClassFacts, configuration: Mapping) -> dict[str, str]:
    """What has no effect beside the other parameters, and why."""
    if not class_rules.may_ignore(facts):
        return {}
    readable, value = try_value(configuration)
    if not readable or not isinstance(value, dict):
        return {}
    given = cast("dict[object, object]", value)
    known = {key: one for key, one in given.items() if isinstance(key, str)}
    # those of a run are laid over the component's own
    is_whole = facts.extra == "forbid" or "mode" in known
    return class_rules.ignored(facts, known) if is_whole else {}


def _is_dropped(entry: Entry, context: AnySection, facts: ClassFacts) -> bool:
    """Whether ZenML drops a key that the class does not have, and no rule of the kind says so."""
    is_other = context.tells_of_keys or is_merge(entry) or class_rules.is_read(facts, entry.name)
    return facts.extra == "ignore" and not is_other


def _says_something(node: Node) -> bool:
    """Whether an object has anything but empty values, as ZenML's own export of it does not."""
    _, value = try_value(node)
    return isinstance(value, dict) and any(cast("dict[object, object]", value).values())


def _inside(node: Node, shape: Shape, where: str, facts: ClassFacts) -> Iterator[Finding]:
    resolved = resolve(node)
    # where any map will do, every key of it counts
    known = shape.find(Kind.OBJECT) if shape.find(Kind.MAPPING) is None else None
    if isinstance(resolved, Mapping) and known is not None:
        yield from _inside_object(resolved, known, where, facts)
    elif isinstance(resolved, Mapping):
        free = shape.find(Kind.MAPPING) if shape.find(Kind.OBJECT) is None else None
        if free is not None and free.value is not None:
            for entry in resolved.entries:
                yield from _inside(entry.value, free.value, f"{where}.{entry.name}", facts)
    elif isinstance(resolved, Sequence) and shape.items is not None:
        for item in resolved.items:
            yield from _inside(item, shape.items, where, facts)


def _inside_object(node: Mapping, known: Shape, where: str, facts: ClassFacts) -> Iterator[Finding]:
    present = {entry.name for entry in node.entries}
    is_no_drop = known.extra == "forbid" or class_rules.passes_on(facts, where)
    for entry in node.entries:
        if entry.name is not None and entry.name in known.properties:
            below = known.properties[entry.name].shape
            yield from _inside(entry.value, below, f"{where}.{entry.name}", facts)
        elif not is_no_drop and not is_merge(entry):
            yield from _unknown(entry, known, where, present)


def _of_section(entry: Entry, context: AnySection) -> Iterator[Finding]:
    if context.owner is None or context.body is None:
        return
    label = context.owner.label
    present = {other.name for other in context.body.entries}
    message = f"ZenML ignores {entry.name}: it is not a key of {label}."
    yield from _dropped(entry, context.owner.shape, message, present)


def _unknown(entry: Entry, known: Shape, where: str, present: set[str | None]) -> Iterator[Finding]:
    message = f"{where} has no parameter {entry.name}, so it has no effect."
    yield from _dropped(entry, known, message, present)


def _dropped(
    entry: Entry, known: Shape, message: str, present: set[str | None]
) -> Iterator[Finding]:
    name = entry.name
    if name is None or has_placeholder(name) or not isinstance(entry.key, Scalar):
        return
    meant = nearest(name, [key for key in known.properties if key not in present])
    fixes: list[Fix] = []
    if meant is not None:
        message += f" Did you mean {meant}?"
        fixes.append(Fix(f"Change to {meant}", (replace_scalar(entry.key, meant),), safe=True))
    yield RULE.finding(key_span(entry), message, fixes=fixes)


RULE: AnyRule = Rule(
    "ignored-setting",
    Severity.WARNING,
    "A setting that has no effect, because ZenML does not have it.",
    check_section=check,
)
