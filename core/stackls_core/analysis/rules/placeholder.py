"""`placeholder`: ``${VARIABLE}`` is for a tool such as envsubst; ZenML does not replace it.

Teams that expand their files before import write placeholders on purpose, so this is one hint a
file, and nothing is said about the values.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.rule import AnyRule, Part, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.values import has_placeholder, placeholders


def check(part: Part) -> Iterator[Finding]:
    """One finding, on the first placeholder."""
    for node in part.nodes:
        if isinstance(node, Scalar) and has_placeholder(node.value):
            written = part.document.text[node.start : node.end]
            start, end = next(iter(placeholders(written)), (0, len(written)))
            message = (
                "ZenML does not replace placeholders: expand this file, with envsubst for "
                "example, before it is imported."
            )
            yield RULE.finding(Span(node.start + start, node.start + end), message)
            return


RULE: AnyRule = Rule(
    "placeholder",
    Severity.HINT,
    "The file has placeholders that ZenML does not replace.",
    check_part=check,
    once=True,
)
