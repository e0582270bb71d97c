"""What an alias, an anchor or a merge key stands for, as Markdown."""

from __future__ import annotations

import textwrap

from stackls_core.documents.hidden_spans import hidden_spans
from stackls_core.documents.markup import code
from stackls_core.registry.secrets import MASK
from stackls_core.text import Span
from stackls_core.visible import visible_lines
from stackls_core.yamltree.anchors import anchor_at
from stackls_server.features.snapshot import Snapshot

_MOST_LINES = 25


def anchor_content(snapshot: Snapshot, offset: int) -> tuple[Span, str] | None:
    """The token at ``offset`` that has to do with an anchor, and the YAML that it stands for.

    Secrets are masked.
    """
    found = anchor_at(snapshot.document, offset)
    if found is None:
        return None
    anchor, span = found
    node, lines = anchor.node, snapshot.lines
    column = lines.position(node.start).column
    content = " " * column + _masked(snapshot, Span(node.start, node.end))
    written = textwrap.dedent(visible_lines(content)).rstrip().splitlines()
    if len(written) > _MOST_LINES:
        written = [*written[:_MOST_LINES], "…"]
    fence = "`" * max(3, content.count("`") + 1)
    where = f"{code('&' + anchor.name)}, line {lines.line_of(anchor.span.start) + 1}"
    return span, "\n".join([f"{where}:", "", f"{fence}yaml", *written, fence])


def _masked(snapshot: Snapshot, span: Span) -> str:
    shown, at = "", span.start
    for hidden in hidden_spans(snapshot.view, snapshot.catalog):
        if span.start <= hidden.start and hidden.end <= span.end:
            shown += snapshot.text[at : hidden.start] + MASK
            at = hidden.end
    return shown + snapshot.text[at : span.end]
