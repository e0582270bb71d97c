"""YAML anchors: where each is defined, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.text import Span
from stackls_core.yamltree.nodes import Alias, Mapping, Node, Scalar, Sequence, is_merge, walk
from stackls_core.yamltree.parse import Document


@dataclass(frozen=True, eq=False)
class Anchor:
    """An anchor: ``span`` is where it is defined, its ``&`` included; ``uses`` are its aliases."""

    name: str
    span: Span
    node: Scalar | Mapping | Sequence
    uses: tuple[Alias, ...]

    @property
    def name_span(self) -> Span:
        """Where its name stands in its definition."""
        return Span(self.span.start + 1, self.span.end)


def name_in_use(alias: Alias) -> Span:
    """Where the name stands in a use, the ``*`` left out."""
    return Span(alias.start + 1, alias.end)


def anchors_of(document: Document) -> list[Anchor]:
    """The anchors of a document in the order of the text, each with its uses."""
    uses: dict[int, list[Alias]] = {}
    for node in walk(document.root):
        if isinstance(node, Alias) and node.target is not None:
            uses.setdefault(id(node.target), []).append(node)
    return [
        Anchor(node.anchor or "", span, node, tuple(uses.get(id(node), ())))
        for node, span in _definitions(document)
    ]


def anchor_at(document: Document, offset: int) -> tuple[Anchor, Span] | None:
    """The anchor whose definition, alias or merge key is at ``offset``, and the token there."""
    if "&" not in document.text:
        return None
    merges = dict(_merges_at(document, offset))
    for anchor in anchors_of(document):
        if anchor.span.contains(offset):
            return anchor, anchor.span
        for alias in anchor.uses:
            if alias.span.contains(offset):
                return anchor, alias.span
            if id(alias) in merges:
                return anchor, merges[id(alias)]
    return None


def _merges_at(document: Document, offset: int) -> Iterator[tuple[int, Span]]:
    """The alias that the merge key at ``offset`` merges, with the place of the key."""
    for node in walk(document.root):
        if not isinstance(node, Mapping):
            continue
        for entry in node.entries:
            key = Span(entry.key.start, entry.key.end)
            if key.contains(offset) and is_merge(entry) and isinstance(entry.value, Alias):
                yield id(entry.value), key


def _definitions(document: Document) -> Iterator[tuple[Scalar | Mapping | Sequence, Span]]:
    """Every node with an anchor and where the anchor is: between the token before it and it."""
    before = 0
    for node in walk(document.root):
        if not isinstance(node, Alias) and node.anchor is not None:
            span = _find(document.text, node.anchor, before, node.start)
            if span is not None:
                yield node, span
        before = max(before, _end_of_token(node))


def _end_of_token(node: Node) -> int:
    """Where the first token of ``node`` ends; block collections have none of their own."""
    if isinstance(node, (Scalar, Alias)):
        return node.end
    return node.start + 1 if node.flow else node.start


_COMMENT_OR_ANCHOR = re.compile(r"(?:(?<=\s)|^)#[^\r\n]*|&[\w-]*")


def _find(text: str, name: str, start: int, end: int) -> Span | None:
    for match in _COMMENT_OR_ANCHOR.finditer(text, start, max(start, end)):
        if match.group() == f"&{name}":
            return Span(match.start(), match.end())
    return None
