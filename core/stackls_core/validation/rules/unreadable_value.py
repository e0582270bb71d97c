"""`unreadable-value`: YAML that is well formed and still has no value.

``safe_load`` raises for an impossible date, for a tag it does not know and for a mapping used as
a key. The last is what an unquoted ``{{name.key}}`` is.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.stackfile.nodes import Mapping, Node, Scalar, Sequence, walk
from stackls_core.stackfile.values import UnreadableValue, scalar_value, to_value
from stackls_core.text import Span, TextEdit
from stackls_core.validation.findings import Finding, Fix, Severity
from stackls_core.validation.rule import FileContext, Rule


def check(context: FileContext) -> Iterator[Finding]:
    """A finding for each node that has no value."""
    inside: int = -1
    text = context.file.text
    for node in walk(context.file.document.root):
        if node.start < inside:
            continue
        if (reference := unquoted_reference(text, node)) is not None:
            inside = node.end
            message = f"Quote this: without quotes, YAML reads {reference} as nested mappings."
            fix = Fix(
                "Quote the secret reference", (TextEdit(_extent(node), f"'{reference}'"),), True
            )
            yield RULE.finding(_extent(node), message, fixes=[fix])
        elif isinstance(node, Scalar):
            yield from _check_scalar(text, node)
        elif isinstance(node, Mapping):
            yield from _check_keys(node)


def _extent(node: Node) -> Span:
    return Span(node.start, node.end)


def unquoted_reference(text: str, node: Node) -> str | None:
    """The text of ``node`` if it is a secret reference that somebody forgot to quote."""
    if not isinstance(node, Mapping) or not node.flow or len(node.entries) != 1:
        return None
    key = node.entries[0].key
    if not isinstance(key, Mapping) or not key.flow or len(key.entries) != 1:
        return None
    inner = key.entries[0]
    if not isinstance(inner.key, Scalar) or "." not in inner.key.value:
        return None
    written = text[node.start : node.end]
    return written if "\n" not in written and "'" not in written else None


def _check_scalar(text: str, node: Scalar) -> Iterator[Finding]:
    try:
        scalar_value(node)
    except UnreadableValue as error:
        fixes: list[Fix] = []
        if node.is_plain and node.tag is None and node.value not in ("<<", "="):
            edit = TextEdit(node.span, f"'{text[node.start : node.end]}'")
            fixes.append(Fix("Quote the value", (edit,), safe=True))
        if node.value != "<<":
            yield RULE.finding(node.span, error.reason, fixes=fixes)


def _check_keys(node: Mapping) -> Iterator[Finding]:
    for entry in node.entries:
        if isinstance(entry.key, (Mapping, Sequence)):
            try:
                to_value(Mapping(node.start, node.end, [entry], node.flow))
            except UnreadableValue as error:
                if error.node is entry.key:
                    yield RULE.finding(_extent(entry.key), error.reason)
            except Exception:  # noqa: BLE001, S110 - some other node is at fault and has its own finding
                pass


RULE = Rule(
    "unreadable-value",
    Severity.ERROR,
    "YAML cannot make a value of this.",
    check=check,
)
