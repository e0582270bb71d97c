"""`unreadable-value`: YAML that is well formed and still has no value.

``safe_load`` raises for an impossible date, for a tag it does not know, for a merge key without a
mapping and for a mapping used as a key. The last is what an unquoted ``{{name.key}}`` is.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, Part, Rule
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_core.yamltree.nodes import MERGE_KEY, Mapping, Node, Scalar, Sequence, is_merge
from stackls_core.yamltree.values import (
    DEFAULT_KEY,
    UnreadableValue,
    is_default_key,
    parse_secret_reference,
    problems_of,
    scalar_value,
)

_SPECIAL_KEYS = frozenset({MERGE_KEY, DEFAULT_KEY})


def check(part: Part) -> Iterator[Finding]:
    """A finding for each node that has no value."""
    inside: int = -1
    text = part.document.text
    special: set[int] = set()
    for node in part.nodes:
        if node.start < inside or id(node) in special:
            continue
        if isinstance(node, Scalar):
            try:
                scalar_value(node)
            except UnreadableValue as error:
                yield _unreadable(text, node, error.reason)
        elif (reference := unquoted_reference(text, node)) is not None:
            inside = node.end
            message = f"Quote this: without quotes, YAML reads {reference} as nested maps."
            fix = Fix(
                "Quote the secret reference", (TextEdit(_extent(node), f"'{reference}'"),), True
            )
            yield RULE.finding(_extent(node), message, fixes=[fix])
        elif isinstance(node, (Mapping, Sequence)) and not _is_usual(node):
            yield from (RULE.finding(_extent(p.node), p.reason) for p in problems_of(node))
            if isinstance(node, Mapping):
                # << and = mean something as keys and have no value anywhere else
                special.update(
                    id(entry.key)
                    for entry in node.entries
                    if is_merge(entry) or is_default_key(entry.key)
                )


def _is_usual(node: Mapping | Sequence) -> bool:
    """Whether it plainly is what it looks like: no tag, and keys that are words."""
    if node.tag:
        return False
    return isinstance(node, Sequence) or all(
        isinstance(key := entry.key, Scalar) and not key.tag and key.value not in _SPECIAL_KEYS
        for entry in node.entries
    )


def _extent(node: Node) -> Span:
    return Span(node.start, node.end)


def unquoted_reference(text: str, node: Node) -> str | None:
    """The text of ``node`` if it is a secret reference that somebody forgot to quote."""
    if not isinstance(node, Mapping) or not node.flow or len(node.entries) != 1:
        return None
    key = node.entries[0].key
    if not isinstance(key, Mapping) or not key.flow or len(key.entries) != 1:
        return None
    written = text[node.start : node.end]
    if parse_secret_reference(written) is None or "\n" in written or "'" in written:
        return None
    return written


def _unreadable(text: str, node: Scalar, reason: str) -> Finding:
    fixes: list[Fix] = []
    if node.is_plain and node.tag is None:
        edit = TextEdit(node.span, f"'{text[node.start : node.end]}'")
        fixes.append(Fix("Quote the value", (edit,), safe=True))
    return RULE.finding(node.span, reason, fixes=fixes)


RULE: AnyRule = Rule(
    "unreadable-value",
    Severity.ERROR,
    "YAML cannot make a value of this.",
    check_part=check,
    hides_others=True,
)
