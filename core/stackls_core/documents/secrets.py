"""The references to secrets in a document, of whatever kind."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.view import Target
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Node, Scalar, walk
from stackls_core.yamltree.values import parse_secret_reference


def secrets_in(root: Node | None, text: str) -> Iterator[Target]:
    """The secret references below ``root``, each written place once, from ``{{`` to ``}}``."""
    if "{{" not in text:
        return
    for node in walk(root):
        if isinstance(node, Scalar) and "{{" in node.value:
            reference = parse_secret_reference(node.value)
            if reference is not None:
                name, span = reference.name, _braces(text, node.inner_span)
                yield Target(
                    ("secret", name), name, span, span, is_defined=False, is_renamable=False
                )


def _braces(text: str, span: Span) -> Span:
    """From ``{{`` to ``}}``: a block scalar has its mark and its indentation before these."""
    start = text.find("{{", span.start, span.end)
    end = text.rfind("}}", span.start, span.end)
    return Span(start, end + 2) if 0 <= start < end else span
