"""Growing a selection: from the token under the cursor outwards to the whole document."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from stackls_core.text import Span
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence
from stackls_core.yamltree.values import parse_secret_reference, placeholders
from stackls_server.features.snapshot import Snapshot

_MOST = 50
"""How many steps one selection may grow in: more would only cost, and nobody presses a key that
often."""


def selection_spans(snapshot: Snapshot, offset: int) -> list[Span]:
    """Spans around ``offset`` from the smallest to the document, each inside of the next.

    The steps are the placeholder, the text in its quotes, the scalar, its entry, the mapping, the
    component, the entry of its type, all components, the document.
    """
    text = snapshot.text
    document = Span(0, len(text))
    root = snapshot.document.root
    outwards = [document, *(_spans(text, root, offset) if root is not None else ())]
    line = _line_content(snapshot, offset)
    if line is not None:
        outwards.append(line)
    result: list[Span] = []
    for span in sorted(outwards, key=lambda one: one.end - one.start):
        inside = not result or (span.start <= result[-1].start and result[-1].end <= span.end)
        if inside and (not result or span != result[-1]):
            result.append(span)
    return [*result[: _MOST - 1], document] if len(result) > _MOST else result


def _line_content(snapshot: Snapshot, offset: int) -> Span | None:
    """What is written on the line, where that is a comment: the tree knows nothing of these."""
    lines = snapshot.lines
    number = lines.line_of(offset)
    text, start = lines.line_text(number), lines.line_start(number)
    stripped = text.strip()
    if not stripped.startswith("#"):
        return None
    begin = start + text.index("#")
    span = Span(begin, begin + len(stripped))
    return span if span.contains(offset) else None


def _spans(text: str, root: Node, offset: int) -> Iterator[Span]:
    node: Node | None = root
    while node is not None and node.span.contains(offset):
        if isinstance(node, Scalar):
            yield from _within_scalar(text, node, offset)
            return
        yield node.span
        inner: Node | None = None
        if isinstance(node, Mapping):
            inner = yield from _within_mapping(node, offset)
        elif isinstance(node, Sequence):
            inner = next((item for item in node.items if item.span.contains(offset)), None)
        node = inner


def _within_mapping(mapping: Mapping, offset: int) -> Generator[Span, None, Node | None]:
    """The entry at ``offset``; returns the node to go on with."""
    for entry in mapping.entries:
        if entry.start <= offset <= entry.end:
            yield Span(entry.start, entry.end)
            return entry.key if entry.key.span.contains(offset) else entry.value
    return None


def _within_scalar(text: str, scalar: Scalar, offset: int) -> Iterator[Span]:
    yield scalar.span
    inner = scalar.inner_span
    if not inner.contains(offset):
        return
    yield inner
    written = text[inner.start : inner.end]
    for start, end in placeholders(written):
        if inner.start + start <= offset <= inner.start + end:
            yield Span(inner.start + start, inner.start + end)
    if parse_secret_reference(written) is not None:
        dot = inner.start + written.index(".")
        for span in (Span(inner.start + 2, dot), Span(dot + 1, inner.end - 2)):
            if span.contains(offset):
                yield span
                return
