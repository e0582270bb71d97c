"""`refused-by-kubernetes`: a value inside of pod settings that Kubernetes does not take.

ZenML hands most of pod settings on as they are written (``add_pod_settings``), and some parameters
beside them. Kubernetes does not convert: a number is no string to it, ``"60"`` is no number, and
``1 Gi`` no amount. It refuses the pod when the first step starts.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.class_rule_kinds import listed
from stackls_core.catalog.kubernetes import kubernetes_shape
from stackls_core.catalog.kubernetes_quantities import (
    IN_WORDS,
    QUANTITY,
    is_less_than_a_byte,
    is_of_bytes,
    is_quantity,
    meant_quantity,
)
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.schema.model import Kind, Shape
from stackls_core.schema.problems import dotted
from stackls_core.suggest import nearest
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.edits import quote_as_written, replace_scalar
from stackls_core.yamltree.nodes import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    effective_entries,
    entry_of,
    resolve,
)
from stackls_core.yamltree.values import (
    UnreadableValue,
    Value,
    has_placeholder,
    parse_secret_reference,
    scalar_value,
)

_WORDS = {"true": "true", "yes": "true", "on": "true"} | {"false": "false", "no": "false"}


def check(section: AnySection) -> Iterator[Finding]:
    """A finding on each such value that ZenML itself takes."""
    facts, body = section.facts, section.body
    if facts is None or body is None:
        return
    reported: set[Span] | None = None
    for name in (*facts.pod_settings, *facts.kubernetes):
        entry = entry_of(body, name)
        # where a text stands for all of it, that is JSON, or ZenML says what is wrong
        if entry is None or isinstance(resolve(entry.value), Scalar):
            continue
        shape = kubernetes_shape(facts, name)
        if shape is None:
            continue
        for found in _inside(section.view.text, entry.value, shape, (name,)):
            if reported is None:
                reported = {Span(p.node.start, p.node.end) for p in section.problems}
            if found.span not in reported:
                yield found


def _inside(text: str, node: Node, shape: Shape, path: tuple[str | int, ...]) -> Iterator[Finding]:
    resolved = resolve(node)
    if isinstance(resolved, Mapping):
        if shape.find(Kind.OBJECT, Kind.MAPPING, Kind.ANY) is None:
            yield _wrong_form(node, shape, path, "a map")
            return
        yield from _missing(node, resolved, shape, path)
        for entry in effective_entries(resolved):
            below = shape.below(entry.name) if entry.name is not None else None
            if below is not None and entry.name is not None:
                yield from _inside(text, entry.value, below, (*path, entry.name))
    elif isinstance(resolved, Sequence):
        if shape.find(Kind.LIST, Kind.ANY) is None:
            yield _wrong_form(node, shape, path, "a list")
            return
        for index, item in enumerate(resolved.items):
            if shape.items is not None:
                yield from _inside(text, item, shape.items, (*path, index))
    elif isinstance(resolved, Scalar):
        yield from _scalar(text, node, resolved, shape, path)


def _scalar(
    text: str, node: Node, scalar: Scalar, shape: Shape, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    try:
        value = scalar_value(scalar)
    except UnreadableValue:
        return
    if value is None or shape.find(Kind.ANY) is not None:
        return
    if isinstance(value, str) and (has_placeholder(value) or parse_secret_reference(value)):
        return
    if shape is QUANTITY and isinstance(value, str):
        yield from _quantity(node, scalar, value, path)
        return
    choice = shape.find(Kind.CHOICE)
    if choice is not None and isinstance(value, str | bool):
        # none of these has an empty string for a choice; it stands for the default of each
        if value not in ("", *choice.choices):
            names = [str(one) for one in choice.choices]
            written = text[scalar.start : scalar.end]
            message = f"{dotted(path)} is {listed(names, 'or')} to Kubernetes, not {written}."
            meant = nearest(str(value), names)
            edits = [replace_scalar(scalar, meant)] if meant and node is scalar else []
            yield RULE.finding(
                Span(node.start, node.end),
                message + (f" Did you mean {meant}?" if meant else ""),
                fixes=[Fix(f"Change to {meant}", tuple(edits), safe=True)] if edits else [],
            )
        return
    if _fits(value, shape):
        return
    yield _wrong_form(node, shape, path, _kind_of(value), _scalar_fixes(text, node, value, shape))


def _missing(
    node: Node, mapping: Mapping, shape: Shape, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    """What Kubernetes requires; ZenML looks at that itself where it compares with the models."""
    known = shape.find(Kind.OBJECT)
    if known is None:
        return
    present = {entry.name for entry in effective_entries(mapping) if entry.name is not None}
    wanted = [key for key, one in known.properties.items() if one.required and key not in present]
    # a key that is nearly one of them is that one, misspelt, and reported as such
    nearly = {nearest(key, wanted) for key in present if key not in known.properties}
    absent = [key for key in wanted if key not in nearly]
    if absent:
        message = f"Kubernetes requires {listed(absent, 'and')} in {dotted(path)}."
        yield RULE.finding(Span(node.start, node.end), message)


def _quantity(
    node: Node, scalar: Scalar, text: str, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    name = str(path[-1])
    if is_of_bytes(name) and is_less_than_a_byte(text):
        message = f"{dotted(path)} is less than one byte: to Kubernetes, m are thousandths."
    elif not is_quantity(text):
        message = f"'{text}' is no amount to Kubernetes, for {dotted(path)}: {IN_WORDS}."
    else:
        return
    meant = meant_quantity(name, text)
    fixes: list[Fix] = []
    if meant is not None:
        message += f" Did you mean {meant}?"
    if meant is not None and node is scalar:
        edits = (replace_scalar(scalar, meant),)
        fixes = [Fix(f"Change to {meant}", edits, safe=not is_quantity(text))]
    yield RULE.finding(Span(node.start, node.end), message, fixes=fixes)


def _fits(value: Value, shape: Shape) -> bool:
    if isinstance(value, bool):
        return shape.find(Kind.BOOLEAN) is not None
    if isinstance(value, int):
        return shape.find(Kind.INTEGER, Kind.NUMBER) is not None
    if isinstance(value, float):
        return shape.find(Kind.NUMBER) is not None
    return isinstance(value, str) and shape.find(Kind.STRING) is not None


def _kind_of(value: Value) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        return "a number"
    return "a string" if isinstance(value, str) else "a date"


def _wrong_form(
    node: Node, shape: Shape, path: tuple[str | int, ...], got: str, fixes: list[Fix] | None = None
) -> Finding:
    words = "a string" if shape.find(Kind.CHOICE, Kind.STRING) is not None else shape.phrase
    message = f"Kubernetes takes {words} for {dotted(path)}, not {got}."
    if fixes:
        message += f" {fixes[0].title.partition(':')[0]}."
    span = Span(node.start, node.end)
    return RULE.finding(span, message, fixes=fixes or ())


def _scalar_fixes(text: str, node: Node, value: Value, shape: Shape) -> list[Fix]:
    """Quote what should be a string; take the quotes off what should not."""
    if not isinstance(node, Scalar) or node.tag or node.anchor:
        return []
    if shape.find(Kind.STRING, Kind.CHOICE) is not None:
        return (
            [Fix("Quote it", (quote_as_written(text, node),), safe=True)] if node.is_plain else []
        )
    bare: str | None = None
    if shape.find(Kind.INTEGER) is not None:
        bare = _integer(value)
    elif shape.find(Kind.BOOLEAN) is not None and isinstance(value, str):
        bare = _WORDS.get(value.strip().lower())
    if bare is None:
        return []
    title = f"Write {bare} without quotes" if isinstance(value, str) else f"Write {bare}"
    return [Fix(title, (TextEdit(node.span, bare),), safe=True)]


def _integer(value: Value) -> str | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and value.isascii():
        return str(int(value))
    return None


RULE: AnyRule = Rule(
    "refused-by-kubernetes",
    Severity.WARNING,
    "A value in pod settings that Kubernetes does not take.",
    check_section=check,
)
